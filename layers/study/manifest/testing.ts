export { entrySchema } from './manifest-entry.ts';
