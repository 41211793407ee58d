import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';

const facts = { epoch: 3, loss: 0.1 + 0.2, word: 'Muskel µ' };
const vectors = { parameters: Float64Array.of(Math.PI, -0, Number.NaN, 5e-324), none: new Float64Array() };

describe('a checkpoint', () => {
  it('gives back every fact and every bit of its vectors', () => {
    expect(decodeCheckpoint(encodeCheckpoint({ facts, vectors }))).toEqual({ facts, vectors });
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.dictionary(fc.stringMatching(/^[a-z]\w*$/), fc.float64Array()),
        (any, given) => {
          const decoded = decodeCheckpoint(encodeCheckpoint({ facts: any, vectors: given }));
          expect(JSON.stringify(decoded!.facts)).toBe(JSON.stringify(any));
          expect({ ...decoded!.vectors }).toEqual({ ...given });
        },
      ),
    );
  });

  it('is read from bytes that lie anywhere in a larger buffer', () => {
    const bytes = encodeCheckpoint({ facts, vectors });
    for (const offset of [0, 1, 4, 8]) {
      const larger = Buffer.alloc(bytes.length + 20, 0xff);
      larger.set(bytes, offset);
      expect(decodeCheckpoint(larger.subarray(offset, offset + bytes.length))).toEqual({ facts, vectors });
    }
  });

  it('is refused where a byte is missing or too many', () => {
    const bytes = encodeCheckpoint({ facts, vectors });
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeCheckpoint(bytes.subarray(0, length))).toBeUndefined();
    }
    expect(decodeCheckpoint(Uint8Array.of(...bytes, 0))).toBeUndefined();
  });

  it('is refused where the bytes are anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeCheckpoint(bytes)).toBeUndefined();
      }),
    );
  });

  it('never throws, whatever happens to its bytes', () => {
    const bytes = encodeCheckpoint({ facts, vectors });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const broken = bytes.with(at, bytes[at]! ^ flip);
        const decoded = decodeCheckpoint(broken);
        for (const vector of Object.values(decoded?.vectors ?? {}))
          expect(vector).toBeInstanceOf(Float64Array);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['null', 'null'],
    ['another version', '{"version":2,"facts":{},"layout":[]}'],
    ['no layout', '{"version":1,"facts":{}}'],
    [
      'lengths below nothing',
      '{"version":1,"facts":{},"layout":[{"name":"a","length":-1},{"name":"b","length":1}]}',
    ],
  ])('is refused with a header of %s', (_, header) => {
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(Math.ceil((4 + text.length) / 8) * 8);
    new DataView(bytes.buffer).setUint32(0, text.length, true);
    bytes.set(text, 4);
    expect(decodeCheckpoint(bytes)).toBeUndefined();
  });
});
