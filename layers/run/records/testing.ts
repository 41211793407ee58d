export { leaveModel, local, pointer, preparedRun, subdomains } from './prepared-run.testing.ts';
export type { LabelRecord } from './run-objects.ts';
export { MemoryStepFunctions } from './step-functions.testing.ts';
export { purge } from './withdrawal/purge.ts';
