export { readSto } from './open-sim.ts';
