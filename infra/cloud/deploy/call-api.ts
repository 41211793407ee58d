import { join } from 'node:path';
import { predictionSchema } from '../../../functions/serve-api/prediction.ts';
import { projectRoot } from '../root.ts';
import type { Settings } from '../settings/settings.ts';
import type { Outputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';
import { signedHeaders } from './signed-headers.ts';

/** EMG of a study, and the names that a prediction from it must hold. */
export interface PredictionRequest {
  readonly study: string;
  readonly run: string;
  readonly subject: string;
  readonly muscles: readonly string[];
  readonly csv: string;
}

export interface ApiCall {
  readonly run: RunCommand;
  readonly outputs: Outputs;
  readonly auth: Settings['auth'];
  readonly say: (line: string) => void;
  readonly ask: typeof fetch;
  readonly request: PredictionRequest;
}

/**
 * Calls the API without credentials, which it must refuse, and then for a prediction with credentials of the kind `auth`.
 *
 * @throws Error if the API accepts a call without credentials, refuses one with them, or returns no prediction
 */
export async function callApi(call: ApiCall): Promise<void> {
  const { outputs, auth, say } = call;
  const status = await statusForNobody(call);
  if (status === undefined) {
    const { host } = new URL(outputs.apiUrl);
    say(`the API was not called: there is no DNS record for ${host} yet, or this machine does not see it`);
    return;
  }
  const refusal = auth.kind === 'iam' ? 403 : 401;
  if (status !== refusal) {
    throw new Error(
      status < 300
        ? 'the API answers calls without credentials: take it down, or find out who changed its routes'
        : `the API answers ${status} to a call without credentials, not ${refusal}`,
    );
  }
  if (auth.kind === 'issuer') {
    say(`the API refuses calls without a token; it was not called with a token of ${auth.issuer}`);
    return;
  }
  const rows = await predictedRows(call);
  say(`the API refuses calls without credentials, and returned a prediction of ${rows} rows`);
}

/** Undefined if the API's own domain name has no DNS record yet: the first deployment prints its target. */
async function statusForNobody({ outputs, ask }: ApiCall): Promise<number | undefined> {
  try {
    return (await ask(addressOf(outputs, 'v1/models'))).status;
  } catch (error) {
    const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
    const isUnknown = cause?.code === 'ENOTFOUND' || cause?.code === 'EAI_AGAIN';
    if (outputs.dnsTarget && isUnknown) return undefined;
    const why = cause?.message ?? (error as Error).message;
    throw new Error(`the API at ${outputs.apiUrl} cannot be reached: ${why}`);
  }
}

/** Requests a prediction and checks it. @returns its rows */
async function predictedRows({ run, outputs, auth, ask, request }: ApiCall): Promise<number> {
  const url = addressOf(outputs, `v1/models/${request.study}/predictions`);
  url.searchParams.set('subject', request.subject);
  const post = { method: 'POST', url, headers: { 'content-type': 'text/csv' }, body: request.csv };
  const headers =
    auth.kind === 'iam'
      ? await signedHeaders(post, regionOf(outputs))
      : { ...post.headers, authorization: `Bearer ${await machineToken(run, outputs)}` };
  const answer = await ask(url, { method: post.method, headers, body: post.body });
  const text = await answer.text();
  if (answer.status !== 200) {
    throw new Error(`the API answers ${answer.status} to a request for a prediction: ${text.slice(0, 500)}`);
  }
  return rowsOf(text, request);
}

/** @throws Error if the answer is no prediction for this request */
function rowsOf(text: string, { run, muscles }: PredictionRequest): number {
  const read = predictionSchema.safeParse(parsed(text)); // the schema allows finite numbers only
  if (!read.success)
    throw new Error(`the answer of the API is no prediction: ${read.error.message.slice(0, 500)}`);
  const { model, timeS, angleRad, forcesN } = read.data;
  if (model !== run) throw new Error(`the API predicts by the model ${model}, not by ${run}`);
  const rows = timeS.length;
  const series = [angleRad, ...muscles.map((muscle) => forcesN[muscle] ?? [])];
  if (rows === 0 || series.some(({ length }) => length !== rows)) {
    throw new Error(
      `the prediction of the API lacks rows: ${rows} times, but ${series.map(({ length }) => length)}`,
    );
  }
  return rows;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Gets a token as docs/operations.md describes for machines. The secret is passed in the environment only. */
async function machineToken(run: RunCommand, { identity }: Outputs): Promise<string> {
  if (!identity) throw new Error('the stack has no outputs Issuer, UserPoolId, MachinesClientId');
  const client = ['--user-pool-id', identity.userPoolId, '--client-id', identity.machinesClientId];
  const shown = ['--query', 'UserPoolClient.ClientSecret', '--output', 'text'];
  const secret = await run('aws', ['cognito-idp', 'describe-user-pool-client', ...client, ...shown]);
  if (secret.code !== 0) {
    throw new Error(`cannot read the secret of the machines' client: ${secret.stdout.trim()}`);
  }
  const token = await run(
    process.execPath,
    [join(projectRoot, 'cli/main.ts'), 'token', '--scope', 'predict'],
    {
      env: {
        SARCOMERE_ISSUER: identity.issuer,
        SARCOMERE_CLIENT_ID: identity.machinesClientId,
        SARCOMERE_CLIENT_SECRET: secret.stdout.trim(),
      },
    },
  );
  if (token.code !== 0) throw new Error(`sarcomere token ended with ${token.code}: ${token.stdout.trim()}`);
  return token.stdout.trim();
}

function addressOf({ apiUrl }: Outputs, path: string): URL {
  return new URL(path, apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
}

/** `eu-west-1` of `arn:aws:states:eu-west-1:…`. */
function regionOf({ stateMachineArn }: Outputs): string {
  return stateMachineArn.split(':')[3]!;
}
