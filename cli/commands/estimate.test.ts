import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallStudy } from '../../test/small-study.testing.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sarcomere-estimate-'));

beforeAll(() => {
  const training = { epochs: 6, lbfgsIterations: 3, hidden: [16], control: true };
  for (const [file, text] of smallStudy('wrist', { training })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('sarcomere estimate', () => {
  it('estimates cost and duration of a run, on Lambda and on GPUs, by dated prices', () => {
    const stdout = execFileSync(process.execPath, [main, 'estimate', folder, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const estimate = JSON.parse(stdout.trim().split('\n').at(-1)!);
    expect(estimate).toMatchObject({
      trainings: 4, // two subjects, the one on everything, and that without physics
      networks: 4,
      forests: 0,
      compute: 'lambda',
      prices: { date: expect.stringMatching(/^\d{4}-\d\d$/), region: 'us-east-1' },
    });
    for (const step of ['prepare-study', 'aggregate-models']) {
      expect(estimate.steps[step].memoryMb).toBeGreaterThan(200);
      expect(estimate.steps[step].seconds).toBeGreaterThan(1);
    }
    expect(estimate.lambda.usd).toBeGreaterThan(0);
    expect(estimate.gpu.minutes).toBeGreaterThan(estimate.lambda.minutes);
  });

  it('says which of both a run would take', () => {
    const { stdout } = spawnSync(process.execPath, [main, 'estimate', folder], { encoding: 'utf8' });
    expect(stdout).toMatch(/on Lambda .*\(training\.compute\)/);
    expect(stdout).not.toMatch(/on spot GPUs .*training\.compute/);
  });

  it('does not estimate a study at fault', () => {
    writeFileSync(join(folder, 'study.json'), '{"version": 2}');
    const { status, stderr } = spawnSync(process.execPath, [main, 'estimate', folder], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('version');
  });
});
