import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { manifestReference } from './manifest-reference.ts';

it('the reference of the manifest in docs is what the schema says', () => {
  const written = readFileSync(new URL('../docs/study.md', import.meta.url), 'utf8');
  expect(written, 'npm run -s sarcomere -- schema --markdown > docs/study.md').toBe(manifestReference());
});
