export { onOneInstance, onSageMaker } from './estimate-run.ts';
export { speed } from './speed.ts';
