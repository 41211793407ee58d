import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignatureError } from './signed-request.ts';
import { verifyPayload } from './verify-payload.ts';
import { type Expected, verifySignature } from './verify-signature.ts';

/** The examples of AWS's documentation, with their key. */
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const expected: Expected = { credentials, service: 's3', timesMs: [Date.parse('2013-05-24T00:10:00Z')] };
const host = 'examplebucket.s3.amazonaws.com';
const emptyBody = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const credential = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`;

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const get = {
  method: 'GET',
  url: '/test.txt',
  headers: {
    host,
    range: 'bytes=0-9',
    'x-amz-content-sha256': emptyBody,
    'x-amz-date': '20130524T000000Z',
    authorization: authorization(
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ),
  },
};
const put = {
  method: 'PUT',
  url: '/test%24file.text',
  headers: {
    host,
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    authorization: authorization(
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ),
  },
};
const list = {
  method: 'GET',
  url: '/?max-keys=2&prefix=J',
  headers: {
    host,
    'x-amz-content-sha256': emptyBody,
    'x-amz-date': '20130524T000000Z',
    authorization: authorization(
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ),
  },
};
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
const presigned = {
  method: 'GET',
  url: `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`,
  headers: { host },
};

describe('the signature of', () => {
  it.each([
    ['a GET', get],
    ['a PUT', put],
    ['a list', list],
    ['a presigned address', presigned],
  ])('%s is right, as in the examples of AWS', async (_, request) => {
    await expect(verifySignature(request, expected)).resolves.toBeDefined();
  });

  it.each([
    ['another method', { ...get, method: 'DELETE' }],
    ['another path', { ...get, url: '/test2.txt' }],
    ['the same path written otherwise', { ...put, url: '/test$file.text' }],
    ['one more parameter', { ...list, url: `${list.url}&delete` }],
    ['another parameter', { ...list, url: '/?max-keys=2&prefix=K' }],
    ['another header', { ...get, headers: { ...get.headers, range: 'bytes=0-' } }],
    ['another host', { ...get, headers: { ...get.headers, host: 'localhost' } }],
    ['another digest', { ...get, headers: { ...get.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }],
    ['a longer life', { ...presigned, url: presigned.url.replace('86400', '86401') }],
    ['another object', { ...presigned, url: presigned.url.replace('test', 'best') }],
  ])('a request is wrong for one with %s', async (_, request) => {
    await expect(verifySignature(request, expected)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('a GET is wrong for another secret', async () => {
    const others = { ...credentials, secretAccessKey: 'another' };
    const verified = verifySignature(get, { ...expected, credentials: others });
    await expect(verified).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});

describe('a request', () => {
  const at = (time: string) => ({ ...expected, timesMs: [Date.parse(time)] });
  const withHeaders = (request: typeof get | typeof presigned, more: Record<string, string | undefined>) => ({
    ...request,
    headers: { ...request.headers, ...more },
  });

  it.each([
    ['without a signature', 'AccessDenied', withHeaders(presigned, {}), { url: '/test.txt' }],
    ['signed in both ways', 'InvalidArgument', withHeaders(presigned, get.headers), {}],
    [
      'signed in an older way',
      'AuthorizationHeaderMalformed',
      get,
      { headers: { authorization: 'AWS key:signature' } },
    ],
    [
      'with a header of AWS that is not signed',
      'AccessDenied',
      withHeaders(presigned, { 'x-amz-copy-source': 'sarcomere/secret' }),
      {},
    ],
    ['with a signed header that is not there', 'AccessDenied', withHeaders(get, { range: undefined }), {}],
    [
      'without the digest of its body',
      'InvalidRequest',
      withHeaders(list as typeof get, {
        'x-amz-content-sha256': undefined,
        authorization: authorization('host;x-amz-date', '0'.repeat(64)),
      }),
      {},
    ],
    ['without its time', 'AuthorizationHeaderMalformed', withHeaders(get, { 'x-amz-date': undefined }), {}],
    [
      'presigned for longer than a week',
      'AuthorizationHeaderMalformed',
      presigned,
      { url: presigned.url.replace('86400', '604801') },
    ],
    [
      'presigned for ever',
      'AuthorizationHeaderMalformed',
      presigned,
      { url: presigned.url.replace('86400', 'Infinity') },
    ],
  ])('%s is refused as %s', async (_, code, request, change) => {
    await expect(verifySignature({ ...request, ...change }, expected)).rejects.toMatchObject({ code });
  });

  it('of another key is refused', async () => {
    const others = { ...credentials, accessKeyId: 'ANOTHER' };
    await expect(verifySignature(get, { ...expected, credentials: others })).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
    });
  });

  it('for another service is refused', async () => {
    await expect(verifySignature(get, { ...expected, service: 'states' })).rejects.toMatchObject({
      code: 'AuthorizationHeaderMalformed',
    });
  });

  it.each(['2013-05-23T23:46:00Z', '2013-05-24T00:14:59Z'])('is taken at %s', async (time) => {
    await expect(verifySignature(get, at(time))).resolves.toBeDefined();
  });

  it.each(['2013-05-23T23:44:00Z', '2013-05-24T00:15:01Z', '2026-05-24T00:00:00Z'])(
    'signed a quarter of an hour away is refused at %s',
    async (time) => {
      await expect(verifySignature(get, at(time))).rejects.toMatchObject({ code: 'RequestTimeTooSkewed' });
    },
  );

  it('that was presigned is taken until it expires', async () => {
    await expect(verifySignature(presigned, at('2013-05-24T23:59:59Z'))).resolves.toBeDefined();
    await expect(verifySignature(presigned, at('2013-05-25T00:00:01Z'))).rejects.toThrow(
      'Request has expired',
    );
    await expect(verifySignature(presigned, at('2013-05-23T23:00:00Z'))).rejects.toThrow('15 minutes');
  });
});

describe('whatever is sent', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom(credential, '20130524T000000Z', 'host', '0'.repeat(64)));
  const parameters = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'].map(
    (name) => `X-Amz-${name}`,
  );

  it('as an Authorization header is refused by an error that S3 has', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.string(), async (one, two, three, other) => {
        for (const header of [
          `AWS4-HMAC-SHA256 Credential=${one},SignedHeaders=${two},Signature=${three}`,
          other,
        ]) {
          const request = { ...get, headers: { ...get.headers, authorization: header } };
          await expect(verifySignature(request, expected)).rejects.toBeInstanceOf(SignatureError);
        }
      }),
    );
  });

  it('as an address is refused by an error that S3 has', async () => {
    const query = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...parameters, '__proto__')), text);
    await fc.assert(
      fc.asyncProperty(query, fc.string(), async (values, more) => {
        const url = `/a?X-Amz-Signature=${'0'.repeat(64)}&${new URLSearchParams(values)}&${more}`;
        const request = { ...presigned, url };
        await expect(verifySignature(request, expected)).rejects.toBeInstanceOf(SignatureError);
      }),
    );
  });
});

describe('a body', () => {
  it('is the one that was signed', async () => {
    const verified = await verifySignature(put, expected);
    const welcome = Buffer.from('Welcome to Amazon S3.');
    expect(verifyPayload(welcome, put.headers, verified).body).toBe(welcome);
    expect(() => verifyPayload(Buffer.from('Another'), put.headers, verified)).toThrow('digest');
  });

  it('may be any if the digest was not signed', async () => {
    const verified = await verifySignature(presigned, expected);
    expect(verifyPayload(Buffer.from('any'), presigned.headers, verified).body.toString()).toBe('any');
  });

  it.each(['UNSIGNED', 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', '', 'E3B0'])(
    'signed as %j is refused',
    async (payload) => {
      const verified = await verifySignature(get, expected);
      const claim = { ...verified.claim, payload };
      expect(() => verifyPayload(Buffer.alloc(0), {}, { ...verified, claim })).toThrow();
    },
  );
});
