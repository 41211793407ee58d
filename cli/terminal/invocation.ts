import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this process was started, and from what. */
export interface Start {
  /** This file: TypeScript in a clone of the repository, JavaScript in the package. */
  readonly source: string;
  /** The program as Node was given it. */
  readonly entry: string;
  readonly cwd: string;
}

const thisStart: Start = {
  source: fileURLToPath(import.meta.url),
  entry: process.argv[1] ?? '',
  cwd: process.cwd(),
};

/**
 * What to type in place of `sarcomere`, as this process was started: npm's script in a clone (npm starts scripts in the root), `node`
 * with a path elsewhere; `npx` if the package is installed in a folder, and `sarcomere` itself if for all.
 */
export function invocation({ source, entry, cwd }: Start = thisStart): string {
  if (source.endsWith('.ts')) {
    const root = dirname(dirname(dirname(source)));
    if (root === cwd) return 'npm run -s sarcomere --';
    return `node ${quoted(relative(cwd, join(root, 'cli/main.ts')))}`;
  }
  return /[\\/]node_modules[\\/]/.test(entry) ? 'npx sarcomere' : 'sarcomere';
}

/** A word of a shell. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** A text in which each quoted, indented or substituted command (`"sarcomere status"`) works if it is copied. */
export function withCommands(text: string, start?: Start): string {
  return text.replaceAll(/(?<=^|["`(]| {2})sarcomere (?=[a-z[-])/g, () => `${invocation(start)} `);
}
