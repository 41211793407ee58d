/**
 * Definitions that both worlds share: the upload that starts a run, the functions with their settings, and the routes of
 * the HTTPS API. `infra/cloud` turns them into a template, `infra/local` runs them on one machine.
 */

import type { Installation } from '../layers/run/cost/index.ts';

/** EventBridge pattern of the upload that starts a run: the manifest, which comes last. */
export const uploadEventPattern = {
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: { object: { key: [{ wildcard: 'studies/*/study.json' }] } },
} as const;

export interface FunctionSettings {
  /** Module that exports `handler`, from the project's root. */
  readonly entry: string;
  readonly purpose: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
}

export const functions = {
  'start-run': {
    entry: 'functions/start-run/handler.ts',
    purpose: 'names a run by the content of its study and starts the state machine once',
    memoryMb: 512,
    timeoutS: 300,
  },
  'prepare-study': {
    entry: 'functions/prepare-study/handler.ts',
    purpose: 'checks a study, labels forces, builds features and divides the study into sub-domains',
    memoryMb: 3008,
    timeoutS: 900,
  },
  'train-subdomain': {
    entry: 'functions/train-subdomain/handler.ts',
    purpose: 'trains one local model, checkpoint by checkpoint',
    memoryMb: 1769,
    timeoutS: 900,
  },
  'aggregate-models': {
    entry: 'functions/aggregate-models/handler.ts',
    purpose: 'weighs the local models into a global model and scores it',
    memoryMb: 3008,
    timeoutS: 900,
  },
  'publish-model': {
    entry: 'functions/publish-model/handler.ts',
    purpose: 'checks every digest and publishes the new model',
    memoryMb: 512,
    timeoutS: 60,
  },
  'serve-api': {
    entry: 'functions/serve-api/handler.ts',
    purpose: 'answers the HTTPS API: predictions, models, runs, uploads',
    memoryMb: 1769,
    timeoutS: 29,
  },
  'stop-stalled': {
    entry: 'functions/stop-stalled/handler.ts',
    purpose: 'stops runs in which nothing has happened for hours',
    memoryMb: 512,
    timeoutS: 300,
  },
  'tell-run-end': {
    entry: 'functions/tell-run-end/handler.ts',
    purpose: 'reports how a run ended',
    memoryMb: 256,
    timeoutS: 30,
  },
  'switch-off-uploads': {
    entry: 'functions/switch-off-uploads/handler.ts',
    purpose: 'stops uploads from starting runs after the account has reached its spend limit',
    memoryMb: 256,
    timeoutS: 30,
  },
} as const satisfies Record<string, FunctionSettings>;

export type FunctionName = keyof typeof functions;

/** Limits of aggregate-models for prepare-study, which refuses a study whose models could not be weighed. */
export const aggregationEnv = {
  SARCOMERE_AGGREGATE_MEMORY_MB: String(functions['aggregate-models'].memoryMb),
  SARCOMERE_AGGREGATE_TIMEOUT_S: String(functions['aggregate-models'].timeoutS),
} as const;

/**
 * Functions without access to studies. They have no bucket, and in the clinical profile they stay outside the closed
 * network, where each service that they call would need an endpoint that is paid by the hour.
 */
export const functionsWithoutStudies = [
  'tell-run-end',
  'switch-off-uploads',
] as const satisfies FunctionName[];

export type StudyFunctionName = Exclude<FunctionName, (typeof functionsWithoutStudies)[number]>;

export function touchesStudies(name: FunctionName): name is StudyFunctionName {
  return !(functionsWithoutStudies as readonly FunctionName[]).includes(name);
}

/**
 * Concurrent executions that a function is guaranteed and limited to. An account has 1,000, of which 100 must stay
 * unreserved. Training has most, but cannot starve the API, and requests cannot starve training. Preparation and
 * aggregation have 3 GB each, so many uploads are processed ten at a time.
 */
export const reservedConcurrency = {
  'start-run': 10,
  'prepare-study': 10,
  'train-subdomain': 200,
  'aggregate-models': 10,
  'serve-api': 50,
} as const satisfies Partial<Record<FunctionName, number>>;

/** Trainings on GPUs that run at once; the others wait in the queue. */
export const mostGpuJobsAtOnce = 32;

/** Sizes and limits that an estimate uses. */
export const installation: Installation = {
  training: sizeOf('train-subdomain'),
  preparing: sizeOf('prepare-study'),
  aggregating: sizeOf('aggregate-models'),
  trainingsAtOnce: reservedConcurrency['train-subdomain'],
  gpuJobsAtOnce: mostGpuJobsAtOnce,
};

function sizeOf(name: FunctionName) {
  const { memoryMb, timeoutS } = functions[name];
  return { memoryMb, timeoutS };
}

/** Rights of a caller of the API. */
export const scopes = {
  read: 'see models, runs and the description of the API',
  predict: 'predict with published models',
  upload: 'upload studies, have them checked, and start, cancel and redrive their runs',
  withdraw: 'delete one person from a study, its runs and its models',
} as const;

export type Scope = keyof typeof scopes;

/** Name of a scope in tokens. */
export function scopeName(scope: Scope): string {
  return `sarcomere/${scope}`;
}

/**
 * Address at which `sarcomere token` waits for the browser after sign-in. Issuers accept only this address; Cognito
 * accepts http only for the name localhost.
 */
export const signInCallback = 'http://localhost:8976/callback';

/**
 * Routes of the HTTPS API, version 1, each with its scope; null if the route needs no token and reveals nothing about any
 * study. `serve-api` answers all routes.
 */
export const routes = [
  { method: 'POST', path: '/v1/models/{study}/predictions', scope: 'predict' },
  { method: 'GET', path: '/v1/models', scope: 'read' },
  { method: 'GET', path: '/v1/models/{study}', scope: 'read' },
  { method: 'GET', path: '/v1/runs', scope: 'read' },
  { method: 'GET', path: '/v1/runs/{run}', scope: 'read' },
  { method: 'DELETE', path: '/v1/runs/{run}', scope: 'upload' },
  { method: 'POST', path: '/v1/runs/{run}/redrive', scope: 'upload' },
  { method: 'POST', path: '/v1/studies/{study}/uploads', scope: 'upload' },
  { method: 'POST', path: '/v1/studies/{study}/runs', scope: 'upload' },
  { method: 'POST', path: '/v1/studies/{study}/validations', scope: 'upload' },
  { method: 'DELETE', path: '/v1/studies/{study}/subjects/{subject}', scope: 'withdraw' },
  { method: 'GET', path: '/v1/openapi.json', scope: 'read' },
  { method: 'GET', path: '/v1/health', scope: null },
] as const satisfies readonly { method: string; path: string; scope: Scope | null }[];

/** State machine of a run, in Amazon States Language; one file for both worlds. */
export const stateMachineFile = 'infra/study-run.asl.json';
