export { MemoryBucket } from './bucket.testing.ts';
export type { ObjectDetails } from './bucket.ts';
