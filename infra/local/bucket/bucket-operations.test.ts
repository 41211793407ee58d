import { describe, expect, it } from 'vitest';
import { operationOf } from './bucket-operations.ts';

const named = (method: string, path: string) => {
  const [key = '', query = ''] = path.split('?');
  return operationOf({ method, key, query: new URLSearchParams(query) });
};

describe('the bucket', () => {
  it.each([
    ['GET', 'a/b.csv', 'GetObject'],
    ['GET', 'a/b.csv?x-id=GetObject', 'GetObject'],
    [
      'GET',
      'a?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&x-amz-checksum-mode=ENABLED',
      'GetObject',
    ],
    ['HEAD', 'a', 'HeadObject'],
    ['PUT', 'a', 'PutObject'],
    ['PUT', 'a?partNumber=10000&uploadId=u', 'UploadPart'],
    ['POST', 'a?uploads', 'CreateMultipartUpload'],
    ['POST', 'a?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', 'a?uploadId=u', 'AbortMultipartUpload'],
    ['DELETE', 'a', 'DeleteObject'],
    ['POST', '?delete', 'DeleteObjects'],
    ['GET', '?list-type=2&prefix=a&max-keys=1&encoding-type=url', 'ListObjects'],
    ['GET', '', 'ListObjects'],
    ['HEAD', '', 'HeadBucket'],
  ])('takes %s %s as %s', (method, path, name) => {
    expect(named(method, path)).toBe(name);
  });

  it.each([
    ['PUT', ''],
    ['DELETE', ''],
    ['PUT', '?lifecycle'],
    ['GET', '?lifecycle'],
    ['GET', '?website'],
    ['GET', '?acl'],
    ['POST', ''],
    ['POST', 'a'],
    ['POST', 'a?delete'],
    ['PUT', 'a?renameObject'],
    ['GET', 'a?attributes'],
    ['GET', 'a?response-content-type=text/html'],
    ['GET', 'a?response-content-disposition=inline'],
    ['PUT', 'a?x-amz-copy-source=sarcomere/b'],
    ['PUT', 'a?partNumber=0&uploadId=u'],
    ['PUT', 'a?partNumber=10001&uploadId=u'],
    ['PUT', 'a?partNumber=../1&uploadId=u'],
    ['PUT', 'a?uploadId=u'],
    ['DELETE', 'a?uploadId=u&uploadId=v'],
    ['OPTIONS', 'a'],
    ['PATCH', 'a'],
  ])('takes no %s %s', (method, path) => {
    expect(named(method, path)).toBeUndefined();
  });
});
