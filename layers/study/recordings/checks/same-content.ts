import type { Fault } from '../../../base/faults/index.ts';
import { fingerprint } from '../../../base/numbers/index.ts';

/** No two files of a study are the same to the byte: a copy in the held-out part would flatter the model. */
export class ContentCheck {
  readonly faults: Fault[] = [];
  readonly #first = new Map<string, string>();

  /** Passes the bytes on. */
  seen(file: string, bytes: Uint8Array | undefined): Uint8Array | undefined {
    if (!bytes) return undefined;
    const digest = fingerprint(bytes);
    const earlier = this.#first.get(digest);
    if (earlier === undefined) this.#first.set(digest, file);
    else if (earlier !== file) this.faults.push(copyOf(file, earlier));
    return bytes;
  }
}

function copyOf(file: string, earlier: string): Fault {
  return {
    code: 'FILE_COPY',
    what: 'Two files are the same to the byte.',
    where: { file },
    found: `the content of ${earlier}`,
    expected: 'a recording of its own',
    fix: 'Upload the file that was meant, or leave this one out.',
  };
}
