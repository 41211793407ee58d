import type { AddressInfo } from 'node:net';
import { type Disk, disk as realDisk } from '../disk/disk.ts';
import { keepServing } from '../guard/keep-serving.ts';
import { loopbackAddress, takePort } from '../guard/loopback.ts';
import type { Credentials } from '../guard/secrets.ts';
import { guardBucket } from './bucket-door.ts';
import { conditionalWrites } from './conditional-writes.ts';
import { fauxqsParts, type S3Store } from './fauxqs-parts.ts';
import { openObjectFiles } from './object-files.ts';
import { guardKeys } from './object-key.ts';
import type { CreatedObject } from './upload-event.ts';

export interface BucketServerOptions {
  readonly storageDir: string;
  readonly bucket: string;
  /** Requests must be signed with it. */
  readonly credentials: Credentials;
  readonly port?: number | undefined;
  /** Called once for each created object, in the tick of its creation. */
  readonly onObjectCreated: (created: CreatedObject) => void;
  /** Gets a message for each file that cannot be read or written. */
  readonly note?: (line: string) => void;
  readonly disk?: Disk;
}

export interface BucketServer {
  readonly url: string;
  /** Bytes of an object, without a request; undefined if there is no such object. */
  read(key: string): Uint8Array | undefined;
  close(): Promise<void>;
}

/** An S3 endpoint on loopback whose objects are files in a folder. */
export async function startBucketServer(options: BucketServerOptions): Promise<BucketServer> {
  const parts = await fauxqsParts();
  const store = new parts.S3Store();
  const { storageDir, note = () => {}, disk = realDisk } = options;
  guardKeys(parts, store); // before objects are loaded
  store.persistence = openObjectFiles({ storageDir, store, S3Error: parts.S3Error, disk, note });
  if (!store.hasBucket(options.bucket)) store.createBucket(options.bucket);
  store.spy = spyOn(store, options.onObjectCreated);
  const conditions = conditionalWrites(store, parts);

  const build = () => {
    const stores = { s3Store: store, sqsStore: new parts.SqsStore(), snsStore: new parts.SnsStore() };
    const app = parts.buildApp({ logger: false, stores });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: largestObjectBytes },
      (_request, body, done) => done(null, body),
    );
    guardBucket(app, { parts, bucket: options.bucket, credentials: options.credentials });
    app.addHook('preHandler', conditions);
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

  keepServing(app!.server, note);
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

function readObject(store: S3Store, bucket: string, key: string): Uint8Array | undefined {
  try {
    return store.getObject(bucket, key).body;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/**
 * Turns events of the store into created objects. A copy emits an upload and then a copy within one tick, so events are
 * merged at the end of the tick.
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
