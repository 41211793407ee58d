export { compress, expand } from './compression.ts';
