import { type Disk, type DiskFile, realDisk } from './disk.ts';

/** What happens to a process that is killed: nothing that it would still have done is done. */
export class Killed extends Error {}

/** Above the largest id that a system gives: no such process is alive. */
const processThatEnded = 4_194_305;

/**
 * A disk on which a process is killed at its `last` step that changes anything, counted from 0; bytes that were being
 * written then are there by half.
 */
export function diskThatEnds(last: number): Disk & { readonly steps: () => number } {
  let steps = 0;
  const alive = () => {
    if (steps > last) throw new Killed();
  };
  /** @param half what is left of a step that was not finished */
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

/** Does the work once for each of its steps, killed there, and at last to its end; answers how many steps it has. */
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
