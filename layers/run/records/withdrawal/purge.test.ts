import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { Bucket } from '../../storage/index.ts';
import { purge } from './purge.ts';

/** A bucket that refuses to list its versions. */
function refusing(name: string, httpStatusCode: number) {
  const asked: string[] = [];
  const send = async (command: object) => {
    asked.push(command.constructor.name);
    if (command instanceof ListObjectVersionsCommand)
      throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
    return {};
  };
  return { bucket: new Bucket({ send } as never, 'b'), asked };
}

describe('purge', () => {
  it('takes a bucket that does not implement the call for one without versions', async () => {
    const { bucket, asked } = refusing('NotImplemented', 501);
    expect(await purge(bucket, 'runs/')).toEqual({ deleted: 0, kept: [] });
    expect(asked).toEqual(['ListObjectVersionsCommand', 'ListObjectsV2Command']);
  });

  it.each([
    ['ExpiredToken', 400],
    ['AccessDenied', 403],
    ['NoSuchBucket', 404],
    ['MethodNotAllowed', 405],
  ])('never takes another refusal for that: %s', async (name, status) => {
    const { bucket, asked } = refusing(name, status);
    await expect(purge(bucket, 'runs/')).rejects.toThrow(name);
    expect(asked).toEqual(['ListObjectVersionsCommand']);
  });
});
