import type { SimulationOptions } from '../../layers/study/simulation/index.ts';

/**
 * The study that `npm start` simulates: six people at two sites who move the wrist in four tasks, with other loads and
 * postures, at four speeds. The manifest names no division. `npm run study -- demo` runs it with eight seeds.
 */
export const demoStudy: SimulationOptions = {
  joint: 'wrist',
  study: 'wrist-demo',
  subjects: 6,
  sites: 2,
  seed: 1,
  secondsPerRecording: 20,
};
