import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const sizeMb = 96;

/** A folder that can be filled to its last byte: a small tmpfs if this process may mount one. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'sarcomere-faults-'));
  readonly canFill: boolean;

  constructor() {
    const options = ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', this.folder];
    this.canFill = spawnSync('mount', options).status === 0;
  }

  fill(): void {
    if (!this.canFill) return;
    const { bavail, bsize } = statfsSync(this.folder);
    try {
      writeFileSync(this.#ballast, Buffer.alloc(bavail * bsize));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // somebody else took the last bytes
    }
  }

  empty(): void {
    rmSync(this.#ballast, { force: true });
  }

  remove(): void {
    if (this.canFill) spawnSync('umount', ['-l', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }
}
