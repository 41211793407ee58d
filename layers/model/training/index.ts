export { chooseEngine } from './choose-engine.ts';
export { Trainer } from './trainer.ts';
