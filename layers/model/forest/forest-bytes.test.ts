import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../base/numbers/index.ts';
import { leafMark } from './forest.ts';
import { forestBytes, forestOf } from './forest-bytes.ts';
import { growForest } from './grow-forest.ts';
import { predictForest } from './predict-forest.ts';
import { forestProblem } from './problem.testing.ts';

const grown = growForest(forestProblem({ rows: 60, width: 4, outputs: 2 }, 1), {
  trees: 7,
  leaf: 3,
  seed: 1,
});
const bytes = forestBytes(grown);

/** Where the parts of these bytes start. */
const nodes = grown.input.length;
const compared = (nodes - 7) / 2;
const scalesAt = 24;
const bitsAt = scalesAt + 2 * 16;
const inputsAt = bitsAt + Math.ceil(nodes / 8);
const thresholdsAt = inputsAt + compared;

const changed = (change: (view: DataView) => void) => {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return copy;
};

describe('the bytes of a forest', () => {
  it('give the forest back to the bit', () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 80 }),
      width: fc.integer({ min: 6, max: 9 }),
      outputs: fc.integer({ min: 1, max: 5 }),
      trees: fc.integer({ min: 1, max: 9 }),
      leaf: fc.integer({ min: 1, max: 6 }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(sizes, ({ trees, leaf, seed, ...size }) => {
        const forest = growForest(forestProblem(size, seed), { trees, leaf, seed });
        expect(forestOf(forestBytes(forest))).toEqual(forest);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [256, 1],
    [257, 2],
  ])('have for each node of %i inputs the input as %i byte(s)', (width, inputBytes) => {
    const inputs = Float32Array.from({ length: 2 * width }, (_, at) => (at === 2 * width - 1 ? 1 : 0));
    const rows = { inputs, width, labels: Float32Array.of(0, 1), outputs: 1 };
    const forest = growForest(rows, { trees: 3, leaf: 1, seed: 1 });
    expect(forest.input).toContain(width - 1);
    expect(forestBytes(forest)).toHaveLength(24 + 16 + 2 + 3 * inputBytes + 3 * 4 + 6);
    expect(forestOf(forestBytes(forest))).toEqual(forest);
  });

  it('are read wherever they lie in a larger buffer', () => {
    const larger = Buffer.alloc(bytes.length + 3, 0xff);
    larger.set(bytes, 3);
    expect(forestOf(larger.subarray(3))).toEqual(grown);
  });

  it('are refused if they are cut off or too long', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(() => forestOf(bytes.subarray(0, length))).toThrow(/not the bytes of a forest|bytes, not \d+/);
    expect(() => forestOf(Uint8Array.of(...bytes, 0))).toThrow(
      `${bytes.length + 1} bytes, not ${bytes.length}`,
    );
  });

  it.each([
    ['another mark', (view: DataView) => view.setUint8(0, 0x46), 'not the bytes of a forest'],
    ['another version', (view: DataView) => view.setUint8(7, 2), 'not the bytes of a forest of version 1'],
    ['no inputs', (view: DataView) => view.setUint32(8, 0, true), 'cannot have 0 inputs'],
    ['too many inputs', (view: DataView) => view.setUint32(8, 65_535, true), 'cannot have 65535 inputs'],
    ['no outputs', (view: DataView) => view.setUint32(12, 0, true), '0 outputs'],
    ['no trees', (view: DataView) => view.setUint32(16, 0, true), '0 trees'],
    ['more trees than nodes', (view: DataView) => view.setUint32(16, nodes + 2, true), `${nodes + 2} trees`],
    [
      'nodes that are no whole trees',
      (view: DataView) => view.setUint32(20, nodes + 1, true),
      `${nodes + 1} nodes`,
    ],
    ['4,294,967,295 outputs', (view: DataView) => view.setUint32(12, 0xffffffff, true), 'bytes, not'],
    ['4,294,967,295 nodes', (view: DataView) => view.setUint32(20, 0xffffffff, true), 'bytes, not'],
    [
      'a low of NaN',
      (view: DataView) => view.setFloat64(scalesAt, Number.NaN, true),
      'output 0 of the forest has no sound scale',
    ],
    [
      'a low beyond the numbers of float32',
      (view: DataView) => view.setFloat64(scalesAt, -1e39, true),
      'output 0 of the forest has no sound scale',
    ],
    [
      'a step that ends beyond them',
      (view: DataView) => view.setFloat64(scalesAt + 24, 1e37, true),
      'output 1 of the forest has no sound scale',
    ],
    [
      'a negative step',
      (view: DataView) => view.setFloat64(scalesAt + 24, -1, true),
      'output 1 of the forest has no sound scale',
    ],
    [
      'an input that rows do not have',
      (view: DataView) => view.setUint8(inputsAt, 4),
      'compares input 4 of 4',
    ],
    [
      'a threshold that is NaN',
      (view: DataView) => view.setFloat32(thresholdsAt, Number.NaN, true),
      'has no finite threshold',
    ],
    ['nodes that never end in leaves', (view: DataView) => view.setUint8(bitsAt, 0), 'too few leaves'],
    [
      'marks beyond the last node',
      (view: DataView) => view.setUint8(inputsAt - 1, view.getUint8(inputsAt - 1) | 0x80),
      'marks of leaves beyond its nodes',
    ],
  ])('are refused with %s', (_, change, message) => {
    expect(nodes % 8).not.toBe(0);
    expect(() => forestOf(changed(change))).toThrow(message);
  });

  it('are refused if a tree ends too early', () => {
    // The bits of a node and its two leaves: leaf, node, leaf and leaf, leaf, node are no tree.
    const stump = forestBytes(
      growForest(
        { inputs: Float32Array.of(0, 1), width: 1, labels: Float32Array.of(0, 1), outputs: 1 },
        { trees: 1, leaf: 1, seed: 1 },
      ),
    );
    expect(stump[24 + 16]).toBe(0b110);
    stump[24 + 16] = 0b101;
    expect(() => forestOf(stump)).toThrow('nodes after its last tree');
    stump[24 + 16] = 0b011;
    expect(() => forestOf(stump)).toThrow('nodes after its last tree');
    const two = forestBytes(
      growForest(
        { inputs: Float32Array.of(0, 1), width: 1, labels: Float32Array.of(0, 1), outputs: 1 },
        { trees: 2, leaf: 1, seed: 1 },
      ),
    );
    expect(two[24 + 16]).toBe(0b110110);
    two[24 + 16] = 0b101011;
    expect(() => forestOf(two)).toThrow('nodes after its last tree');
  });

  it('are either refused by an Error, or those of a sound forest, whatever bits are changed', () => {
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    const random = randomOf(9, 'inputs');
    let sound = 0;
    fc.assert(
      fc.property(flips, (changes) => {
        const copy = bytes.slice();
        for (const [at, mask] of changes) copy[at]! ^= mask;
        let forest: ReturnType<typeof forestOf>;
        try {
          forest = forestOf(copy);
        } catch (error) {
          expect((error as Error).message).toMatch(/forest/);
          return;
        }
        sound++;
        for (const [node, input] of forest.input.entries()) {
          // Branches only lead forward, so that every row ends in a leaf.
          if (input !== leafMark) expect(forest.next[node]).toBeGreaterThan(node + 1);
          if (input === leafMark) expect(forest.next[node]! * 2).toBeLessThan(forest.codes.length);
        }
        const inputs = Float32Array.from({ length: 20 * forest.inputs }, () => random.normal());
        expect(predictForest(forest, inputs).mean).toHaveLength(40);
        expect(forestBytes(forest)).toEqual(copy);
      }),
      { numRuns: 2000 },
    );
    expect(sound).toBeGreaterThan(100);
  });
});
