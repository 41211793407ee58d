export { MemoryBucket } from './bucket.testing.ts';
export type { ObjectDetails } from './bucket.ts';
export type { Upload } from './upload.ts';
