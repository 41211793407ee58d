import type { SignalColumns } from '../../../study/recordings/index.ts';
import type { GlobalModel } from '../global-model.ts';

/** What the intake of recordings needs to know of a published model: its columns, their units and the kind of its EMG. */
export function signalColumnsOf({
  signals,
  coordinates,
}: Pick<GlobalModel, 'signals' | 'coordinates'>): SignalColumns {
  const { column, unit } = coordinates[0]!.measured;
  return { ...signals, angle: { column, unit } };
}
