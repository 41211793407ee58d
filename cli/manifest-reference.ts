import type { Joint } from '../layers/physics/biomechanics/index.ts';
import { joints } from '../layers/physics/biomechanics/index.ts';
import { manifestJsonSchema } from '../layers/study/manifest/index.ts';

/** The fields of a manifest as Markdown, each with its values, default and meaning, and the joints. */
export function manifestReference(): string {
  return `${[
    '# The study manifest',
    '',
    'Every field of `study.json`, version 1, in the order in which they may stand. Written by `sarcomere schema --markdown`; the',
    'same as JSON Schema, for an editor that completes and checks: `sarcomere schema`.',
    '',
    '| field | values | default | meaning |',
    '|---|---|---|---|',
    ...rowsOf('', manifestJsonSchema() as Schema).map((row) => `| ${row.map(cell).join(' | ')} |`),
    '',
    boundsOfFiles,
    '',
    '## Joints, muscles and postures',
    '',
    '| joint | a growing angle is | muscles (and names that they stand for) | postures |',
    '|---|---|---|---|',
    ...joints.map((joint) => `| ${jointRow(joint).map(cell).join(' | ')} |`),
  ].join('\n')}\n`;
}

const boundsOfFiles = `## Bounds of files

Each is a fault where it is exceeded, with place and fix; recordings of people stay far below.

| file | bounds |
|---|---|
| \`study.json\` | 4,000,000 characters, 100 levels, names of fields of 200 characters, numbers of 400 |
| recordings, \`participants.tsv\` | header of 1 MB, 10,000 columns, names of 1,000 characters, cells of 400 bytes in columns that are read, times up to 10,000,000,000 s |
| \`.osim\` | 20,000,000 characters, 64 levels, 300,000 elements, 500 bodies and joints, 1,000 coordinates, 2,000 muscles of 100 points and 10 wraps, of which a joint takes 32 |
| joint of your own | 32 muscles with 32 further names each, 64 postures |

A file is read in time that grows with its size alone, two seconds of a processor a megabyte at most (\`npx vitest run test/hostile\`).`;

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Field, values, default, meaning; an object is followed by its fields, an array by the fields of its items. */
function rowsOf(path: string, schema: Schema): string[][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const fieldPath = path === '' ? name : `${path}.${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    const start =
      field.default === undefined || typeof field.default === 'object' ? '' : JSON.stringify(field.default);
    const list =
      Array.isArray(field.default) && field.default.length > 0 ? JSON.stringify(field.default) : '';
    const standard = isRequired ? 'required' : start || list;
    const row = [
      `\`${fieldPath}\``,
      valuesOf(field),
      standard && (isRequired ? standard : `\`${standard}\``),
      field.description ?? '',
    ];
    return [row, ...rowsOf(fieldPath, field), ...(field.items ? rowsOf(`${fieldPath}[]`, field.items) : [])];
  });
  return [...own, ...(schema.anyOf ?? []).flatMap((option) => rowsOf(path, option))];
}

function valuesOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (schema.anyOf) return schema.anyOf.map(valuesOf).join(' or ');
  if (schema.type === 'array') return schema.items ? `list of ${valuesOf(schema.items)}` : 'list';
  const isBounded =
    schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < 2 ** 53 - 1;
  return isBounded ? `${schema.type}, ${schema.minimum} to ${schema.maximum}` : (schema.type ?? '');
}

function jointRow({ name, coordinates, muscles, postures }: Joint): string[] {
  return [
    name,
    coordinates.map(({ positive }) => positive).join(', '),
    muscles
      .map((muscle) =>
        [muscle.name, muscle.standsFor.length > 0 ? ` (${muscle.standsFor.join(', ')})` : ''].join(''),
      )
      .join(', '),
    ['unknown', ...Object.keys(postures)].join(', '),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
