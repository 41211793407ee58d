import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-outlive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that serves, and in which something throws that nobody catches; then it prints "on". */
async function processThatThrows(error: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const module = pathToFileURL(join(import.meta.dirname, 'keep-serving.ts')).href;
  const file = join(folder, 'serve.mjs');
  writeFileSync(
    file,
    `import { outliveShortages } from ${JSON.stringify(module)};
     outliveShortages((line) => console.error(line));
     setTimeout(() => console.log('on'), 50);
     setTimeout(() => { throw ${error}; });`,
  );
  const child = spawn(process.execPath, [file]);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      said[stream] += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...said };
}

describe('a process that serves', () => {
  it.each(['ENOSPC', 'EMFILE', 'ENFILE', 'EROFS', 'EACCES', 'EIO'])(
    'goes on after %s that nobody caught, and says it',
    async (code) => {
      const ended = await processThatThrows(`Object.assign(new Error('short'), { code: '${code}' })`);
      expect(ended).toMatchObject({ code: 0, stdout: 'on\n' });
      expect(ended.stderr).toContain('work went on after: Error: short');
    },
  );

  it('ends on a bug, as any process', async () => {
    const ended = await processThatThrows(`new TypeError('x is undefined')`);
    expect(ended.code).not.toBe(0);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain('x is undefined');
  });
});
