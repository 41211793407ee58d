import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { conditionalWrites } from './conditional-writes.ts';
import { type FauxqsParts, fauxqsParts, type S3Store } from './fauxqs-parts.ts';
import { isForLoopback, loopbackAddress, takePort } from './loopback.ts';
import { mendStorage } from './storage-mending.ts';
import type { CreatedObject } from './upload-event.ts';

export interface BucketServerOptions {
  readonly storageDir: string;
  readonly bucket: string;
  readonly port?: number | undefined;
  /** Called once for each object that came to be, in the tick in which it did. */
  readonly onObjectCreated: (created: CreatedObject) => void;
}

export interface BucketServer {
  readonly url: string;
  /** Bytes of an object, without a request; undefined where there is none. */
  read(key: string): Uint8Array | undefined;
  close(): Promise<void>;
}

/** An S3 endpoint on loopback whose objects are files in a folder. */
export async function startBucketServer(options: BucketServerOptions): Promise<BucketServer> {
  const parts = await fauxqsParts();
  mendStorage(options.storageDir);
  const store = new parts.S3Store();
  const files = new parts.FileS3Persistence(options.storageDir);
  files.loadS3(store);
  store.persistence = withinFolder(files);
  if (!store.hasBucket(options.bucket)) store.createBucket(options.bucket);
  store.spy = spyOn(store, options.onObjectCreated);
  const conditions = conditionalWrites(store, parts);

  const build = () => {
    const stores = { s3Store: store, sqsStore: new parts.SqsStore(), snsStore: new parts.SnsStore() };
    const app = parts.buildApp({ logger: false, stores });
    app.removeContentTypeParser('*');
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: largestObjectBytes },
      (_request, body, done) => done(null, body),
    );
    app.addHook('onRequest', (request, reply, done) => {
      if (isForLoopback(request.headers.host)) return done();
      reply.status(403).send('This server answers this machine only.\n');
    });
    app.addHook('preHandler', conditions);
    app.addHook('preHandler', (request, reply, done) => {
      const isWhole = hasItsChecksum(parts, request.method, request.headers, request.body);
      if (isWhole) return done();
      const refusal = new parts.S3Error(
        'BadDigest',
        'The body does not have the checksum it was sent with.',
        400,
      );
      reply.status(400).header('content-type', 'application/xml').send(refusal.toXml());
    });
    return app;
  };
  let app: ReturnType<typeof build>;
  const port = await takePort(
    async (tried) => {
      app = build(); // a Fastify app listens once
      await app.listen({ port: tried, host: loopbackAddress });
      return (app.server.address() as AddressInfo).port;
    },
    options.port,
    usualPort,
  );

  return {
    url: `http://${loopbackAddress}:${port}`,
    read: (key) => readObject(store, options.bucket, key),
    close: () => app.close(),
  };
}

/** The port that tools for a local AWS expect. */
const usualPort = 4566;
/** The whole body is held in memory; S3 itself takes 5 GB in one request. */
const largestObjectBytes = 1024 ** 3;

/** S3 compares a body with the checksum in the headers; fauxqs only keeps what it is told. */
function hasItsChecksum(
  parts: FauxqsParts,
  method: string,
  headers: IncomingHttpHeaders,
  body: unknown,
): boolean {
  const isWritten = method === 'PUT' && Buffer.isBuffer(body) && headers['x-amz-copy-source'] === undefined;
  const sent = parts.extractChecksumFromHeaders(headers);
  return !isWritten || sent === undefined || parts.computeChecksum(sent.algorithm, body) === sent.value;
}

function readObject(store: S3Store, bucket: string, key: string): Uint8Array | undefined {
  try {
    return store.getObject(bucket, key).body;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** Refuses keys that would lead out of the folder: keys are paths there, and `..` is a valid part of a key. */
function withinFolder(files: NonNullable<S3Store['persistence']>): NonNullable<S3Store['persistence']> {
  return Object.assign(Object.create(files) as typeof files, {
    upsertObject(...[bucket, object]: Parameters<typeof files.upsertObject>) {
      const leadsOut = object.key.split('/').some((part) => part === '..' || part === '.');
      if (leadsOut)
        throw new Error(`The key ${JSON.stringify(object.key)} would lead out of the bucket's folder.`);
      files.upsertObject(bucket, object);
    },
  });
}

/**
 * Turns what the store does into created objects. A copy reports itself as an upload and then as a copy, an
 * upload by form reports itself twice; all within one tick, so the tick's end tells what was one object.
 */
function spyOn(
  store: S3Store,
  onObjectCreated: (created: CreatedObject) => void,
): NonNullable<S3Store['spy']> {
  const thisTick = new Map<string, CreatedObject>();
  const flush = () => {
    const created = [...thisTick.values()];
    thisTick.clear();
    for (const object of created) onObjectCreated(object);
  };
  const spy = {
    addMessage({ service, bucket, key, status, timestamp }: SpyMessage) {
      const isCreation = service === 's3' && (status === 'uploaded' || status === 'copied');
      if (!isCreation || bucket === undefined || key === undefined) return;
      if (thisTick.size === 0) queueMicrotask(flush);
      const { etag, contentLength: sizeBytes } = store.headObject(bucket, key);
      const isMultipart = /-\d+"$/.test(etag);
      const reason =
        status === 'copied' ? 'CopyObject' : isMultipart ? 'CompleteMultipartUpload' : 'PutObject';
      const created = {
        bucket,
        key,
        sizeBytes,
        etag: etag.replaceAll('"', ''),
        reason,
        timeMs: timestamp,
      } as const;
      thisTick.set(JSON.stringify([bucket, key]), created);
    },
  };
  return spy as unknown as NonNullable<S3Store['spy']>;
}

interface SpyMessage {
  readonly service: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly status: string;
  readonly timestamp: number;
}
