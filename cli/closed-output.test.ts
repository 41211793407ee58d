import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { startSarcomere } from '../test/sarcomere.testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-closed-'));
const simulated = join(folder, 'study');
const small = [
  '--subjects',
  '1',
  '--sites',
  '1',
  '--recordings-per-subject',
  '2',
  '--seconds-per-recording',
  '4',
];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line ends quietly if nobody reads', () => {
  it.each([
    { args: ['schema'], code: 0 },
    { args: ['--help'], code: 0 },
    { args: ['simulate', '--out', simulated, ...small, '--json'], code: 0 },
    { args: ['schema', '--no-such-option'], code: 64 },
  ])('its output: $args', async ({ args, code }) => {
    const child = startSarcomere(...args);
    child.stdout.destroy();
    const [stderr, [ended]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(stderr).not.toContain('EPIPE');
    expect(ended).toBe(code);
  });

  it.each([
    { args: ['simulate', '--out', simulated, ...small], code: 0 },
    { args: ['validate', 'no-such-folder'], code: 2 },
    { args: ['no-such-command'], code: 64 },
  ])('what it says on stderr: $args', async ({ args, code }) => {
    const child = startSarcomere(...args);
    child.stderr.destroy();
    child.stdout.resume();
    const [ended] = await once(child, 'close');
    expect(ended).toBe(code);
  });
});
