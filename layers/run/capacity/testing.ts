export { measured } from './measured.ts';
