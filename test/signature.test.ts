import { describe, expect, it } from 'vitest';
import { hasValidSignature } from './signature.testing.ts';

/** The secret of the examples in AWS's documentation. */
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('the signature check of the tests', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  const presigned = {
    method: 'GET',
    url:
      '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    headers: { host: 'examplebucket.s3.amazonaws.com' },
    body: new Uint8Array(),
  };

  it('takes the presigned address that AWS gives as an example', () => {
    expect(hasValidSignature(presigned, secret)).toBe(true);
  });

  it.each([
    ['another secret', presigned, 'other'],
    ['another path', { ...presigned, url: presigned.url.replace('test', 'best') }, secret],
    ['another host', { ...presigned, headers: { host: 'example.org' } }, secret],
    ['no signature', { ...presigned, url: '/test.txt' }, secret],
  ])('refuses it with %s', (_what, request, key) => {
    expect(hasValidSignature(request, key)).toBe(false);
  });
});
