/**
 * `sarcomere/simulate`: studies of virtual subjects whose angles, torques and forces are known.
 *
 * @module
 */
export type { SimulationOptions } from '../study/simulation/options.ts';
export { type SimulatedFile, simulatedFiles, simulateStudy } from '../study/simulation/simulate-study.ts';
