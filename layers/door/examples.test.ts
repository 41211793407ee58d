import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** The source of each door, by what a user imports: `sarcomere/physics`. */
const doors = Object.entries(packageJson.exports as Record<string, string | Record<string, string>>).flatMap(
  ([path, target]) =>
    typeof target === 'object'
      ? [{ name: `sarcomere${path.slice(1)}`, file: join(root, target['sarcomere-source']!), target }]
      : [],
);

/** An export of a door, and its declaration. */
interface Exported {
  readonly name: string;
  readonly isValue: boolean;
  readonly docs: string;
  readonly example: string | undefined;
}

function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** The exports of a door. Doors only re-export, each name from the module that declares it. */
function exportsOf(door: string): Exported[] {
  return parsed(door).statements.flatMap((statement) => {
    const isExport = ts.isExportDeclaration(statement);
    if (!isExport || !statement.exportClause || !ts.isNamedExports(statement.exportClause))
      throw new Error(`${door} does more than re-export names: ${statement.getText()}`);
    const from = resolve(dirname(door), (statement.moduleSpecifier as ts.StringLiteral).text);
    return statement.exportClause.elements.map(({ name, propertyName }) => ({
      ...declared(from, (propertyName ?? name).text),
      name: name.text,
    }));
  });
}

function declared(file: string, name: string): Exported {
  const statement = parsed(file).statements.find((one) =>
    ts.isVariableStatement(one)
      ? one.declarationList.declarations.some((declaration) => declaration.name.getText() === name)
      : (one as { name?: ts.Identifier }).name?.text === name,
  );
  if (!statement) throw new Error(`${file} declares no ${name}`);
  const blocks = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
  const tags = blocks.flatMap(({ tags = [] }) => [...tags]);
  const example = tags.find(({ tagName }) => tagName.text === 'example')?.comment;
  const docs = blocks.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('');
  return {
    name,
    isValue: !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement),
    docs,
    example: ts.getTextOfJSDocComment(example),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const model = join(root, 'layers/model/predictor/model-file/fixtures/before-digests');

/** Runs an example as a program of a user. Returns the values before each `// =>` and the values behind it. */
async function outcomesOf(example: string, name: string): Promise<[unknown, unknown][]> {
  const source = doors
    .reduce(
      (text, { name: door, file }) => text.replaceAll(`from '${door}'`, `from '${pathToFileURL(file)}'`),
      example,
    )
    .replaceAll('out/my-study/model', model)
    .replace(
      /^(.*?);? *\/\/ => (.*)$/gm,
      (_, expression, value) => `outcomes.push([${expression}, ${value}]);`,
    );
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source.replace(/^(?!import )/m, 'export const outcomes = [];\n'));
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)).outcomes;
}

describe.each(doors)('$name', ({ file, target }) => {
  it('is built from the place of its source', () => {
    const built = target.default!.replace('./dist/', '').replace(/\.js$/, '.ts');
    expect(join(root, built)).toBe(file);
    expect(target.types).toBe(target.default!.replace(/\.js$/, '.d.ts'));
  });

  it('describes each of its exports', () => {
    const bare = exportsOf(file).filter(({ docs }) => docs.trim().length < 15);
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it.each(exportsOf(file).filter(({ isValue, name }) => isValue && name !== 'FaultError'))(
    '$name has an example whose results are right',
    async ({ name, example }) => {
      const outcomes = await outcomesOf(example!, name);
      expect(outcomes.length).toBeGreaterThan(0);
      for (const [actual, expected] of outcomes) expect(rounded(actual)).toEqual(rounded(expected));
    },
  );
});

/** Numbers to five digits, as the examples print them, and typed lists as lists. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(5));
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, rounded);
  return Array.isArray(value) ? value.map(rounded) : value;
}
