import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { BuildAppOptions, buildApp } from 'fauxqs';

type Stores = NonNullable<BuildAppOptions['stores']>;
export type S3Store = Stores['s3Store'];
export type S3Object = ReturnType<S3Store['headObject']>;
export type FauxqsApp = ReturnType<typeof buildApp>;

interface S3Error extends Error {
  readonly statusCode: number;
  toXml(): string;
}

export interface FauxqsParts {
  readonly buildApp: typeof buildApp;
  readonly S3Store: new () => S3Store;
  readonly SqsStore: new () => Stores['sqsStore'];
  readonly SnsStore: new () => Stores['snsStore'];
  readonly S3Error: new (code: string, message: string, statusCode: number) => S3Error;
  readonly computeChecksum: (algorithm: string, data: Buffer) => string;
  readonly extractChecksumFromHeaders: (
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ) => { readonly algorithm: string; readonly value: string } | undefined;
}

/**
 * The parts of fauxqs. Its own `startFauxqs` listens on 0.0.0.0, accepts objects of at most 11 MiB and exposes only its
 * last events. `buildApp` accepts stores as options, but the package does not export their classes, so they are imported
 * by path. The exact version in package.json keeps the path valid.
 */
export async function fauxqsParts(): Promise<FauxqsParts> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (!manifest) throw new Error('fauxqs is not installed');
  const part = (path: string) => import(new URL(path, pathToFileURL(manifest)).href);
  const modules = await Promise.all([
    part('dist/app.js'),
    part('dist/s3/s3Store.js'),
    part('dist/sqs/sqsStore.js'),
    part('dist/sns/snsStore.js'),
    part('dist/s3/checksum.js'),
    part('dist/common/errors.js'),
  ]);
  return Object.assign({}, ...modules);
}
