/**
 * A file of the data folder that could not be read or written, in words: the cause, the place, and what to do. Nothing of
 * it ends the process; whoever asked is told and may ask again.
 */
export class StorageFailure extends Error {
  override readonly name: string = 'StorageFailure';
  /** As HTTP has it: 507 where the medium is full, 503 for all else. */
  readonly status: 503 | 507;

  constructor(cause: NodeJS.ErrnoException, doing: string, path: string) {
    const { why, fix } = shortages[cause.code ?? ''] ?? unknownShortage(cause);
    super(`${why} (${cause.code ?? cause.name}) while ${doing}, on the volume of ${path}. ${fix}`, { cause });
    this.status = cause.code === 'ENOSPC' || cause.code === 'EDQUOT' ? 507 : 503;
  }
}

/** What the operating system says of a machine that lacks something, not of a program that asks for nonsense. */
export function isShortage(error: unknown): boolean {
  return Object.hasOwn(shortages, codeOf(error));
}

export function isOutOfHandles(error: unknown): boolean {
  return ['EMFILE', 'ENFILE'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code);
}

const makeRoom = 'Free space there; then upload, or redrive the run, again.';
const raiseLimit =
  'Raise the limit (ulimit -n 4096) and start "sarcomere serve" again, or end other programs of this user.';
const mayWrite = 'Give this user the right to write there, then upload, or redrive the run, again.';

const shortages: Readonly<Record<string, { readonly why: string; readonly fix: string }>> = {
  ENOSPC: { why: 'The disk is full', fix: makeRoom },
  EDQUOT: { why: "This user's share of the disk is used up", fix: makeRoom },
  EMFILE: { why: 'This process has as many open files and connections as it may', fix: raiseLimit },
  ENFILE: { why: 'This machine has as many open files and connections as it may', fix: raiseLimit },
  EROFS: { why: 'The disk can only be read', fix: mayWrite },
  EACCES: { why: 'The folder may not be written or read', fix: mayWrite },
  EPERM: { why: 'The folder may not be changed', fix: mayWrite },
  EIO: {
    why: 'The disk reports an error',
    fix: 'Look at the disk (its log, smartctl); copy the data folder to another one if it goes on.',
  },
  ERR_WORKER_INIT_FAILED: { why: 'A thread could not be started', fix: raiseLimit },
};

function unknownShortage(cause: Error) {
  return { why: `The operating system refused: ${cause.message}`, fix: 'Mend that, then try again.' };
}
