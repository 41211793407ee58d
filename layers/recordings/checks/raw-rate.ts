import { type Fault, FaultError } from '../../faults/fault.ts';
import { bandAt, type EnvelopeChain } from '../../signals/envelope.ts';

/** Raw EMG is sampled fast enough for the band that is kept. */
export function rawRateEnough(
  file: string,
  { kind, filter }: Pick<EnvelopeChain, 'kind'> & { readonly filter: Pick<EnvelopeChain, 'bandPassHz'> },
  sampleRateHz: number,
): Fault[] {
  if (kind !== 'raw') return [];
  try {
    bandAt(sampleRateHz, filter.bandPassHz);
    return [];
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return error.faults.map((fault) => ({ ...fault, where: { file } }));
  }
}
