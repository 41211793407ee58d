import type { SignalColumns } from '../../../study/recordings/index.ts';
import type { GlobalModel } from '../global-model.ts';

/** The signals of a model as the intake of recordings takes them: columns, units, kind of EMG. */
export function signalColumnsOf({
  signals,
  coordinates,
}: Pick<GlobalModel, 'signals' | 'coordinates'>): SignalColumns {
  const { column, unit } = coordinates[0]!.measured;
  return { ...signals, angle: { column, unit } };
}
