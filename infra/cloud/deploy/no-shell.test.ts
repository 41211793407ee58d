import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../root.ts';
import { runCdk } from './cdk.ts';
import { type RunCommand, runOnThisMachine } from './run-command.ts';

/**
 * On Windows a command that npm installs is a script (`cdk.cmd`), which only a shell can start, and no shell there has the words of
 * POSIX. So everything is a file that Node runs, or a program (`aws.exe`, `docker.exe`).
 */
describe('synthesis, deployment and teardown', () => {
  it('are files that Node runs, in words that every shell reads alike', () => {
    const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    for (const name of ['synth', 'deploy', 'teardown', 'sarcomere', 'start']) {
      expect(scripts[name], name).toMatch(/^node [\w./-]+\.ts( [a-z]+)?$/);
    }
  });

  it.each(sourcesOf('infra/cloud'))('start no shell and no script of npm: %s', (_file, text) => {
    expect(text).not.toMatch(
      /\bshell:|\bexec(Sync)?\b[^}]*\} from 'node:child_process'|\.cmd'|'(bash|sh|cmd)(\.exe)?'/,
    );
    const started = [...text.matchAll(/\b(?:spawn|spawnSync|execFile|execFileSync|run)\('([^']+)'/g)];
    const scripts = started.map(([, command]) => command!).filter((command) => !programs.has(command));
    expect(scripts).toEqual([]);
  });

  it('find CDK without a PATH, as its file and as an argument, and hand it a folder in place of a command', async () => {
    const asked: string[][] = [];
    const noted: RunCommand = async (command, args) => {
      asked.push([command, ...args]);
      return runOnThisMachine(command, ['--version', ...args.slice(1)].slice(0, 1), {
        env: { PATH: '', Path: '' },
      });
    };
    await runCdk(noted, ['diff']);
    const [[node, file, ...words]] = asked as [string[]];
    expect(node).toBe(process.execPath);
    expect(file).toMatch(/aws-cdk[\\/]bin[\\/]cdk$/);
    expect(words).toEqual(['diff', '--app', join(projectRoot, 'cdk.out')]);
    const { code, stdout } = await runOnThisMachine(process.execPath, [file!, '--version'], {
      env: { PATH: '', Path: '' },
    });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^2\.\d+/)]);
  });

  it('name their files as the system does, with spaces and other letters in the path', async () => {
    // fileURLToPath decodes the path and drops its first slash there; the "pathname" of an address keeps both.
    const { fileURLToPath } = await vi.importActual<typeof import('node:url')>('node:url');
    const address = new URL('file:///C:/Users/Ada%20L%C3%B6w/sarcomere/');
    expect(fileURLToPath(address, { windows: true })).toBe('C:\\Users\\Ada Löw\\sarcomere\\');
    const handMade = sourcesOf('infra/cloud').filter(([, text]) =>
      /new URL\([^)]*import\.meta\.url\)\.pathname/.test(text),
    );
    expect(handMade).toEqual([]);
  });
});

/** Programs of their own, which Windows has as .exe. */
const programs = new Set(['aws', 'docker']);

function sourcesOf(folder: string): [file: string, text: string][] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|testing)\.ts$/.test(file))
    .map((file) => [file, readFileSync(join(projectRoot, folder, file), 'utf8')]);
}
