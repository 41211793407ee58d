export type { Dense } from './local-network.ts';
export { shapeForMuscles } from './shape-for-muscles.testing.ts';
