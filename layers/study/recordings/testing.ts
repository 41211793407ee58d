export { csvOf, goodRows, leastManifest, parsed, readText } from './testing/study-files.ts';
