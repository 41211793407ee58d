import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { etagOf, type LongStudy, ownDigits, study } from './long-study.ts';

/**
 * `serve-study.ts FOLDER IDLE_S [FIRST_BYTE_MS MB_PER_S]`: S3 for one study, as far as preparing needs it, over the files that `long.json` in the folder
 * names. It streams them, and closes a connection by which nothing has moved for so many seconds, as S3 does. If given, each answer
 * begins after FIRST_BYTE_MS, and each body comes at MB_PER_S by itself. Prints its port.
 */
const [, , folder = '', idleS, firstByteMs = '0', mbPerS = 'Infinity'] = process.argv;
const long = JSON.parse(readFileSync(join(folder, 'long.json'), 'utf8')) as LongStudy;
const prefix = `studies/${study}/`;
const small = new Map([
  [`${prefix}study.json`, Buffer.from(JSON.stringify(long.manifest))],
  [`${prefix}participants.tsv`, Buffer.from(long.participants)],
]);
const recordingKeys = long.manifest.recordings.flatMap(({ files }) =>
  Object.values(files as Record<string, string>).map((file) => prefix + file),
);
const template = {
  emg: { path: long.emg, size: statSync(long.emg).size },
  ik: { path: long.ik, size: statSync(long.ik).size },
};

const server = createServer((request, response) => {
  answer(request, response).catch((error: Error) => {
    response.destroy(error);
  });
});
// Node would send the client the time after which it closes the connection; S3 does not.
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.setTimeout(Number(idleS) * 1000, (socket) => {
  socket.destroy();
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await setTimeout(Number(firstByteMs));
  const url = new URL(request.url!, 'http://any');
  const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
  if (request.method === 'PUT') return put(request, response, key);
  if (key === '') return list(response, url.searchParams.get('prefix') ?? '');
  const size = sizeOf(key);
  if (size === undefined) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
    return;
  }
  const [start, end] = rangeOf(request.headers.range, size);
  response.writeHead(request.headers.range === undefined ? 200 : 206, {
    'content-length': end - start,
    etag: `"${etagOf(key, size)}"`,
    'last-modified': new Date(0).toUTCString(),
  });
  if (request.method === 'HEAD') response.end();
  else send(response, key, start, end);
}

function list(response: ServerResponse, wanted: string): void {
  const keys = [...small.keys(), ...recordingKeys].filter((key) => key.startsWith(wanted));
  const contents = keys.map(
    (key) =>
      `<Contents><Key>${key}</Key><Size>${sizeOf(key)}</Size><ETag>"${etagOf(key, sizeOf(key)!)}"</ETag></Contents>`,
  );
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`);
}

async function put(request: IncomingMessage, response: ServerResponse, key: string): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const file = join(folder, 'written', key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.concat(pieces));
  response.writeHead(200, { etag: '"written"' });
  response.end();
}

function send(response: ServerResponse, key: string, start: number, end: number): void {
  const whole = small.get(key) ?? (isWritten(key) ? readFileSync(join(folder, 'written', key)) : undefined);
  if (whole) {
    response.end(whole.subarray(start, end));
    return;
  }
  const { path } = template[kindOf(key)];
  const head = readHead(path);
  const own = ownDigits(head.toString(), Number(/(\d+)\.csv$/.exec(key)![1]));
  head.write(own.digits, own.at);
  if (start < head.length) response.write(head.subarray(start, end));
  if (end <= head.length) response.end();
  else {
    const rest = createReadStream(path, { start: Math.max(start, head.length), end: end - 1 });
    pipeline(rest, atRate, response, () => response.destroy());
  }
}

/** The pieces of a body, each not before the bytes before it have had their time. */
async function* atRate(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const startMs = performance.now();
  let sent = 0;
  for await (const piece of body) {
    const earlyMs = startMs + sent / (Number(mbPerS) * 1000) - performance.now();
    if (earlyMs > 0) await setTimeout(earlyMs);
    yield piece;
    sent += piece.length;
  }
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(1000);
  readSync(file, head);
  closeSync(file);
  return head;
}

function kindOf(key: string): 'emg' | 'ik' {
  return key.includes('/emg/') ? 'emg' : 'ik';
}

function sizeOf(key: string): number | undefined {
  if (small.has(key)) return small.get(key)!.length;
  if (recordingKeys.includes(key)) return template[kindOf(key)].size;
  return isWritten(key) ? statSync(join(folder, 'written', key)).size : undefined;
}

function isWritten(key: string): boolean {
  return statSync(join(folder, 'written', key), { throwIfNoEntry: false })?.isFile() ?? false;
}

function rangeOf(range: string | undefined, size: number): [number, number] {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  return start === undefined ? [0, size] : [Number(start), Math.min(size, Number(end) + 1)];
}
