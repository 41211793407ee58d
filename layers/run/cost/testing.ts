export { forestTimes, gpuS, kernelS, sideBySide, sum } from './estimate-run.ts';
export { speed } from './speed.ts';
