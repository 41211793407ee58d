/**
 * A file of the data folder that could not be read or written: the cause, the place, and what to do. It does not end the
 * process; the caller gets the error and may retry.
 */
export class StorageFailure extends Error {
  override readonly name: string = 'StorageFailure';
  /** HTTP status: 507 if the disk is full, else 503. */
  readonly status: 503 | 507;

  constructor(cause: NodeJS.ErrnoException, doing: string, path: string) {
    const { why, fix } = shortages[cause.code ?? ''] ?? unknownShortage(cause);
    super(`${why} (${cause.code ?? cause.name}) while ${doing}, on the volume of ${path}. ${fix}`, { cause });
    this.status = cause.code === 'ENOSPC' || cause.code === 'EDQUOT' ? 507 : 503;
  }
}

/** True for errors of a machine that lacks something; false for errors of the program. */
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
  EMFILE: { why: 'This process has reached its limit of open files and connections', fix: raiseLimit },
  ENFILE: { why: 'This machine has reached its limit of open files and connections', fix: raiseLimit },
  EROFS: { why: 'The disk can only be read', fix: mayWrite },
  EACCES: { why: 'This user may not read or write the folder', fix: mayWrite },
  EPERM: { why: 'This user may not change the folder', fix: mayWrite },
  EIO: {
    why: 'The disk reports an error',
    fix: 'Look at the disk (its log, smartctl); copy the data folder to another disk if the errors go on.',
  },
  ERR_WORKER_INIT_FAILED: { why: 'A thread could not be started', fix: raiseLimit },
};

function unknownShortage(cause: Error) {
  return { why: `The operating system refused: ${cause.message}`, fix: 'Remove the cause, then try again.' };
}
