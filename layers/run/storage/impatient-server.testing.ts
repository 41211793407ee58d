import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * A server of one object that closes sockets idle for `idleMs`, as S3 does after 20 s. It runs in its own thread, so that it
 * works while the client's thread is busy.
 */
export async function startImpatientServer(idleMs: number) {
  const worker = new Worker(serve, { eval: true, workerData: idleMs });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    /** Settles when a socket that was in use has been closed by either side. */
    closed: () => once(worker, 'message'),
    close: () => worker.terminate(),
  };
}

const serve = `
const { createServer } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const answer = 'HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\netag: "x"\\r\\n\\r\\nok';
const server = createServer((socket) => {
  socket.setTimeout(workerData, () => socket.destroy());
  socket.on('error', () => {});
  socket.on('data', (bytes) => { if (bytes.includes('\\r\\n\\r\\n')) socket.write(answer); });
  socket.on('close', () => parentPort.postMessage('closed'));
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
