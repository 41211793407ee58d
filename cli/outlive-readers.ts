/**
 * Whoever reads stdout or stderr may have enough of it, as `head` does: the program ends its work all the same. Without this
 * an unhandled EPIPE would end it.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    });
  }
}
