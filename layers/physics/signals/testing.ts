export { savitzkyGolay } from './savitzky-golay.ts';
