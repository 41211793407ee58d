import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collected, sarcomere, startSarcomere } from '../test/sarcomere.testing.ts';
import { writeSimulatedStudy } from './commands/simulate.ts';

const home = mkdtempSync(join(tmpdir(), 'sarcomere-paths-'));
const study = join(home, 'study');
const file = join(home, 'file');
const timeoutMs = 20_000;

beforeAll(() => {
  writeFileSync(file, '');
  const size = { subjects: 1, sites: 1, recordingsPerSubject: 1, secondsPerRecording: 5 };
  writeSimulatedStudy(study, { joint: 'wrist', seed: 1, ...size });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Fails instead of waiting for a command that never ends. */
async function outcomeWithin(limitMs: number, ...args: string[]) {
  const child = startSarcomere(...args);
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const outcome = await collected(child);
  clearTimeout(limit);
  expect(child.signalCode, 'the command ends by itself').toBe(null);
  return outcome;
}

/** Commands that make the folder which `path` names. */
const commands: [string, (path: string) => string[]][] = [
  ['simulate --out', (path) => ['simulate', '--out', path, '--json']],
  ['run --data', (path) => ['run', study, '--data', path, '--json']],
  ['serve --data', (path) => ['serve', '--data', path]],
];

describe('a folder that the command is to make', () => {
  it.runIf(process.platform === 'linux').each(commands)(
    'is refused if the system makes none there: %s',
    async (_, args) => {
      const { code, stderr } = await outcomeWithin(timeoutMs, ...args('/proc/x'));
      expect(code, stderr).toBe(2);
      expect(stderr).toContain('/proc/x  PATH_UNUSABLE');
      expect(stderr).toContain('found     a place where no folder can be made (ENOENT)');
    },
  );

  it.each(commands)('is refused below a file: %s', async (_, args) => {
    const { code, stderr } = await outcomeWithin(timeoutMs, ...args(join(file, 'x')));
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(`${file}  PATH_UNUSABLE`);
    expect(stderr).toContain('found     a file where a folder must be');
  });
});

describe('a folder that is missing', () => {
  it('is made with those above it', async () => {
    const out = join(home, 'new', 'below', 'study');
    const { code, stderr, json } = await sarcomere(
      'simulate',
      '--subjects',
      '1',
      '--sites',
      '1',
      '--out',
      out,
      '--recordings-per-subject',
      '1',
      '--seconds-per-recording',
      '5',
      '--json',
    );
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ directory: out });
  });
});
