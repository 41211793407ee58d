export type { SimulationOptions } from './options.ts';
export { simulatedFiles } from './simulate-study.ts';
