export type { Forest } from './forest.ts';
export { forestBytes, forestOf } from './forest-bytes.ts';
export { growForest } from './grow-forest.ts';
export { localForest } from './local-forest.ts';
export { predictForest } from './predict-forest.ts';
