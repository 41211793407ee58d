import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unchunk } from './aws-chunked.ts';
import { SignatureError } from './signed-request.ts';

/** The example of AWS's documentation, with its key: 65,536 and 1,024 times the letter a. */
const scope = '20130524/us-east-1/s3/aws4_request';
const signingKey = scope
  .split('/')
  .reduce<string | Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    'AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  ) as Buffer;
const signing = { signingKey, time: '20130524T000000Z', scope };
const letters = 'a'.repeat(65_536 + 1024);

function inChunks(signatures: readonly string[], trailers = '\r\n'): Buffer {
  const [first, second, last] = signatures.map((signature) => `;chunk-signature=${signature}\r\n`);
  const [long, short] = [letters.slice(0, 65_536), letters.slice(65_536)];
  return Buffer.from(`10000${first}${long}\r\n400${second}${short}\r\n0${last}${trailers}`);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
const signatures = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];

describe('a body in signed chunks', () => {
  it('is put together, as in the example of AWS', () => {
    const { body, trailers } = unchunk(inChunks(signatures), { ...signing, seed });
    expect(body.toString()).toBe(letters);
    expect(trailers).toEqual({});
  });

  it('is put together with its checksum behind it, as in the example of AWS', () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
    const sent = inChunks(
      [
        'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
        '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
        '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
      ],
      'x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
    );
    const ofTrailers = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e';
    const { body, trailers } = unchunk(sent, { ...signing, seed: ofTrailers });
    expect(body.toString()).toBe(letters);
    expect(trailers).toEqual({ 'x-amz-checksum-crc32c': 'sOO8/Q==' });
  });

  it.each([
    ['a byte', (sent: string) => sent.replace('a\r\n400', 'b\r\n400')],
    ['a signature', (sent: string) => sent.replace('ad80c730', 'ad80c731')],
    ['no signature', (sent: string) => sent.replace(/;chunk-signature=ad80c730\w+/, '')],
  ])('is refused with another %s', (_, change) => {
    const changed = Buffer.from(change(inChunks(signatures).toString()));
    expect(() => unchunk(changed, { ...signing, seed })).toThrow(SignatureError);
  });
});

describe('a body in chunks', () => {
  it.each([
    ['that ends early', '5\r\nhello\r\n'],
    ['of fewer bytes than it says', '9\r\nhello\r\n0\r\n\r\n'],
    ['of more bytes than it says', '4\r\nhello\r\n0\r\n\r\n'],
    ['of no size', 'x\r\nhello\r\n0\r\n\r\n'],
    ['of a negative size', '-1\r\nhello\r\n0\r\n\r\n'],
    ['with something behind it', '5\r\nhello\r\n0\r\n\r\nmore'],
    ['with a trailer that is none', '5\r\nhello\r\n0\r\nnonsense\r\n\r\n'],
    ['of nothing', ''],
  ])('%s is refused', (_, sent) => {
    expect(() => unchunk(Buffer.from(sent))).toThrow(SignatureError);
  });

  it('is put together however it was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 })), (chunks) => {
        const sent = chunks.map((chunk) =>
          Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
        );
        const whole = Buffer.concat([...sent, Buffer.from('0\r\n\r\n')]);
        expect(unchunk(whole).body.equals(Buffer.concat(chunks))).toBe(true);
      }),
    );
  });

  it('throws nothing but its own error, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string()), (sent) => {
        try {
          unchunk(Buffer.from(sent as string));
        } catch (error) {
          expect(error).toBeInstanceOf(SignatureError);
        }
      }),
    );
  });
});
