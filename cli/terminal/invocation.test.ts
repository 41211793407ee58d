import { describe, expect, it } from 'vitest';
import { invocation, type Start, withCommands } from './invocation.ts';
import { say } from './window.ts';

const clone: Start = {
  source: '/home/ana/sarcomere/cli/terminal/invocation.ts',
  entry: '/home/ana/sarcomere/cli/main.ts',
  cwd: '/home/ana/sarcomere',
};
const installed: Start = {
  source: '/home/ana/lab/node_modules/sarcomere/dist/cli/terminal/invocation.js',
  entry: '/home/ana/lab/node_modules/.bin/sarcomere',
  cwd: '/home/ana/lab',
};

describe('the command to type', () => {
  it.each<[string, Start, string]>([
    ['of a clone is the script of npm', clone, 'npm run -s sarcomere --'],
    ['elsewhere names the file of the clone', { ...clone, cwd: '/home/ana' }, 'node sarcomere/cli/main.ts'],
    [
      'elsewhere names the file in a way that a shell takes',
      { ...clone, source: "/home/ana/ana's lab/cli/terminal/invocation.ts", cwd: '/home/ana' },
      "node 'ana'\\''s lab/cli/main.ts'",
    ],
    ['of a package in a folder is that of npx', installed, 'npx sarcomere'],
    ['of a package for all is its name', { ...installed, entry: '/usr/local/bin/sarcomere' }, 'sarcomere'],
  ])('%s', (_what, start, expected) => {
    expect(invocation(start)).toBe(expected);
  });

  it.each([
    ['fix  "sarcomere status" lists the runs.', 'fix  "npm run -s sarcomere -- status" lists the runs.'],
    ['eval "$(sarcomere env)"', 'eval "$(npm run -s sarcomere -- env)"'],
    ['Upload a study:  sarcomere upload DIR', 'Upload a study:  npm run -s sarcomere -- upload DIR'],
    ['sarcomere env [options]', 'npm run -s sarcomere -- env [options]'],
  ])('replaces the name in %s', (text, expected) => {
    expect(withCommands(text, clone)).toBe(expected);
  });

  it.each(['a folder that no other sarcomere process uses', 'sarcomere: 2 faults', '"sarcomere" by lab'])(
    'leaves the name where no command is: %s',
    (text) => {
      expect(withCommands(text, clone)).toBe(text);
    },
  );

  it('is in every line that is written', () => {
    const written: string[] = [];
    say({ write: (text: string) => written.push(text) > 0 } as never, ['"sarcomere models" lists them.']);
    expect(written).toEqual([`"${invocation()} models" lists them.\n`]);
  });
});
