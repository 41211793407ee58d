import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { startSarcomere } from '../test/fixtures/sarcomere.ts';

it('ends quietly where nobody reads its output to the end', async () => {
  const child = startSarcomere('schema');
  child.stdout.destroy();
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
