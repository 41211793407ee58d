import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from './disk.ts';
import { Killed, killedAtEveryStep } from './disk-that-ends.testing.ts';
import { replaceFolder, wholeFolder } from './replace-folder.ts';
import { writeWhole } from './write-whole.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sarcomere-whole-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => readFileSync(path, 'utf8');

describe('a file that is written whole', () => {
  it.each([[undefined], ['old']])(
    'is what it was (%s) or what it is to be, wherever the process is killed, and the next one works',
    async (old) => {
      const path = join(folder, 'prediction.csv');
      const steps = await killedAtEveryStep((disk) => {
        rmSync(path, { force: true });
        if (old !== undefined) writeFileSync(path, old);
        try {
          writeWhole(path, 'new and longer', disk);
        } finally {
          expect([old, 'new and longer']).toContain(existsSync(path) ? read(path) : undefined);
        }
      });
      expect(steps).toBeGreaterThanOrEqual(5);
      writeWhole(path, 'next');
      expect(read(path)).toBe('next');
      expect(readdirSync(folder)).toEqual(['prediction.csv']);
    },
  );

  it('keeps a link, and writes to what is no file as it is', () => {
    writeFileSync(join(folder, 'there'), 'old');
    symlinkSync('there', join(folder, 'link'));
    writeWhole(join(folder, 'link'), 'new');
    expect(read(join(folder, 'there'))).toBe('new');
    const program = `import('${new URL('write-whole.ts', import.meta.url)}').then((m) => m.writeWhole('/dev/stdout', 'told'))`;
    const piped = ['-c', '"$0" -e "$1" | cat', process.execPath, program];
    expect(execFileSync('sh', piped, { encoding: 'utf8' })).toBe('told');
  });

  it('keeps the old file if the new one cannot be written, and leaves nothing beside it', () => {
    mkdirSync(join(folder, 'taken'));
    expect(() => writeWhole(join(folder, 'taken'), 'new')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('a folder that is replaced', () => {
  const owned = new Set(['a', 'b', 'c']);
  const model = () => join(folder, 'model');

  function fillWith(names: readonly string[], content: string, disk?: Disk): Promise<void> {
    return replaceFolder(
      model(),
      owned,
      async ({ path }) => {
        for (const name of names) {
          if (disk) disk.writeSynced(join(path, name), content);
          else writeFileSync(join(path, name), content);
        }
      },
      disk,
    );
  }
  const contents = (path: string) =>
    Object.fromEntries(
      readdirSync(path)
        .sort()
        .map((name) => [name, read(join(path, name))]),
    );

  it('is the old one or the new one wherever the process is killed, and the next one works', async () => {
    const before = { a: 'old', b: 'old', notes: 'mine' };
    const after = { a: 'new', c: 'new' };
    const steps = await killedAtEveryStep(async (disk) => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(model(), { recursive: true });
      for (const [name, content] of Object.entries(before)) writeFileSync(join(model(), name), content);
      try {
        await fillWith(['a', 'c'], 'new', disk);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      // Notes of the owner may not have been carried over yet; they are not lost.
      const { notes: _, ...found } = contents(wholeFolder(model()));
      const { notes: __, ...old } = before;
      expect([old, after]).toContainEqual(found);

      await fillWith(['b'], 'next');
      expect(contents(model())).toEqual({ b: 'next', notes: 'mine' });
      expect(readdirSync(folder)).toEqual(['model']);
    });
    expect(steps).toBeGreaterThanOrEqual(12);
  });

  it('stays unchanged if filling the new one fails', async () => {
    await fillWith(['a'], 'old');
    const failing = replaceFolder(model(), owned, async ({ path }) => {
      writeFileSync(join(path, 'a'), 'new');
      throw new Error('the network is gone');
    });
    await expect(failing).rejects.toThrow('the network is gone');
    expect(contents(model())).toEqual({ a: 'old' });
    expect(readdirSync(folder)).toEqual(['model']);
  });

  it('may be a link to a folder elsewhere', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('elsewhere', model());
    await fillWith(['a'], 'new');
    expect(contents(join(folder, 'elsewhere'))).toEqual({ a: 'new' });
    expect(readdirSync(folder).sort()).toEqual(['elsewhere', 'model']);
  });

  it('is refused if it is a file, or the working folder of the command, and nothing is changed', async () => {
    writeFileSync(model(), 'a file');
    await expect(fillWith(['a'], 'new')).rejects.toMatchObject({ faults: [{ code: 'OUT_NOT_A_FOLDER' }] });
    expect(read(model())).toBe('a file');
    for (const own of [process.cwd(), join(process.cwd(), '..')]) {
      const refused = replaceFolder(own, owned, async () => {});
      await expect(refused).rejects.toMatchObject({ faults: [{ code: 'OUT_IS_WORKING_FOLDER' }] });
    }
  });
});
