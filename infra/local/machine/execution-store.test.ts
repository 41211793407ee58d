import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, disk } from '../disk/disk.ts';
import { LogFile } from '../disk/log-file.ts';
import { EventQueue } from './event-queue.ts';
import { type Execution, ExecutionStore } from './execution-store.ts';

let directory: string;
let notes: string[];
let isFull: boolean;
const note = (line: string) => void notes.push(line);
const fillable: Disk = {
  ...disk,
  write(path, content) {
    if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    disk.write(path, content);
  },
};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sarcomere-kept-'));
  notes = [];
  isFull = false;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const execution = (name: string): Execution => ({
  name,
  status: 'RUNNING',
  input: '{}',
  startDate: '2026-03-02T00:00:00.000Z',
});
const kept = (name: string) => JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8')) as Execution;

describe('an execution', () => {
  it('that cannot be stored does not begin, and gets the reason', () => {
    const store = new ExecutionStore(directory, { disk: fillable, note });
    isFull = true;
    expect(() => store.put(execution('r1'))).toThrow(
      `The disk is full (ENOSPC) while keeping the run r1, on the volume of ${directory}`,
    );
    expect(store.get('r1')).toBeUndefined();
  });

  it('goes on over a full disk, and is written when there is room', async () => {
    const store = new ExecutionStore(directory, { disk: fillable, note, retryMs: 10 });
    store.put(execution('r1'));
    isFull = true;
    store.update({ ...execution('r1'), state: 'Train' });
    store.update({ ...execution('r1'), status: 'SUCCEEDED' });
    expect(store.get('r1')).toMatchObject({ status: 'SUCCEEDED' });
    expect(kept('r1')).toMatchObject({ status: 'RUNNING' });
    expect(notes).toEqual([expect.stringContaining('The disk is full')]);
    isFull = false;
    await expect.poll(() => kept('r1')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each([
    '',
    '{"name":"bad"',
    '{"name":"bad"}',
    'null',
    '{"name":"other","status":"RUNNING","input":"{}","startDate":"x"}',
  ])('whose file is %j is put aside by name, and the others are there', (text) => {
    new ExecutionStore(directory).put(execution('good'));
    writeFileSync(join(directory, 'bad.json'), text);
    const store = new ExecutionStore(directory, { note });
    expect(store.list().map(({ name }) => name)).toEqual(['good']);
    expect(readFileSync(join(directory, 'bad.json.damaged'), 'utf8')).toBe(text);
    expect(notes).toEqual([expect.stringContaining('bad.json.damaged')]);
  });

  it('that a kill cut off while it was written leaves the one before', () => {
    new ExecutionStore(directory).put(execution('r1'));
    writeFileSync(join(directory, 'r1.json-123.unfinished'), '{"name":"r1","sta');
    const store = new ExecutionStore(directory, { note });
    expect(store.get('r1')).toEqual(execution('r1'));
    expect(readdirSync(directory)).toEqual(['r1.json']);
    expect(notes).toEqual([]);
  });
});

describe('an event', () => {
  const queueOf = (deliver: (event: { id: string }) => Promise<unknown>) =>
    new EventQueue<{ id: string }>({
      directory: join(directory, 'events'),
      deliver,
      retryDelaysMs: [1, 1],
      patienceMs: 1,
      log: () => {},
      alarm: note,
      disk: fillable,
    });

  it('that cannot be kept is delivered all the same', async () => {
    const delivered: string[] = [];
    const queue = queueOf(async ({ id }) => delivered.push(id));
    queue.open();
    isFull = true;
    queue.push({ id: 'e1' });
    await expect.poll(() => delivered).toEqual(['e1']);
    expect(notes).toEqual([expect.stringContaining('The disk is full')]);
    await queue.close();
  });

  it('is delivered until it arrives if the error is transient, else three times', async () => {
    const tries = { passing: 0, lasting: 0 };
    const queue = queueOf(async ({ id }) => {
      tries[id as keyof typeof tries] += 1;
      const isPassing = id === 'passing';
      if (isPassing && tries.passing > 20) return;
      throw Object.assign(new Error('no'), { name: isPassing ? 'TransientError' : 'TypeError' });
    });
    queue.open();
    queue.push({ id: 'passing' });
    queue.push({ id: 'lasting' });
    await expect.poll(() => readdirSync(join(directory, 'events'))).toEqual([]);
    expect(tries).toEqual({ passing: 21, lasting: 3 });
    await queue.close();
  });

  it('whose file is damaged is put aside by name, and the others are delivered', async () => {
    mkdirSync(join(directory, 'events'));
    writeFileSync(join(directory, 'events/bad.json'), '{"id":');
    writeFileSync(join(directory, 'events/good.json'), '{"id":"good"}');
    const delivered: string[] = [];
    const queue = queueOf(async ({ id }) => delivered.push(id));
    queue.open();
    await expect.poll(() => delivered).toEqual(['good']);
    await queue.close();
    expect(readdirSync(join(directory, 'events'))).toEqual(['bad.json.damaged']);
    expect(notes).toEqual([expect.stringContaining('bad.json.damaged')]);
  });
});

describe('a log', () => {
  it('skips the lines that a full disk refuses, and counts them', () => {
    const path = join(directory, 'functions.log');
    const file = new LogFile(path, note, (to, text) => {
      if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      writeFileSync(to, text);
    });
    file.add('one');
    isFull = true;
    file.add('two');
    file.add('three');
    isFull = false;
    file.add('four');
    file.close();
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines).toEqual([
      'one',
      expect.stringMatching(/^local-world 2 lines are missing here: .*ENOSPC/),
      'four',
    ]);
    expect(notes).toHaveLength(1);
  });

  it('of a folder that cannot be written costs nothing but itself', () => {
    const file = new LogFile(join(directory, 'no/such/folder.log'), note);
    file.add('one');
    file.close();
    expect(notes).toHaveLength(1);
  });
});
