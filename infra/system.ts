/**
 * What both worlds share, said once: the upload that starts a run, the functions with their settings, and the
 * routes of the HTTPS API. `infra/cloud` turns it into a template, `infra/local` runs it on one machine.
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
    purpose: 'names the run by its content and starts the state machine once',
    memoryMb: 512,
    timeoutS: 300,
  },
  'prepare-study': {
    entry: 'functions/prepare-study/handler.ts',
    purpose: 'checks a study, labels forces, builds features, cuts sub-domains',
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
    purpose: 'checks every digest and moves the pointer to the new model',
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
    purpose: 'tells people how a run ended',
    memoryMb: 256,
    timeoutS: 30,
  },
  'switch-off-uploads': {
    entry: 'functions/switch-off-uploads/handler.ts',
    purpose: 'lets uploads start no runs once the account has spent its limit',
    memoryMb: 256,
    timeoutS: 30,
  },
} as const satisfies Record<string, FunctionSettings>;

export type FunctionName = keyof typeof functions;

/** What prepare-study is told of aggregate-models, so that it refuses a study whose models could not be weighed. */
export const aggregationEnv = {
  SARCOMERE_AGGREGATE_MEMORY_MB: String(functions['aggregate-models'].memoryMb),
  SARCOMERE_AGGREGATE_TIMEOUT_S: String(functions['aggregate-models'].timeoutS),
} as const;

/**
 * Functions that touch nothing of a study: they know no bucket, and in the clinical profile they stay outside of the
 * closed network, where each service that they ask would need an endpoint by the hour.
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
 * Executions that a function is sure to get and cannot exceed. An account has 1,000, of which 100 must stay free:
 * training takes most, so that it cannot starve the API, and no flood of requests can starve it. Preparation and
 * aggregation have 3 GB each: a flood of uploads is worked off ten at a time.
 */
export const reservedConcurrency = {
  'start-run': 10,
  'prepare-study': 10,
  'train-subdomain': 200,
  'aggregate-models': 10,
  'serve-api': 50,
} as const satisfies Partial<Record<FunctionName, number>>;

/** So many trainings on GPUs run at once; the others wait in the queue. */
export const mostGpuJobsAtOnce = 32;

/** What an estimate counts with. */
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

/** What a caller of the API may be allowed to do. */
export const scopes = {
  read: 'see models, runs and the description of the API',
  predict: 'predict with published models',
  upload: 'upload studies, have them checked, and start, cancel and redrive their runs',
  withdraw: 'delete one person from a study, its runs and its models',
} as const;

export type Scope = keyof typeof scopes;

/** How tokens name a scope of the API. */
export function scopeName(scope: Scope): string {
  return `sarcomere/${scope}`;
}

/**
 * Where `sarcomere token` waits for the browser to come back from signing in. Issuers know this address and no
 * other; Cognito takes http only where the name is localhost.
 */
export const signInCallback = 'http://localhost:8976/callback';

/**
 * Routes of the HTTPS API, version 1, and the scope that each asks for, or null where it asks for no token and tells nothing of
 * any study; every one is answered by `serve-api`.
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
