import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { aggregateRun } from '../../../functions/aggregate-models/aggregate-run.ts';
import { prepareRun } from '../../../functions/prepare-study/prepare-run.ts';
import { publishModel } from '../../../functions/publish-model/publish-model.ts';
import { createApi } from '../../../functions/serve-api/api.ts';
import { ModelCache } from '../../../functions/serve-api/model-cache.ts';
import { trainSubdomain } from '../../../functions/train-subdomain/train-subdomain.ts';
import { networkShapeOf } from '../../../layers/model/dataset/index.ts';
import { parameterCount } from '../../../layers/model/network/index.ts';
import type { ModelJson } from '../../../layers/model/predictor/index.ts';
import {
  digestsFile,
  loadPublishedMode,
  parseDigests,
  writtenDigests,
} from '../../../layers/model/predictor/index.ts';
import type { TrainingRecord } from '../../../layers/run/records/index.ts';
import { keys, readProblem, runId, studyVersion } from '../../../layers/run/records/index.ts';
import { sha256 } from '../../../layers/run/storage/index.ts';
import { MemoryBucket } from '../../../layers/run/storage/testing.ts';
import type { ManifestInput } from '../../../layers/study/manifest/index.ts';
import { simulateStudy } from '../../../layers/study/simulation/testing.ts';

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

/** Milliseconds of warm calls of the API: twenty seconds of EMG in, 1,000 rows out. */
export interface WarmPredictions {
  readonly networks: number;
  /** Raw EMG as recorded, filtered by the model: 1 kHz or more in each channel. */
  readonly raw: number[];
  /** Envelopes at the model's own rate, so 1,000 numbers in each channel. */
  readonly envelope: number[];
}

export async function warmPredictions(calls: number): Promise<WarmPredictions> {
  const { bucket, pointer, subdomains, files } = await preparedStudy({ epochs: 2, lbfgsIterations: 1 });
  for (const item of subdomains) {
    await trainSubdomain(item, { bucket, deadlineMs: Number.POSITIVE_INFINITY });
  }
  await aggregateRun(pointer, { bucket });
  await publishModel(pointer, { bucket });
  const emg = twentySeconds(files);
  const raw = await warmCalls(bucket, emg, calls);
  const { localModels, signals } = await askForEnvelopes(bucket, pointer.run);
  const every = Math.round(emg.sampleRateHz / signals.rateHz);
  const envelopes = Object.entries(emg.channels).map(([name, samples]) => [
    name,
    samples.filter((_, at) => at % every === 0).map(Math.abs),
  ]);
  const rectified = { sampleRateHz: emg.sampleRateHz / every, channels: Object.fromEntries(envelopes) };
  return { networks: localModels.length, raw, envelope: await warmCalls(bucket, rectified, calls) };
}

/** Changes the published model to one that is given envelopes. */
async function askForEnvelopes(bucket: MemoryBucket, run: string): Promise<ModelJson> {
  const model = (await bucket.getJson<ModelJson>(keys.model(study, run, 'model.json')))!;
  const { signals } = model;
  const changed = JSON.stringify({
    ...model,
    signals: { ...signals, emg: { ...signals.emg, kind: 'envelope' } },
  });
  const digests = parseDigests((await bucket.getText(keys.model(study, run, digestsFile)))!)!;
  await bucket.put(keys.model(study, run, 'model.json'), changed);
  await bucket.put(
    keys.model(study, run, digestsFile),
    writtenDigests(new Map([...digests, ['model.json', sha256(changed)]])),
  );
  await publishModel({ bucket: bucket.name, study, run }, { bucket });
  return model;
}

interface RequestBody {
  readonly sampleRateHz: number;
  readonly channels: Readonly<Record<string, readonly number[]>>;
}

async function warmCalls(bucket: MemoryBucket, body: RequestBody, calls: number): Promise<number[]> {
  const parts = {
    bucket,
    runs: { client: { send: async () => ({}) as never }, stateMachineArn: '' },
    models: new ModelCache(bucket, loadPublishedMode),
    now: () => new Date(),
  };
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const api = createApi(() => parts as never, quiet as never);
  const event = predictionEvent(body);
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

/** Of the first recording. */
function twentySeconds(files: ReadonlyMap<string, string>): {
  sampleRateHz: number;
  channels: Record<string, number[]>;
} {
  const manifest = JSON.parse(files.get('study.json')!) as ManifestInput;
  const columns = manifest.signals.emg.channels.map(({ column }) => column);
  const text = files.get([...files.keys()].find((name) => name.endsWith('_emg.csv'))!)!;
  const [header, ...lines] = text.trim().split('\n');
  const names = header!.split(',');
  const table = lines.map((line) => line.split(',').map(Number));
  const sampleRateHz = Math.round(1 / (table[1]![0]! - table[0]![0]!));
  const used = table.slice(0, 20 * sampleRateHz);
  return {
    sampleRateHz,
    channels: Object.fromEntries(
      columns.map((column) => [column, used.map((row) => row[names.indexOf(column)]!)]),
    ),
  };
}

function predictionEvent(body: RequestBody): APIGatewayProxyEventV2 {
  const path = `/v1/models/${study}/predictions`;
  return {
    version: '2.0',
    rawPath: path,
    headers: { 'content-type': 'application/json' },
    pathParameters: { study },
    requestContext: { requestId: 'bench', http: { method: 'POST', path } },
    body: JSON.stringify(body),
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
  const parameters = parameterCount(networkShapeOf(problem));
  const { rows, passes, engine, backend } = record;
  const nsPerRowParameterPass = (seconds * 1e9) / (rows * parameters * passes);
  return { engine: `${engine} (${backend})`, rows, parameters, passes, seconds, nsPerRowParameterPass };
}
