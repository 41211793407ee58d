/**
 * `sarcomere/signals`: filters, EMG envelopes, resampling, derivatives.
 *
 * @module
 */
export { bandPass, type Filter, highPass, lowPass, type SecondOrderSection } from '../signals/butterworth.ts';
export { type EnvelopeChain, envelopeOf } from '../signals/envelope.ts';
export { filterCausally, filterZeroPhase } from '../signals/filter.ts';
export { channelScale, normalise } from '../signals/normalise.ts';
export { interpolate, resample, type Sampled, uniformGrid } from '../signals/resample.ts';
export { alongBlocks, type Block, savitzkyGolay } from '../signals/savitzky-golay.ts';
