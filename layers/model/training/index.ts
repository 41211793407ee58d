export { chooseEngine } from './choose-engine.ts';
export { growLocalForest, rowsOfForest } from './grow-local-forest.ts';
export { Trainer } from './trainer.ts';
