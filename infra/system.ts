/**
 * What both worlds share, said once: the upload that starts a run, the functions with their settings, and the
 * routes of the HTTPS API. `infra/cloud` turns it into a template, `infra/local` runs it on one machine.
 */

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
} as const satisfies Record<string, FunctionSettings>;

export type FunctionName = keyof typeof functions;

/** Routes of the HTTPS API, version 1; every one is answered by `serve-api`. */
export const routes = [
  { method: 'POST', path: '/v1/models/{study}/predictions' },
  { method: 'GET', path: '/v1/models' },
  { method: 'GET', path: '/v1/models/{study}' },
  { method: 'GET', path: '/v1/runs' },
  { method: 'GET', path: '/v1/runs/{run}' },
  { method: 'POST', path: '/v1/studies/{study}/uploads' },
  { method: 'POST', path: '/v1/studies/{study}/validations' },
  { method: 'GET', path: '/v1/openapi.json' },
  { method: 'GET', path: '/v1/health' },
] as const;

/** State machine of a run, in Amazon States Language; one file for both worlds. */
export const stateMachineFile = 'infra/study-run.asl.json';
