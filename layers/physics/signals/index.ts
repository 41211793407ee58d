export { lowPass } from './butterworth.ts';
export { bandAt, type EnvelopeChain, envelopeOf, envelopeSettlingS } from './envelope.ts';
export { filterZeroPhase } from './filter.ts';
export { motionStencil, stencilReach, stencilRows } from './motion-stencil.ts';
export { channelScale, normalise } from './normalise.ts';
export { interpolate, resample, resampleMask, resampleSettlingS, uniformGrid } from './resample.ts';
export { rmsFrequencies } from './rms-frequencies.ts';
export { alongBlocks } from './savitzky-golay.ts';
