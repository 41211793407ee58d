import { describe, expect, it } from 'vitest';
import { digestsFile } from './model-file/file-digests.ts';
import { damage, fileOf, modelFiles } from './model-file/fixtures/model-files.testing.ts';
import { openModel } from './open-model.ts';

const files = modelFiles('before-digests');
const refusal = (read: Parameters<typeof openModel>[0]) =>
  openModel(read).catch(({ faults: [{ code, where }] }) => `${code} ${where.file}`);

describe('openModel', () => {
  it('opens the same model from bytes, from a buffer, and from the answer of fetch', async () => {
    const fromBytes = await openModel(files.read);
    const fromBuffer = await openModel((name) => Uint8Array.from(fileOf(files, name)).buffer);
    const fromFetch = await openModel((name) => new Response(Uint8Array.from(fileOf(files, name))));
    expect(fromBuffer).toEqual(fromBytes);
    expect(fromFetch).toEqual(fromBytes);
  });

  it.each(['model.json', 'weights.bin'])(
    'refuses a model whose %s was altered, or is missing',
    async (file) => {
      const altered = damage(files, file, (content) => content.with(9, content[9]! ^ 1));
      expect(await refusal(altered.read)).toBe(`MODEL_DAMAGED ${file}`);
      const absent = damage(files, file, () => undefined);
      expect(await refusal(absent.read)).toBe(`MODEL_DAMAGED ${file}`);
      const notFound = async (name: string) =>
        name === file ? new Response(null, { status: 404 }) : files.read(name);
      expect(await refusal(notFound)).toBe(`MODEL_DAMAGED ${file}`);
    },
  );

  it('refuses a model without digests, unless the caller allows it', async () => {
    const bare = damage(files, digestsFile, () => undefined);
    expect(await refusal(bare.read)).toBe(`MODEL_DAMAGED ${digestsFile}`);
    expect((await openModel(bare.read, { withoutDigests: true })).joint).toBe('wrist');
    const noFile = async (name: string) => {
      if (name === digestsFile) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return files.read(name);
    };
    expect(await refusal(noFile)).toBe(`MODEL_DAMAGED ${digestsFile}`);
  });

  it('reports a file that cannot be read', async () => {
    const denied = async () => new Response(null, { status: 403 });
    expect(await refusal(denied)).toMatch(/^FILE_UNREADABLE /);
    const broken = async () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await refusal(broken)).toMatch(/^FILE_UNREADABLE /);
    expect(await refusal(async () => 'text' as unknown as Uint8Array)).toMatch(/^FILE_UNREADABLE /);
  });
});
