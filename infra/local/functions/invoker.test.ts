import { afterAll, describe, expect, it } from 'vitest';
import type { LogLine } from './invocation.ts';
import { startInvoker } from './invoker.ts';

const fixture = (name: string, timeoutS = 10) => ({
  entry: `infra/local/fixtures/${name}.ts`,
  purpose: name,
  memoryMb: 128,
  timeoutS,
});

const lines: LogLine[] = [];
const invoker = startInvoker({
  functions: {
    echo: fixture('echo'),
    crash: fixture('crash'),
    throws: fixture('throws'),
    spin: fixture('spin', 0.5),
    missing: fixture('missing'),
    busy: fixture('spin', 60),
    api: fixture('echo'),
  },
  lanes: [
    { functions: ['echo', 'crash', 'throws', 'spin', 'busy', 'missing'], threads: 2, nice: 5 },
    { functions: ['api'], threads: 1 },
  ],
  root: new URL('../../../', import.meta.url),
  env: { ...process.env, SARCOMERE_BUCKET: 'sarcomere' },
  log: (line) => lines.push(line),
});
afterAll(() => invoker.close());

describe('a function in a worker thread', () => {
  it('gets its event, a Lambda context and its environment, and answers JSON', async () => {
    const answer = (await invoker.invoke('echo', { a: [1, null] })) as Record<string, unknown>;
    expect(answer).toMatchObject({ event: { a: [1, null] }, functionName: 'echo', bucket: 'sarcomere' });
    expect(answer.remainingMs).toBeGreaterThan(5_000);
    expect(answer.remainingMs).toBeLessThanOrEqual(10_000);
  });

  it('has its output forwarded line by line, with its name', async () => {
    await invoker.invoke('echo', 'marked');
    const marked = () => lines.findIndex(({ line }) => line.includes('marked'));
    await expect.poll(() => marked() >= 0 && lines.length - marked()).toBeGreaterThanOrEqual(4);
    const written = lines.slice(marked(), marked() + 4);
    expect(written.map(({ functionName }) => functionName)).toEqual(['echo', 'echo', 'echo', 'echo']);
    expect(written.slice(1).map(({ line }) => line)).toEqual(['two', 'lines', 'unended line']);
  });

  it('that throws fails by the name of its error, with the error object of Lambda as cause', async () => {
    const failure = await failureOf(
      invoker.invoke('throws', { errorType: 'StudyFault', message: 'no column' }),
    );
    expect(failure.name).toBe('StudyFault');
    const cause = JSON.parse(failure.message);
    expect(cause).toMatchObject({ errorType: 'StudyFault', errorMessage: 'no column' });
    expect(cause.trace.join('\n')).toContain('throws.ts');
  });

  it('that throws no error at all fails all the same', async () => {
    const failure = await failureOf(invoker.invoke('throws', { message: '', value: 'a string' }));
    expect(JSON.parse(failure.message)).toEqual({ errorType: 'string', errorMessage: 'a string' });
  });

  it('that computes beyond its time limit is stopped', async () => {
    const failure = await failureOf(invoker.invoke('spin', {}));
    expect(failure.name).toBe('Sandbox.Timedout');
    expect(JSON.parse(failure.message).errorMessage).toContain('Task timed out after 0.50 seconds');
  });

  it.each(['exit', 'stray'])('that crashes (%s) fails as unknown, and the next call works', async (how) => {
    expect((await failureOf(invoker.invoke('crash', { how }))).name).toBe('Lambda.Unknown');
    expect(await invoker.invoke('echo', 1)).toMatchObject({ event: 1 });
  });

  it('whose module is missing fails with its path', async () => {
    const failure = await failureOf(invoker.invoke('missing', {}));
    expect(failure.message).toContain('fixtures/missing.ts');
  });

  it('of one lane is not held up by the functions of another', async () => {
    const stop = new AbortController();
    const busy = [1, 2, 3].map(() => failureOf(invoker.invoke('busy', {}, stop.signal)));
    expect(await invoker.invoke('api', 1)).toMatchObject({ event: 1 });
    stop.abort(new Error('enough'));
    expect((await Promise.all(busy)).map(({ message }) => message)).toEqual(['enough', 'enough', 'enough']);
  });

  it('is stopped by its signal, and one that waits for a thread never starts', async () => {
    const stop = new AbortController();
    const calls = [1, 2, 3].map(() => failureOf(invoker.invoke('busy', {}, stop.signal)));
    stop.abort(new Error('stopped by the user'));
    expect((await Promise.all(calls)).map(({ message }) => message)).toEqual(
      Array(3).fill('stopped by the user'),
    );
  });
});

async function failureOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => expect.fail('the call should have failed'),
    (error: Error) => error,
  );
}
