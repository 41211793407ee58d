import type { Fault } from '../../../base/faults/index.ts';

/** A channel varies: a constant one comes from an electrode that was off or unplugged. */
export function channelAlive(file: string, column: string, values: Float64Array): Fault[] {
  const isConstant = values.length > 1 && values.every((v) => v === values[0]);
  if (!isConstant) return [];
  return [
    {
      code: 'CHANNEL_DEAD',
      what: 'An EMG channel never changes.',
      where: { file, column },
      found: `${values[0]} in all ${values.length} rows`,
      expected: 'a signal that varies',
      fix: 'Leave the recording out, or leave the channel out of the study.',
    },
  ];
}
