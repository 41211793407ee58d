/**
 * Zod as it goes into a bundle: the same modules without its error messages in fifty languages, which no bundler
 * can leave out, since they hang on the one object `z`, and which every cold start would read. English stays.
 */
export * from './zod-english.ts';
export * as z from './zod-english.ts';
