/**
 * Keeps the program running after a reader of stdout or stderr, such as `head`, has closed it; an unhandled EPIPE would end
 * the program.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    });
  }
}
