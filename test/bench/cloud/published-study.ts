import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { aggregateRun } from '../../../functions/aggregate-models/aggregate-run.ts';
import { prepareRun } from '../../../functions/prepare-study/prepare-run.ts';
import { publishModel } from '../../../functions/publish-model/publish-model.ts';
import { createApi } from '../../../functions/serve-api/api.ts';
import { ModelCache } from '../../../functions/serve-api/model-cache.ts';
import { trainSubdomain } from '../../../functions/train-subdomain/train-subdomain.ts';
import { loadGlobalModel } from '../../../layers/ensemble/load-global-model.ts';
import { parameterCount } from '../../../layers/learning/network.ts';
import type { ManifestInput } from '../../../layers/recordings/manifest.ts';
import { simulateStudy } from '../../../layers/simulation/simulate-study.ts';
import { MemoryBucket } from '../../../layers/storage/bucket.testing.ts';
import { keys } from '../../../layers/storage/keys.ts';
import { readProblem, type TrainingRecord } from '../../../layers/storage/run-objects.ts';
import { runId, studyVersion } from '../../../layers/storage/study-version.ts';

const study = 'bench';

/** A study of two subjects in memory, prepared, with the networks that a manifest gets by default. */
async function preparedStudy(training: ManifestInput['training']) {
  const bucket = new MemoryBucket();
  const { files } = simulateStudy({
    joint: 'wrist',
    study,
    subjects: 2,
    sites: 2,
    seed: 3,
    secondsPerRecording: 30,
  });
  for (const [file, text] of files) {
    const isManifest = file === 'study.json';
    const content = isManifest ? JSON.stringify({ ...(JSON.parse(text) as object), training }) : text;
    await bucket.put(keys.studyFile(study, file), content);
  }
  const pointer = { bucket: bucket.name, study, run: runId((await studyVersion(bucket, study))!) };
  const { subdomains } = await prepareRun(pointer, bucket);
  return { bucket, pointer, subdomains, files };
}

/** Milliseconds of each of so many warm calls of the API: twenty seconds of raw EMG in, 1,000 rows out. */
export async function warmPrediction(calls: number): Promise<number[]> {
  const { bucket, pointer, subdomains, files } = await preparedStudy({ epochs: 2, lbfgsIterations: 1 });
  for (const item of subdomains) {
    await trainSubdomain(item, { bucket, deadlineMs: Number.POSITIVE_INFINITY });
  }
  await aggregateRun(pointer, { bucket });
  await publishModel(pointer, { bucket });
  const models = new ModelCache(bucket, loadGlobalModel);
  const parts = {
    bucket,
    runs: { client: { send: async () => ({}) as never }, stateMachineArn: '' },
    models,
    now: () => new Date(),
  };
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const api = createApi(() => parts as never, quiet as never);
  const event = predictionEvent(files);
  const times: number[] = [];
  for (let call = 0; call < calls + 20; call++) {
    const startMs = performance.now();
    const answer = (await api(event, {} as Context)) as { statusCode: number; body: string };
    const ms = performance.now() - startMs;
    const rows =
      answer.statusCode === 200 ? (JSON.parse(answer.body) as { timeS: number[] }).timeS.length : 0;
    if (rows < 990 || rows > 1010)
      throw new Error(`not a prediction of 1,000 rows: ${answer.body.slice(0, 300)}`);
    if (call >= 20) times.push(ms);
  }
  return times;
}

/** Twenty seconds of the first recording, as JSON. */
function predictionEvent(files: ReadonlyMap<string, string>): APIGatewayProxyEventV2 {
  const manifest = JSON.parse(files.get('study.json')!) as ManifestInput;
  const columns = manifest.signals.emg.channels.map(({ column }) => column);
  const text = files.get([...files.keys()].find((name) => name.endsWith('_emg.csv'))!)!;
  const [header, ...lines] = text.trim().split('\n');
  const names = header!.split(',');
  const table = lines.map((line) => line.split(',').map(Number));
  const sampleRateHz = Math.round(1 / (table[1]![0]! - table[0]![0]!));
  const used = table.slice(0, 20 * sampleRateHz);
  const channels = Object.fromEntries(
    columns.map((column) => [column, used.map((row) => row[names.indexOf(column)]!)]),
  );
  const path = `/v1/models/${study}/predictions`;
  return {
    version: '2.0',
    rawPath: path,
    headers: { 'content-type': 'application/json' },
    pathParameters: { study },
    requestContext: { requestId: 'bench', http: { method: 'POST', path } },
    body: JSON.stringify({ sampleRateHz, channels }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}

/** One whole training with the settings that a manifest gets by default, reading and checkpoints included. */
export async function trainingSpeed() {
  const { bucket, pointer, subdomains } = await preparedStudy({});
  const item = subdomains.find(({ subdomain }) => subdomain !== 'single')!;
  const startMs = performance.now();
  await trainSubdomain(item, { bucket, deadlineMs: Number.POSITIVE_INFINITY });
  const seconds = (performance.now() - startMs) / 1000;
  const record = (await bucket.getJson<TrainingRecord>(
    keys.local(study, pointer.run, item.subdomain, 'training.json'),
  ))!;
  const problem = await readProblem(bucket, pointer);
  const parameters = parameterCount({
    inputs: problem.inputNames.length,
    hidden: problem.training.hidden,
    muscles: problem.muscles.length,
  });
  const { rows, passes, engine, backend } = record;
  const nsPerRowParameterPass = (seconds * 1e9) / (rows * parameters * passes);
  return { engine: `${engine} (${backend})`, rows, parameters, passes, seconds, nsPerRowParameterPass };
}
