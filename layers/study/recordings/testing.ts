export { csvOf, goodRows, leastManifest, parsed, readText } from './study-files.testing.ts';
