import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { markTransient } from './transient.ts';

const thrown = (name: string, facts: object = {}) =>
  Object.assign(new Error(`it was ${name}`), { name }, facts);
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });
const marked = (error: unknown) => markTransient(() => Promise.reject(error)).catch((seen: unknown) => seen);

describe('markTransient', () => {
  it('hands on what the work answers', async () => {
    expect(await markTransient(async () => 7)).toBe(7);
  });

  it.each([
    ['an internal error of S3', thrown('InternalError', status(500))],
    ['any answer of 500 and above', thrown('UnknownError', status(503))],
    ['a throttle', thrown('SlowDown')],
    ['a throttle of another service', thrown('ThrottlingException', status(400))],
    ['too many requests', thrown('Unknown', status(429))],
    ['a connection that was reset', thrown('Error', { code: 'ECONNRESET' })],
    ['a server that is not up yet', thrown('AggregateError', { code: 'ECONNREFUSED' })],
    ['a connection that took too long', thrown('TimeoutError')],
    ['a request that S3 waited too long for', thrown('RequestTimeout', status(400))],
    ['a connection that was given up', thrown('Error', { code: 'ECONNABORTED' })],
    ['a machine without handles just now', thrown('Error', { code: 'EMFILE' })],
    ['a full disk behind the bucket', thrown('InsufficientStorage', status(507))],
    ['a name that could not be looked up just now', thrown('Error', { code: 'EAI_AGAIN' })],
  ])('marks %s as worth another try', async (_what, error) => {
    const seen = (await marked(error)) as Error;
    expect(seen.name).toBe('TransientError');
    expect(seen.message).toBe(error.message);
    expect(seen.cause).toBe(error);
  });

  it.each([
    ['a missing object', thrown('NoSuchKey', status(404))],
    ['a refused access', thrown('AccessDenied', status(403))],
    ['a study at fault', new FaultError([])],
    ['a mistake of our own', new TypeError('x is undefined')],
    ['a full disk of its own', thrown('Error', { code: 'ENOSPC' })],
    ['a thrown word', 'SlowDown'],
    ['nothing', undefined],
  ])('leaves %s as it is', async (_what, error) => {
    expect(await marked(error)).toBe(error);
  });

  it('marks what is thrown before there is a promise', async () => {
    const work = () => {
      throw thrown('SlowDown');
    };
    await expect(markTransient(work)).rejects.toMatchObject({ name: 'TransientError' });
  });
});
