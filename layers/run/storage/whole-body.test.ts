import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { wholeBody } from './whole-body.ts';

const answer = (pieces: readonly string[], ContentLength: number) =>
  ({
    Body: Readable.from(pieces.map((piece) => Buffer.from(piece))),
    ContentLength,
  }) as unknown as GetObjectCommandOutput;

describe('a whole body', () => {
  it('is its pieces one after another', async () => {
    expect(await wholeBody(answer(['ab', '', 'cde'], 5))).toEqual(new TextEncoder().encode('abcde'));
  });

  it('that ends early is a connection that was lost, which is worth another try', async () => {
    await expect(wholeBody(answer(['ab', 'c'], 5))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('that goes on after its end is no body', async () => {
    await expect(wholeBody(answer(['abc', 'defg'], 5))).rejects.toThrow(RangeError);
  });
});
