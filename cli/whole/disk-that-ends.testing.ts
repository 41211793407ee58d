import { type Disk, type DiskFile, realDisk } from './disk.ts';

/** Thrown in place of a kill: all later steps are left out. */
export class Killed extends Error {}

/** Above the largest id of a process: no such process is alive. */
const processThatEnded = 4_194_305;

/**
 * A disk on which a process is killed at its changing step `last`, counted from 0. If that step writes bytes, half of
 * them are written.
 */
export function diskThatEnds(last: number): Disk & { readonly steps: () => number } {
  let steps = 0;
  const alive = () => {
    if (steps > last) throw new Killed();
  };
  /** @param half the effect of an interrupted step */
  const step = <T>(whole: () => T, half: () => void = () => {}): T => {
    alive();
    if (steps++ < last) return whole();
    half();
    throw new Killed();
  };
  const reading =
    <Arguments extends unknown[], T>(read: (...given: Arguments) => T) =>
    (...given: Arguments): T => {
      alive();
      return read(...given);
    };
  const halfOf = (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2);
  const disk: Disk = {
    processId: processThatEnded,
    realPath: reading(realDisk.realPath),
    kindOf: reading(realDisk.kindOf),
    list: reading(realDisk.list),
    makeFolder: (path) => step(() => realDisk.makeFolder(path)),
    write: (path, content) => step(() => realDisk.write(path, content)),
    writeSynced(path, content) {
      const file = disk.create(path);
      file.write(Buffer.from(content));
      file.close();
    },
    create(path) {
      const file = step<DiskFile>(() => realDisk.create(path));
      return {
        write: (bytes) =>
          step(
            () => file.write(bytes),
            () => file.write(halfOf(bytes)),
          ),
        close: () => step(() => file.close()),
      };
    },
    syncFolder: (path) => step(() => realDisk.syncFolder(path)),
    rename: (from, to) => step(() => realDisk.rename(from, to)),
    remove: (path) => step(() => realDisk.remove(path)),
  };
  return { ...disk, steps: () => steps };
}

/** Repeats the work, killed at each of its steps, and finally to its end. @returns the number of steps */
export async function killedAtEveryStep(work: (disk: Disk) => unknown): Promise<number> {
  for (let last = 0; ; last++) {
    const disk = diskThatEnds(last);
    try {
      await work(disk);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    if (disk.steps() <= last) return disk.steps();
  }
}
