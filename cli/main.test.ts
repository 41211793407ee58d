import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executionArnOf } from '../layers/run/records/index.ts';
import { connectRuns } from '../layers/run/storage/index.ts';
import { collected, sarcomere, startSarcomere, startSarcomereIn } from '../test/sarcomere.testing.ts';
import { smallStudy, type UploadedFiles } from '../test/small-study.testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-cli-'));
const studyDir = join(folder, 'study');
/** The same recordings, trained in many seconds: several commands meet its run while it trains. */
const slowStudyDir = join(folder, 'slow-study');
const dataDir = join(folder, 'data');
beforeAll(() => {
  writeStudy(studyDir, smallStudy('wrist-cli'));
  const slow = {
    epochs: 800,
    batchRows: 16,
    optimiser: 'adam' as const,
    learningRate: 3e-5,
    hidden: [64, 64],
  };
  writeStudy(slowStudyDir, smallStudy('wrist-cli', { training: slow }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeStudy(directory: string, files: UploadedFiles): void {
  for (const [file, text] of files) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
}

/** True if the run of a local bucket has come as far as its training. */
function isTraining(dataDir: string): boolean {
  const folder = join(dataDir, 'executions');
  const executions = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return executions.some((name) => /"state":\s*"Train/.test(readFileSync(join(folder, name), 'utf8')));
}

/** Stops a run of a local world, as anybody may. */
async function stop(dataDir: string, run: string): Promise<void> {
  const { env } = JSON.parse(readFileSync(join(dataDir, 'world.json'), 'utf8'));
  const runs = connectRuns(env);
  const executionArn = executionArnOf(runs, run);
  await runs.client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of this' }));
}

describe('sarcomere run', () => {
  it('writes model and report, and their paths as one line of JSON', async () => {
    const outDir = join(folder, 'out');
    const { code, json, stderr } = await sarcomere(
      'run',
      studyDir,
      '--data',
      dataDir,
      '--out',
      outDir,
      '--json',
    );
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({
      state: 'Published',
      model: join(outDir, 'model'),
      report: join(outDir, 'model', 'report.html'),
    });
    const { angleRmseDeg } = json.metrics as { angleRmseDeg: number };
    expect(angleRmseDeg).toBeGreaterThan(0.5);
    expect(angleRmseDeg).toBeLessThan(40);
    expect(stderr).toMatch(/Uploaded wrist-cli: 1[0-9] files/);
    expect(stderr).toMatch(/Published wrist-cli/);
    expect(readFileSync(join(outDir, 'model', 'report.html'), 'utf8')).toContain('wrist-cli');
  });

  it('finds the finished run when the same study is run again', async () => {
    const { code, json, stderr } = await sarcomere(
      'run',
      studyDir,
      '--data',
      dataDir,
      '--out',
      join(folder, 'again'),
      '--json',
    );
    expect(code).toBe(0);
    expect(json.state).toBe('Published');
    expect(stderr).toContain('has been run before');
  });

  it('goes on with a run that was cut short', async () => {
    const cutDir = join(folder, 'cut');
    const child = startSarcomere('run', studyDir, '--data', cutDir, '--out', join(folder, 'cut-out'));
    while (!isTraining(cutDir) && child.exitCode === null) await sleep(10);
    expect(child.exitCode, 'it is still at work').toBe(null);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { code, json } = await sarcomere(
      'run',
      studyDir,
      '--data',
      cutDir,
      '--out',
      join(folder, 'cut-out'),
      '--json',
    );
    expect(code).toBe(0);
    expect(json.state).toBe('Published');
    const weights = (outDir: string) => readFileSync(join(folder, outDir, 'model', 'weights.bin'));
    expect(weights('cut-out').equals(weights('out'))).toBe(true);
  });

  it('exits with 2 and all faults if the data have faults', async () => {
    const files = smallStudy('wrist-fault');
    const [emg, angle] = [...files.keys()];
    files.set(emg!, files.get(emg!)!.replace('emg_fcr_mV', 'fcr'));
    files.set(angle!, files.get(angle!)!.replace(/\n0\.50,[^\n]*/, '\n0.50,'));
    writeStudy(join(folder, 'fault'), files);
    const { code, json, stderr } = await sarcomere(
      'run',
      join(folder, 'fault'),
      '--data',
      join(folder, 'fault-data'),
      '--json',
    );
    expect(code).toBe(2);
    expect(json).toMatchObject({
      state: 'Rejected',
      faults: [
        { where: { file: emg, column: 'emg_fcr_mV' } },
        { where: { file: angle, row: 52, column: 'wrist_flexion_deg' } },
      ],
    });
    expect(stderr).toContain('Nothing was trained');
  });
});

describe('a data folder in which nothing serves', () => {
  it('is read by status, models and report after a run', async () => {
    const runs = await sarcomere('status', '--data', dataDir, '--json');
    expect(runs.code, runs.stderr).toBe(0);
    expect(runs.json).toMatchObject({ runs: [{ study: 'wrist-cli', state: 'Published' }] });
    expect(runs.stderr).toContain(`Nothing serves from ${dataDir}`);
    const [{ run = '' } = {}] = runs.json.runs as { run: string }[];
    const one = await sarcomere('status', run, '--data', dataDir);
    expect(one.stdout).toContain('The published model misses the wrist angle by');
    const models = await sarcomere('models', '--data', dataDir, '--json');
    expect(models.json).toMatchObject({ models: [{ study: 'wrist-cli', run }] });
    const out = join(folder, 'left');
    const report = await sarcomere('report', 'wrist-cli', '--data', dataDir, '--out', out, '--json');
    expect(report.json).toMatchObject({ run, report: join(out, 'model', 'report.html') });
  });

  it('has no study and no run of another name, and lists the existing ones', async () => {
    const study = await sarcomere('report', 'wrist-cly', '--data', dataDir, '--json');
    expect(study.code).toBe(2);
    expect(study.json).toMatchObject({
      faults: [
        { code: 'STUDY_UNKNOWN', expected: 'one of "wrist-cli"', fix: 'Write "wrist-cli" if that is meant.' },
      ],
    });
    const run = await sarcomere('status', 'r0', '--data', dataDir, '--json');
    expect(run.json).toMatchObject({ faults: [{ code: 'RUN_UNKNOWN' }] });
    const ofRun = await sarcomere('report', 'wrist-cli', '--run', 'r0', '--data', dataDir, '--json');
    expect(ofRun.json).toMatchObject({ faults: [{ code: 'MODEL_ABSENT' }] });
  });

  it.each(['status', 'models'])('is a fault for %s if nothing has run there', async (command) => {
    const { code, json } = await sarcomere(command, '--data', join(folder, 'none'), '--json');
    expect(code).toBe(2);
    expect(json).toMatchObject({
      faults: [
        { code: 'NOTHING_SERVES', found: 'no such folder', fix: expect.stringContaining('sarcomere serve') },
      ],
    });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

describe('what the command prints', () => {
  const emg = () => join(studyDir, [...smallStudy('wrist-cli').keys()][0]!);
  it.each([
    ['run', () => ['run', studyDir, '--data', dataDir, '--out', join(folder, 'narrow')]],
    ['validate', () => ['validate', studyDir]],
    ['estimate', () => ['estimate', studyDir]],
    ['status', () => ['status', '--data', dataDir]],
    ['models', () => ['models', '--data', dataDir]],
    [
      'predict',
      () => [
        ...['predict', '--model', join(folder, 'out', 'model'), '--in', emg()],
        ...['--out', join(folder, 'narrow.csv')],
      ],
    ],
    ['report', () => ['report', 'wrist-cli', '--data', dataDir, '--out', join(folder, 'narrow')]],
    [
      'simulate',
      () => ['simulate', '--subjects', '1', '--sites', '1', '--out', join(folder, 'narrow-study')],
    ],
    ['a fault', () => ['validate', join(folder, 'nowhere')]],
    ['a command that is not there', () => ['status', 'r0', '--data', dataDir]],
  ])('is never wider than the window: %s', async (_, args) => {
    const { stdout, stderr } = await collected(startSarcomereIn({ COLUMNS: '60' }, ...args()));
    const lines = `${stdout}\n${stderr}`.split('\n');
    expect(lines.length).toBeGreaterThan(2);
    // A path or another single word cannot be broken.
    const wide = lines.filter((line) => line.length > 60 && /\S\s/.test(line.trim()));
    expect(wide).toEqual([]);
  });
});

describe('sarcomere validate', () => {
  it('exits with 0 if there are no faults', async () => {
    const { code, json } = await sarcomere('validate', studyDir, '--json');
    expect(code).toBe(0);
    expect(json).toEqual({ faults: [], warnings: [], division: { by: 'subject', count: 8 } });
  });

  it('exits with 2 if there is no study', async () => {
    const { code, json } = await sarcomere('validate', join(folder, 'nowhere'), '--json');
    expect(code).toBe(2);
    expect(json).toMatchObject({ faults: [{ code: 'MANIFEST_MISSING' }] });
  });
});

describe('sarcomere predict', () => {
  const emgFile = () => {
    const [file] = [...smallStudy('wrist-cli').keys()];
    return join(studyDir, file!);
  };

  it('writes angle and forces with their units in the names of the columns', async () => {
    const out = join(folder, 'prediction.csv');
    const { code, stderr } = await sarcomere(
      'predict',
      '--model',
      join(folder, 'out', 'model'),
      '--in',
      emgFile(),
      '--out',
      out,
    );
    expect(code, stderr).toBe(0);
    const [header, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
    expect(header!.split(',').slice(0, 5)).toEqual([
      'time_s',
      'wrist_flexion_rad',
      'wrist_flexion_deg',
      'force_FCR_N',
      'force_FCU_N',
    ]);
    expect(rows).toHaveLength(401); // 8 s at 50 Hz, both ends included
  });

  it.each([
    [
      'in a folder that does not exist',
      () => join(folder, 'no-such-folder', 'prediction.csv'),
      'no-such-folder',
    ],
    ['a folder', () => folder, folder],
  ])('is a fault, not a failure, if --out is %s', async (_, out, named) => {
    const { code, json } = await sarcomere(
      ...['predict', '--model', join(folder, 'out', 'model'), '--in', emgFile(), '--out', out(), '--json'],
    );
    expect(code).toBe(2);
    expect(json).toMatchObject({
      faults: [{ code: 'PATH_UNUSABLE', where: { file: expect.stringContaining(named) } }],
    });
  });

  it('names the missing channel', async () => {
    const file = join(folder, 'lacking.csv');
    writeFileSync(file, readFileSync(emgFile(), 'utf8').replace('emg_ecu_mV', 'something'));
    const { code, json } = await sarcomere(
      'predict',
      '--model',
      join(folder, 'out', 'model'),
      '--in',
      file,
      '--json',
    );
    expect(code).toBe(2);
    expect(json).toMatchObject({ faults: [{ where: { file: 'lacking.csv', column: 'emg_ecu_mV' } }] });
  });

  it('refuses names that the model does not know, all at once, and writes nothing', async () => {
    const out = join(folder, 'misspelt.csv');
    const { code, json, stderr } = await sarcomere(
      ...['predict', '--model', join(folder, 'out', 'model'), '--in', emgFile(), '--out', out],
      ...['--subject', 's09', '--site', 'nowhere', '--task', 'elastik', '--json'],
    );
    expect(code).toBe(2);
    expect(json).toMatchObject({
      faults: [
        { code: 'SUBJECT_UNKNOWN' },
        { code: 'SITE_UNKNOWN', expected: 'one of "site1", "site2"' },
        {
          code: 'TASK_UNKNOWN',
          where: { column: 'task' },
          found: '"elastik"',
          expected: 'one of "elastic", "weight-palm-up"',
          fix: expect.stringContaining('"elastic"'),
        },
      ],
    });
    expect(stderr).toMatch(/column task +TASK_UNKNOWN/);
    expect(existsSync(out)).toBe(false);
  });
});

describe('sarcomere calibrate', () => {
  const channels = ['fcr', 'fcu', 'ecrl', 'ecrb', 'ecu'].map((muscle) => `emg_${muscle}_mV`);
  const recording = join(folder, 'newcomer.csv');
  const calibrate = (out: string, ...more: string[]) =>
    sarcomere(
      ...['calibrate', '--model', join(folder, 'out', 'model'), '--in', recording, '--out', out],
      ...['--subject', 'carla', '--json', ...more],
    );
  beforeAll(() => {
    const rows = Array.from({ length: 12_000 }, (_, at) => {
      const emg = channels.map((_, muscle) => 0.1 * Math.sin(at * at) * (1.2 + Math.sin(at / 700 + muscle)));
      return [at / 1000, ...emg, 30 * Math.sin(at / 700)].map((value) => value.toFixed(5)).join(',');
    });
    writeFileSync(recording, [['time_s', ...channels, 'wrist_flexion_deg'].join(','), ...rows].join('\n'));
  });

  it('leaves a model that knows the newcomer in that task, and says what it gains', async () => {
    const out = join(folder, 'calibrated');
    const { code, json, stdout, stderr } = await calibrate(out, '--task', 'elastic');
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ subject: 'carla', out, tasks: [{ task: 'elastic', isKept: true }] });
    const { beforeDeg, afterDeg } = json as { beforeDeg: number; afterDeg: number };
    expect(afterDeg).toBeLessThan(beforeDeg);
    expect(stdout).toContain(
      `Task elastic: the calibration lowers the angle error, ${beforeDeg.toFixed(1)} degrees before, ${afterDeg.toFixed(1)} after (RMSE, cross-validated on 12.0 s).`,
    );
    const predict = (...more: string[]) =>
      sarcomere('predict', '--model', out, '--in', recording, '--subject', 'carla', '--json', ...more);
    const inTask = await predict('--task', 'elastic');
    expect(inTask.json).toMatchObject({ emgNormalisedBy: 'subject' });
    const without = await predict();
    expect(without.json).toMatchObject({ emgNormalisedBy: 'recording' });
    expect(without.stderr).toContain('The subject has no calibration without a task');
    expect(without.stderr).toContain('To use a calibration, give --task elastic, or calibrate for this one.');
  });

  it('takes several recordings, each with its task, or one task for all', async () => {
    const out = join(folder, 'by-several');
    const both = await calibrate(out, '--in', recording, '--task', 'elastic', '--task', 'elastic');
    expect(both.code, both.stderr).toBe(0);
    expect(both.json).toMatchObject({ tasks: [{ task: 'elastic', seconds: expect.closeTo(24, 1) }] });
    const unclear = ['--in', recording, '--task', 'elastic', '--task', 'elastic', '--task', 'elastic'];
    const { code, stderr } = await calibrate(join(folder, 'by-unclear'), ...unclear);
    expect(code).toBe(64);
    expect(stderr).toContain('Give --task once, or once for each --in');
  });

  it('refuses a task that the model has not learned from, and writes nothing', async () => {
    const out = join(folder, 'not-calibrated');
    const { code, json } = await calibrate(out, '--task', 'elastik');
    expect(code).toBe(2);
    expect(json).toMatchObject({ faults: [{ code: 'TASK_UNKNOWN', found: '"elastik"' }] });
    expect(existsSync(out)).toBe(false);
  });
});

describe('sarcomere simulate', () => {
  it('writes the same bytes for the same seed, the truth apart from what is uploaded', async () => {
    const written = await Promise.all(
      ['one', 'two'].map((name) =>
        sarcomere(
          'simulate',
          '--joint',
          'wrist',
          '--out',
          join(folder, name),
          '--subjects',
          '1',
          '--sites',
          '1',
          '--seed',
          '5',
          '--recordings-per-subject',
          '2',
          '--seconds-per-recording',
          '4',
          '--json',
        ),
      ),
    );
    expect(written.map(({ code }) => code)).toEqual([0, 0]);
    expect(written[0]!.json).toMatchObject({ files: 6, truth: 3 });
    const manifest = readFileSync(join(folder, 'one', 'study.json'), 'utf8');
    expect(manifest).toBe(readFileSync(join(folder, 'two', 'study.json'), 'utf8'));
    expect(manifest).not.toContain('truth');
    const subjects = (name: string) => readFileSync(join(folder, name, 'truth', 'subjects.json'), 'utf8');
    expect(subjects('one')).toBe(subjects('two'));
  });

  it('writes over no study that was not simulated', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    writeFileSync(join(own, 'study.json'), '{"study":"mine"}');
    const { code, json } = await sarcomere('simulate', '--out', own, '--json');
    expect(code).toBe(2);
    expect(json).toMatchObject({ faults: [{ code: 'OUT_IS_A_STUDY' }] });
    expect(readFileSync(join(own, 'study.json'), 'utf8')).toBe('{"study":"mine"}');
  });

  it('refuses a joint that it does not know', async () => {
    const { code, stderr } = await sarcomere('simulate', '--joint', 'tail', '--out', join(folder, 'tail'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrist/);
  });
});

describe('sarcomere serve', () => {
  // A dozen processes, one after the other.
  it('accepts an upload, runs it, goes on after a stop, lists, fetches and deletes its model, and accepts the upload again', {
    timeout: 300_000,
  }, async () => {
    const serveDir = join(folder, 'serve');
    const server = startSarcomere('serve', '--data', serveDir, '--port', '0');
    let shown = '';
    server.stdout.on('data', (chunk) => {
      shown += chunk;
    });
    while (!shown.includes('Upload a study')) await sleep(50);
    try {
      const uploaded = await sarcomere('upload', slowStudyDir, '--data', serveDir, '--json');
      expect(uploaded.code, uploaded.stderr).toBe(0);
      const { run } = uploaded.json as { run: string };
      const state = async () => (await sarcomere('status', run, '--data', serveDir, '--json')).json.state;
      while (!isTraining(serveDir)) await sleep(20);
      const cancel = async () => (await sarcomere('cancel', run, '--data', serveDir, '--json')).json;
      expect(await cancel()).toEqual({ run, state: 'Cancelled' });
      expect(await cancel()).toEqual({ run, state: 'Cancelled' });
      expect((await sarcomere('redrive', run, '--data', serveDir, '--json')).json).toEqual({ run });
      const early = await sarcomere('delete', 'wrist-cli', '--yes', '--data', serveDir);
      expect(early.code).toBe(1);
      const misspelt = await sarcomere('delete', 'wrist-cly', '--yes', '--data', serveDir, '--json');
      expect(misspelt.code).toBe(2);
      expect(misspelt.json).toMatchObject({
        faults: [{ code: 'STUDY_UNKNOWN', fix: 'Write "wrist-cli" if that is meant.' }],
      });
      for (const command of ['status', 'cancel', 'redrive']) {
        const unknown = await sarcomere(command, `${run}x`, '--data', serveDir, '--json');
        expect(unknown.code, command).toBe(2);
        expect(unknown.json).toMatchObject({
          faults: [{ code: 'RUN_UNKNOWN', fix: `Write "${run}" if that is meant.` }],
        });
      }
      expect(early.stderr).toContain(`wrist-cli is being run: ${run}`);
      const person = await sarcomere(
        ...['delete', 'wrist-cli', '--subject', 's01', '--yes', '--data', serveDir],
      );
      expect(person.stderr).toContain('and withdraw the subject then');
      expect(person.stderr).not.toContain('delete the study');
      await stop(serveDir, run);
      expect((await sarcomere('status', run, '--data', serveDir)).stdout).toContain('Enough: of this');
      expect((await sarcomere('redrive', run, '--data', serveDir, '--json')).json).toEqual({ run });
      await expect.poll(state, { timeout: 100_000, interval: 500 }).toBe('Published');

      expect((await sarcomere('status', '--data', serveDir)).stdout).toContain(run);
      expect((await sarcomere('models', '--data', serveDir, '--json')).json).toMatchObject({
        models: [{ study: 'wrist-cli', run }],
      });
      const fetched = await sarcomere(
        'report',
        'wrist-cli',
        '--data',
        serveDir,
        '--out',
        join(folder, 'fetched'),
        '--json',
      );
      expect(fetched.json).toMatchObject({ run, report: join(folder, 'fetched', 'model', 'report.html') });

      expect((await sarcomere('delete', 'wrist-cli', '--data', serveDir)).code).toBe(64);
      expect((await sarcomere('delete', 'wrist-cli', '--yes', '--data', serveDir)).code).toBe(0);
      expect((await sarcomere('models', '--data', serveDir, '--json')).json).toEqual({ models: [] });

      expect((await sarcomere('upload', slowStudyDir, '--data', serveDir, '--json')).json).toEqual(
        uploaded.json,
      );
      const again = async () => (await sarcomere('status', run, '--data', serveDir, '--json')).json;
      await expect
        .poll(again, { timeout: 100_000, interval: 500 })
        .toMatchObject({ run: `${run}-again-1`, goesOnWith: run, state: 'Published' });
      expect((await sarcomere('models', '--data', serveDir, '--json')).json).toMatchObject({
        models: [{ study: 'wrist-cli', run }],
      });
    } finally {
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
    }
    expect(server.exitCode).toBe(0);
  });
});

describe('a command that is not understood', () => {
  it.each([
    { args: ['train', 'x'], says: 'unknown command' },
    { args: ['run', 'x', '--ouput', 'y'], says: '--out' },
    { args: ['run'], says: 'study-dir' },
    { args: ['run', 'x', '--workers', '0'], says: '1 or more' },
    { args: ['serve', '--port', '99999'], says: '65535 at most' },
    { args: ['delete', 'x'], says: '--yes' },
    { args: ['predict', '--model', 'x'], says: '--in' },
  ])('exits with EX_USAGE of sysexits.h and says what is meant: $args', async ({ args, says }) => {
    const { code, stderr } = await sarcomere(...args);
    expect(code).toBe(64);
    expect(stderr).toContain(says);
  });

  it('is no question for help or the version', async () => {
    for (const option of ['--help', '--version']) expect((await sarcomere(option)).code).toBe(0);
  });
});
