import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const documents = ['README.md', 'examples/README.md', ...markdownIn('docs')];

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);
}

/** Text without blocks of code: what stands in them is not a link. */
function prose(document: string): string {
  return readFileSync(join(root, document), 'utf8').replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
}

/** Folders of the project whose names begin the paths that documents name. */
const folders = ['.ci', 'bench', 'cli', 'docs', 'examples', 'functions', 'infra', 'layers', 'test'];

/** Paths of the project in code: `layers/run/report`, or as words of a command: `npx vitest run cli/whole`. */
function namedPaths(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
  const words = spans
    .flatMap((span) => span.split(/\s+/))
    .map((word) => word.replaceAll(/^["'(]+|["'),;:]+$/g, ''));
  return words.filter((word) => folders.includes(word.split('/')[0]!) && /^[\w./-]+\/[\w./-]*$/.test(word));
}

interface Link {
  readonly target: string;
  readonly anchor?: string | undefined;
}

/** Relative links and images; the target is a path from the root of the project. */
function linksOf(document: string): Link[] {
  const text = prose(document).replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!)
    .filter((address) => !/^[a-z]+:/.test(address))
    .map((address) => {
      const [path = '', anchor] = address.split('#');
      const target = path === '' ? document : relative(root, join(root, dirname(document), path));
      return { target, anchor };
    });
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(document: string): Set<string> {
  const headings = [...prose(document).matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe.each(documents)('%s', (document) => {
  it('names only files and folders that are there', () => {
    expect(namedPaths(prose(document)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('links only to what is there', () => {
    const broken = linksOf(document).filter(({ target, anchor }) => {
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});
