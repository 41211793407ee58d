import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { startSarcomereIn } from '../sarcomere.testing.ts';
import { smallStudy } from '../small-study.testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-clock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const clock = pathToFileURL(join(import.meta.dirname, '../fixtures/jumping-clock.ts')).href;

describe('a run while the clock is set by hours, forwards and backwards', () => {
  it('is published, and no sub-domain is lost', { timeout: 120_000 }, async () => {
    const studyDir = join(folder, 'study');
    const training = { epochs: 60, lbfgsIterations: 20, hidden: [16] };
    for (const [file, text] of smallStudy('clock', { training })) {
      mkdirSync(dirname(join(studyDir, file)), { recursive: true });
      writeFileSync(join(studyDir, file), text);
    }
    const args = ['run', studyDir, '--out', join(folder, 'out'), '--data', join(folder, 'data'), '--json'];
    const child = startSarcomereIn({ NODE_OPTIONS: `--import ${clock}` }, ...args);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    const code = await new Promise((closed) => child.on('close', closed));
    expect(code, said).toBe(0);
    expect(said).not.toContain('lost');
  });
});
