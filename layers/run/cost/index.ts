export { type Estimate, framesOf, type Installation, onGpu, onLambda, type RunSize } from './estimate-run.ts';
export { filesSize } from './files-size.ts';
export { prices } from './prices.ts';
export { overBudget, type RunBudget, runBudgetOf } from './run-budget.ts';
export { runSizeOf } from './run-size.ts';
