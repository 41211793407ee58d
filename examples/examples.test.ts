import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalWorld, startLocalWorld } from '../infra/local/index.ts';
import { clientsOf, dumpedPage, hasChromium } from '../infra/local/testing.ts';
import { type Model, openModel, type Prediction, predict, predictionCsv } from '../layers/door/model.ts';
import { keys } from '../layers/run/records/index.ts';

const examples = fileURLToPath(new URL('./', import.meta.url));
const published = fileURLToPath(
  new URL('../layers/model/predictor/model-file/fixtures/before-digests', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'sarcomere-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three seconds of noise of varying strength, and the prediction of the model. */
let model: Model;
let expected: Prediction;
beforeAll(async () => {
  cpSync(published, join(folder, 'model'), { recursive: true });
  model = await openModel((name) => readFileSync(join(folder, 'model', name)));
  const columns = model.signals.emg.channels.map(({ column }) => column);
  const strength = (at: number, channel: number) => 0.05 * (1 + Math.sin(at / (180 + 40 * channel)));
  const samples = columns.map((_, channel) =>
    Float64Array.from(
      { length: 3000 },
      (_, at) => strength(at, channel) * Math.sin(at * (0.7 + 0.13 * channel)),
    ),
  );
  const rows = Array.from({ length: 3000 }, (_, at) =>
    [at / 1000, ...samples.map((one) => one[at])].join(','),
  );
  writeFileSync(join(folder, 'recording.csv'), `${['time_s', ...columns].join(',')}\n${rows.join('\n')}\n`);
  const channels = Object.fromEntries(columns.map((column, at) => [column, samples[at]!]));
  expected = predict(model, { sampleRateHz: 1000, channels, subject: 's02' });
});

const run = promisify(execFile);

describe('the example in Node', () => {
  const words = [
    '--conditions=sarcomere-source',
    join(examples, 'node/predict.mjs'),
    'model',
    'recording.csv',
  ];

  it('prints the prediction of the library, with paths from where it is called', async () => {
    const { stdout } = await run(process.execPath, [...words, 's02'], { cwd: folder });
    expect(stdout.trim().split('\n')).toEqual(predictionCsv(expected, model));
  });

  it('reports the fault of an unknown name, and exits with 2', async () => {
    const failed = await run(process.execPath, [...words, 's2'], { cwd: folder }).catch((error) => error);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toContain('The model has not seen that subject. Found "s2"');
  });
});

describe.skipIf(!hasChromium)(
  'the page (skipped if /usr/bin/chromium is not installed)',
  { timeout: 120_000 },
  () => {
    let server: Server;
    const asked: string[] = [];
    beforeAll(async () => {
      for (const file of ['index.html', 'page.js'])
        cpSync(join(examples, 'browser', file), join(folder, file));
      buildSync({
        entryPoints: ['sarcomere'],
        conditions: ['sarcomere-source'],
        absWorkingDir: examples,
        bundle: true,
        minify: true,
        format: 'esm',
        outfile: join(folder, 'sarcomere.js'),
        logLevel: 'error',
      });
      const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
      server = createServer(({ url = '/' }, response) => {
        const { pathname } = new URL(url, 'http://localhost');
        const file = pathname === '/' ? '/index.html' : pathname;
        asked.push(file);
        try {
          const bytes = readFileSync(join(folder, file));
          response
            .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
            .end(bytes);
        } catch {
          response.writeHead(404).end();
        }
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    });
    afterAll(() => server?.close());
    const pageWith = (query: string) =>
      dumpedPage(`http://127.0.0.1:${(server.address() as AddressInfo).port}/?${query}`);

    it('opens the model, predicts in the browser, and draws the angle of every row', async () => {
      const page = await pageWith('recording=recording.csv');
      const unnamed = predict(model, { ...emgOf(folder, model) });
      const deg = unnamed.angleRad.map((angle) => (angle * 180) / Math.PI);
      const range = `${Math.min(...deg).toFixed(1)} to ${Math.max(...deg).toFixed(1)} deg in ${deg.length} rows`;
      expect(page).toContain(`wrist flexion, ${range}`);
      const line = /id="angle"[^>]* d="M([^"]*)"/.exec(page)?.[1]?.split('L') ?? [];
      expect(line).toHaveLength(unnamed.timeS.length);
      expect(asked.sort()).toEqual(
        expect.arrayContaining([
          '/index.html',
          '/model/MANIFEST.sha256',
          '/model/model.json',
          '/model/weights.bin',
        ]),
      );
    });

    it('reports that a model was altered, and does not predict', async () => {
      const file = join(folder, 'model/weights.bin');
      const weights = readFileSync(file);
      writeFileSync(file, weights.with(0, weights[0]! ^ 1));
      const page = await pageWith('recording=recording.csv');
      writeFileSync(file, weights);
      expect(page).toContain('A file of the model is damaged, or is not of this model.');
      expect(page).not.toContain(' rows');
    });
  },
);

const has = (program: string) => spawnSync(program, ['--version']).status === 0;

describe('the examples over HTTP', () => {
  let world: LocalWorld;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    const dataDir = join(folder, 'data');
    world = await startLocalWorld({ dataDir, ports: { bucket: 0, stepFunctions: 0, api: 0 }, workers: 1 });
    env = { ...process.env, SARCOMERE_API: world.apiUrl, TOKEN: world.apiToken };
    const { s3 } = clientsOf(world);
    const { study, run: name } = model;
    const put = (Key: string, Body: Uint8Array | string) =>
      s3.send(new PutObjectCommand({ Bucket: world.bucketName, Key, Body }));
    for (const file of ['model.json', 'weights.bin', 'MANIFEST.sha256'])
      await put(keys.model(study, name, file), readFileSync(join(published, file)));
    const list = readFileSync(join(published, 'MANIFEST.sha256'));
    const manifestDigest = createHash('sha256').update(list).digest('hex');
    const pointer = { study, run: name, publishedAt: '2025-03-14T09:00:00Z', manifestDigest };
    await put(keys.latest(study), JSON.stringify(pointer));
  });
  afterAll(() => world?.close());

  it.skipIf(!has('python3'))('Python gets the same angle (skipped without python3)', async () => {
    const words = [join(examples, 'http/predict.py'), model.study, 'recording.csv', 's02'];
    const { stdout } = await run('python3', words, { cwd: folder, env });
    const [header, ...rows] = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(header!.slice(0, 3)).toEqual(['time_s', 'wrist_flexion_deg', 'force_FCR_N']);
    expect(rows).toHaveLength(expected.timeS.length);
    for (const [row, cells] of rows.entries())
      expect(Number(cells[1])).toBeCloseTo((expected.angleRad[row]! * 180) / Math.PI, 3);
  });

  it.skipIf(!has('python3'))('Python gets the fault (skipped without python3)', async () => {
    const words = [join(examples, 'http/predict.py'), model.study, 'recording.csv', 's2'];
    const failed = await run('python3', words, { cwd: folder, env }).catch((error) => error);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toContain('The model has not seen that subject.');
  });

  it.skipIf(!has('curl'))('curl gets the same angle (skipped without curl)', async () => {
    const words = [join(examples, 'http/predict.sh'), model.study, 'recording.csv', 's02'];
    const { stdout } = await run('sh', words, { cwd: folder, env });
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ study: model.study, joint: 'wrist', emgNormalisedBy: 'subject' });
    for (const [row, angle] of answer.angleRad.entries())
      expect(angle).toBeCloseTo(expected.angleRad[row]!, 5);
  });
});

/** The recording as read by the examples. */
function emgOf(from: string, { signals }: Model) {
  const [header, ...rows] = readFileSync(join(from, 'recording.csv'), 'utf8').trim().split('\n');
  const names = header!.split(',');
  const cells = rows.map((row) => row.split(',').map(Number));
  const column = (name: string) => Float64Array.from(cells, (row) => row[names.indexOf(name)]!);
  const channels = Object.fromEntries(signals.emg.channels.map((one) => [one.column, column(one.column)]));
  return { sampleRateHz: 1000, channels };
}
