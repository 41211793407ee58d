import { join } from 'node:path';
import { predictionSchema } from '../../../functions/serve-api/prediction.ts';
import { projectRoot } from '../root.ts';
import type { Settings } from '../settings/settings.ts';
import type { Outputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';
import { signedHeaders } from './signed-headers.ts';

/** EMG of a study, and what a prediction from it must name. */
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
 * Calls the API as nobody, whom it must refuse, and then for a prediction, as a caller of each kind of `auth` would.
 *
 * @throws Error where it lets everybody in, refuses who may call it, or answers with anything but a prediction
 */
export async function callApi(call: ApiCall): Promise<void> {
  const { outputs, auth, say } = call;
  const status = await statusForNobody(call);
  if (status === undefined) {
    const { host } = new URL(outputs.apiUrl);
    say(`the API was not called: no DNS record for ${host} is there yet, or not seen from here`);
    return;
  }
  const refusal = auth.kind === 'iam' ? 403 : 401;
  if (status !== refusal) {
    throw new Error(
      status < 300
        ? 'the API answers callers who show nothing: take it down, or see who has changed its routes'
        : `the API answers ${status} to a caller who shows nothing, not ${refusal}`,
    );
  }
  if (auth.kind === 'issuer') {
    say(`the API refuses who has no token; with a token of ${auth.issuer} it was not called`);
    return;
  }
  const rows = await predictedRows(call);
  say(`the API refuses who shows nothing, and answered a prediction of ${rows} rows`);
}

/** Undefined where a name of one's own has no DNS record: the first deployment tells where it must lead. */
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

/** Asks for a prediction and looks at it; answers how many rows it has. */
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

/** @throws Error where an answer is no prediction of this request */
function rowsOf(text: string, { run, muscles }: PredictionRequest): number {
  const read = predictionSchema.safeParse(parsed(text)); // no number that is not finite passes
  if (!read.success)
    throw new Error(`the API's answer is no prediction: ${read.error.message.slice(0, 500)}`);
  const { model, timeS, angleRad, forcesN } = read.data;
  if (model !== run) throw new Error(`the API predicts with the model ${model}, not with ${run}`);
  const rows = timeS.length;
  const series = [angleRad, ...muscles.map((muscle) => forcesN[muscle] ?? [])];
  if (rows === 0 || series.some(({ length }) => length !== rows)) {
    throw new Error(
      `the API's prediction lacks rows: ${rows} times, but ${series.map(({ length }) => length)}`,
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

/** As docs/operations.md has it for machines; the secret goes from one environment to the other, and nowhere else. */
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
