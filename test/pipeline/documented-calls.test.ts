import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../layers/storage/keys.ts';
import { type WorldUnderTest, worldUnderTest } from '../fixtures/local-world.ts';
import { smallStudy } from '../fixtures/small-study.ts';

const operations = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'sarcomere-documented-'));
const hasPython = spawnSync('python3', ['--version']).status === 0;

let under: WorldUnderTest;
beforeAll(async () => {
  under = await worldUnderTest();
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What is shown as code, by the first words in it. */
function documented(language: string, start: string): string {
  const found = operations.split(`\`\`\`${language}\n`).find((block) => block.startsWith(start));
  if (!found) throw new Error(`docs/operations.md has no ${language} that starts with ${start}`);
  return found.slice(0, found.indexOf('```'));
}

describe('what docs/operations.md shows', { timeout: 120_000 }, () => {
  it.skipIf(!hasPython)(
    'uploads a study by the API, in Python (skipped where it is not installed)',
    async () => {
      const files = smallStudy('wrist-documented');
      for (const [file, text] of files) {
        mkdirSync(dirname(join(folder, 'study', file)), { recursive: true });
        writeFileSync(join(folder, 'study', file), text);
      }
      writeFileSync(join(folder, 'upload.py'), documented('python', '# upload.py STUDY_DIR'));
      const { stdout } = await promisify(execFile)(
        'python3',
        [join(folder, 'upload.py'), join(folder, 'study')],
        {
          env: { ...process.env, SARCOMERE_API: under.world.apiUrl, TOKEN: 'none is asked for here' },
        },
      );
      const uploaded = stdout.trim().split('\n');
      expect([...uploaded].sort()).toEqual([...files.keys()].sort());
      expect(uploaded.at(-1)).toBe('study.json');
      for (const [file, text] of files) {
        expect(await under.bucket.getText(keys.studyFile('wrist-documented', file)), file).toBe(text);
      }
      expect((await under.ended('wrist-documented')).state).toBe('Published');
    },
  );
});
