import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{layers,functions,infra,cli,bench,test,examples}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second, the default, is short if other tests have the processor.
    expect: { poll: { timeout: 30_000 } },
  },
});
