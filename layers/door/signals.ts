/**
 * `sarcomere/signals`: filters, EMG envelopes, resampling, derivatives.
 *
 * @module
 */
export {
  bandPass,
  type Filter,
  highPass,
  lowPass,
  type SecondOrderSection,
} from '../physics/signals/butterworth.ts';
export { type EnvelopeChain, envelopeOf } from '../physics/signals/envelope.ts';
export { filterCausally, filterZeroPhase } from '../physics/signals/filter.ts';
export { channelScale, normalise } from '../physics/signals/normalise.ts';
export { interpolate, resample, type Sampled, uniformGrid } from '../physics/signals/resample.ts';
export { alongBlocks, type Block, savitzkyGolay } from '../physics/signals/savitzky-golay.ts';
