export { compress } from './compression.ts';
