import type { Fault } from '../../../base/faults/index.ts';
import { fingerprint } from '../../../base/numbers/index.ts';

/** No two files of a study have the same bytes: a copy in the held-out part would make the model look better than it is. */
export class ContentCheck {
  readonly faults: Fault[] = [];
  readonly #first = new Map<string, string>();

  /** Notes the content of a file and returns its bytes. */
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
    what: 'Two files have the same content.',
    where: { file },
    found: `the content of ${earlier}`,
    expected: 'a different recording in each file',
    fix: 'Upload the right file, or remove this one from the manifest.',
  };
}
