import { describe, expect, it } from 'vitest';
import { FaultError } from '../../layers/base/faults/index.ts';
import { faultBounds } from '../../layers/base/faults/testing.ts';
import { jointFromModel, openSimJointSchema } from '../../layers/physics/biomechanics/index.ts';
import { readDelimited } from '../../layers/study/formats/index.ts';
import { readSto } from '../../layers/study/formats/testing.ts';
import { parseManifest, readParticipants } from '../../layers/study/manifest/index.ts';
import { hostileManifests } from './manifests.testing.ts';
import { hostileModels } from './models.testing.ts';
import { sizes, slowness } from './processor-time.testing.ts';
import { hostileCsv, hostileParticipants, hostileSto } from './tables.testing.ts';
import type { TextOfSize } from './text-of-size.testing.ts';

const wanted = new Set(['time_s', 'time', 'a']);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const hinge = openSimJointSchema.parse({ file: 'a.osim', coordinate: 'c', positive: 'flexion' });

const readers: Readonly<
  Record<string, { texts: Readonly<Record<string, TextOfSize>>; read: (text: string) => unknown }>
> = {
  CSV: { texts: hostileCsv, read: (text) => readDelimited('a.csv', bytesOf(text), wanted) },
  'OpenSim tables': { texts: hostileSto, read: (text) => readSto('a.sto', bytesOf(text), wanted) },
  'participants.tsv': { texts: hostileParticipants, read: readParticipants },
  'study.json': { texts: hostileManifests, read: parseManifest },
  'OpenSim models': { texts: hostileModels, read: modelOrFaults },
};

function modelOrFaults(text: string): unknown {
  try {
    return jointFromModel(text, hinge);
  } catch (error) {
    if (error instanceof FaultError) return { faults: error.faults };
    throw error;
  }
}

describe.each(Object.entries(readers))('the reader of %s', (_, { texts, read }) => {
  it.each(Object.entries(texts))('takes time in proportion to the size of %s', async (_, textOf) => {
    const workAt = (characters: number) => {
      const text = textOf(characters);
      return () => read(text);
    };
    expect(await slowness(workAt)).toBeUndefined();
  });

  it.each(Object.entries(texts))('reports the fault of %s in few words', (_, textOf) => {
    const { faults = [] } = read(textOf(sizes.large)) as { faults?: readonly unknown[] };
    expect(JSON.stringify(faults).length).toBeLessThan(faultBounds.bytes / 4);
  });
});

describe('the memory of a table', () => {
  const head = ['time_s', ...Array.from({ length: 64 }, (_, at) => `c${at}`)].join(',');
  const all = new Set(head.split(','));

  it.each([
    ['line ends', '\n'],
    ['rows of one cell', '1\n'],
    ['rows of empty cells', ',,,,,,,,x\n'],
    ['whole rows', `${'1,'.repeat(64)}1\n`],
  ])('of %s is a few bytes for each byte of the file, quotes or not', (_, row) => {
    const body = row.repeat(2_000_000 / row.length);
    for (const text of [`${head}\n${body}`, `"${head.replace(',', '",')}\n${body}`]) {
      const { columns, rows } = readDelimited('a.csv', bytesOf(text), all);
      const buffers = [rows.buffer, ...[...columns.values()].map(({ values }) => values.buffer)];
      const taken = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
      expect(taken).toBeLessThan(12 * text.length);
    }
  });
});
