export { meanAndDeviation } from './mean-and-deviation.ts';
export { type PairedRatio, pairedRatio } from './paired-ratio.ts';
