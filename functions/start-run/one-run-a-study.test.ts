import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cancelRun,
  describeRun,
  keys,
  latestOf,
  publishLatest,
  readLatest,
  redriveRun,
  runId,
  studyVersion,
} from '../../layers/run/records/index.ts';
import { MemoryStepFunctions } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { startRun } from './start-run.ts';

/**
 * The events of one study, and their times. An upload's event comes once or more, and each call of start-run may die before its nth
 * call of a service, after which the event comes again. A run ends published or failed; somebody cancels or redrives.
 */
const happening = fc.tuple(
  fc.nat(120),
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ upload: fc.nat(2), diesBefore: fc.array(fc.nat(25), { maxLength: 2 }) }),
    },
    { weight: 3, arbitrary: fc.record({ end: fc.nat(2), isPublished: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ cancel: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.record({ redrive: fc.nat(3) }) },
  ),
);
type Happening = (typeof happening extends fc.Arbitrary<infer Value> ? Value : never)[1];

/** Times of the calls of services, one after the other: hardly any time, or as long as many other calls. */
const durations = fc.array(fc.constantFrom(1, 1, 1, 1, 1, 80), { minLength: 150, maxLength: 150 });

const died = new Error('the function died');

/** Time that passes when nothing else is to be done. */
class Time {
  #nowMs = 0;
  readonly #waiting: { atMs: number; wake: () => void }[] = [];

  wait(durationMs: number): Promise<void> {
    return new Promise((wake) => this.#waiting.push({ atMs: this.#nowMs + durationMs, wake }));
  }

  async passUntil(done: Promise<unknown>): Promise<void> {
    let isOver = false;
    void done.finally(() => {
      isOver = true;
    });
    for (;;) {
      await turn();
      if (isOver) break;
      const next = this.#waiting.sort((a, b) => a.atMs - b.atMs).shift();
      if (!next) throw new Error('every task waits and no event is left');
      this.#nowMs = next.atMs;
      next.wake();
    }
    await done;
  }
}

class World {
  readonly uploads: string[] = [];
  /** The runs that published a model, and of which upload, in any order. */
  readonly published: { upload: number; run: string }[] = [];
  readonly #uploadOf = new Map<string, number>();
  #bucketMs = Date.parse('2026-03-02T12:00:00Z');
  readonly #now = () => new Date(this.#bucketMs);
  readonly bucket = new MemoryBucket(this.#now);
  readonly runs = new MemoryStepFunctions(this.#now);
  readonly time = new Time();
  readonly #durationsMs: readonly number[];
  #calls = 0;

  constructor(durationsMs: readonly number[]) {
    this.#durationsMs = durationsMs;
  }

  async happens(atMs: number, what: Happening): Promise<void> {
    await this.time.wait(atMs);
    if ('upload' in what) return this.#upload(what.upload, what.diesBefore);
    const names = [...this.runs.executions.keys()].reverse();
    const nth = 'end' in what ? what.end : 'cancel' in what ? what.cancel : what.redrive;
    const name = names[nth % Math.max(1, names.length)];
    if (name === undefined) return;
    if ('end' in what) return this.#end(name, what.isPublished);
    if ('cancel' in what) await cancelRun(this.#slow().runs, name).catch(ignoreFaults);
    else await this.#redrive(name);
  }

  async #upload(content: number, diesBefore: readonly number[]): Promise<void> {
    // The bucket's clock has whole seconds, so that uploads often have the same time.
    this.#bucketMs += this.uploads.length % 3 === 0 ? 1000 : 0;
    await this.bucket.put(keys.manifest('knee'), JSON.stringify({ content }));
    this.uploads.push(runId((await studyVersion(this.bucket, 'knee'))!));
    for (const calls of [...diesBefore, Number.POSITIVE_INFINITY]) await this.#deliver(calls);
  }

  async #deliver(diesBeforeCall: number): Promise<void> {
    const { bucket, runs } = this.#slow(diesBeforeCall);
    const patience = { settleS: 1, uploadS: 1, deadlineMs: Number.POSITIVE_INFINITY };
    await startRun(keys.manifest('knee'), { bucket, runs, patience }).catch((error) => {
      if (error !== died) throw error;
    });
  }

  /** The step that publishes goes on though its run is stopped meanwhile. */
  async #end(name: string, isPublished: boolean): Promise<void> {
    if (this.runs.executions.get(name)?.status !== 'RUNNING') return;
    const { run, uploadedAt = '' } = this.runs.input(name);
    await this.bucket.putJson(keys.prepared('knee', run, 'problem.json'), {});
    if (isPublished) {
      await this.bucket.put(keys.model('knee', run, 'MANIFEST.sha256'), '');
      this.published.push({ run, upload: this.#uploadOf.get(`${run} ${uploadedAt}`)! });
      const record = {
        study: 'knee',
        run,
        uploadedAt,
        publishedAt: '2026-03-02T12:00:00.000Z',
        manifestDigest: sha256(''),
      };
      await publishLatest(this.#slow().bucket, record);
    }
    const isRunning = this.runs.executions.get(name)?.status === 'RUNNING';
    if (isRunning) this.runs.end(name, isPublished ? { status: 'SUCCEEDED' } : { status: 'FAILED' });
  }

  async #redrive(name: string): Promise<void> {
    const { bucket, runs } = this.#slow();
    const found = await describeRun(runs, name);
    const canBe = found && ['Failed', 'Cancelled', 'Superseded'].includes(found.state);
    if (canBe) await redriveRun({ bucket, runs }, found).catch(ignoreFaults);
  }

  /** The services, whose every call takes its time, up to the death of the caller. */
  #slow(diesBeforeCall = Number.POSITIVE_INFINITY) {
    let calls = 0;
    const slowly =
      (call: (...args: never[]) => Promise<unknown>) =>
      async (...args: never[]) => {
        if (calls++ >= diesBeforeCall) throw died;
        await this.time.wait(this.#durationsMs[this.#calls++ % this.#durationsMs.length]!);
        const answer = await call(...args);
        this.#noteStarted();
        return answer;
      };
    const bucket = new Proxy(this.bucket, {
      get: (target, name) => {
        const value = target[name as keyof MemoryBucket] as unknown;
        return typeof value === 'function' ? slowly(value.bind(target)) : value;
      },
    });
    const { stateMachineArn, client } = this.runs;
    return { bucket, runs: { stateMachineArn, client: { send: slowly(client.send as never) as never } } };
  }

  /** Notes the upload of a run: the newest upload of its content when the run started. A redrive goes on with an older one. */
  #noteStarted(): void {
    for (const name of this.runs.executions.keys()) {
      const { run, uploadedAt } = this.runs.input(name);
      const key = `${run} ${uploadedAt}`;
      if (!this.#uploadOf.has(key)) this.#uploadOf.set(key, this.uploads.lastIndexOf(run));
    }
  }
}

function ignoreFaults(error: Error): void {
  if (error.name !== 'FaultError') throw error;
}

describe('of one study, whatever happens in whatever order', () => {
  const property = (assertion: (world: World) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 2, maxLength: 10 }),
        fc.constantFrom(0, 20, 400),
        durations,
        async (whatHappens, apartMs, durationsMs) => {
          const world = new World(durationsMs);
          const all = whatHappens.map(([atMs, what], at) => world.happens(at * apartMs + atMs, what));
          await world.time.passUntil(Promise.all(all));
          await assertion(world);
        },
      ),
      { numRuns: 400 },
    );

  it('one run at most is running', () =>
    property(async ({ runs }) => {
      expect(runs.running().length).toBeLessThanOrEqual(1);
    }));

  it('the newest upload has had its run, and was not replaced', () =>
    property(async ({ runs, uploads }) => {
      const newest = uploads.at(-1);
      if (newest === undefined) return;
      const run = await latestOf(runs, newest);
      expect(run).toBeDefined();
      expect(run!.state).not.toBe('Superseded');
    }));

  it('the model of the newest upload of those published is the one in use', () =>
    property(async ({ bucket, published }) => {
      const [newest] = published.sort((a, b) => b.upload - a.upload);
      expect((await readLatest(bucket, 'knee'))?.run).toBe(newest?.run);
    }));
});
