import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const packageRoot = new URL('../../', import.meta.url).pathname;

/** The program of a user, bundled for browsers. A `node:` import would fail the build. */
async function bundled(program: string, external: readonly string[] = []): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: packageRoot },
    conditions: ['sarcomere-source'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    external: [...external],
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.contents;
}

const gzipped = async (program: string) => gzipSync(await bundled(program), { level: 9 }).byteLength;

describe('the library in a bundle for browsers', () => {
  it('predicts with less than 20 kB compressed', async () => {
    const program = "export { FaultError, predict } from 'sarcomere'";
    expect(await gzipped(program)).toBeLessThan(20_000);
  });

  it('opens models of every version, verifies them and predicts with less than 33 kB compressed', async () => {
    const program = "export { FaultError, openModel, predict, predictionCsv } from 'sarcomere'";
    expect(await gzipped(program)).toBeLessThan(33_000);
  });

  it('calibrates besides with less than 41 kB compressed', async () => {
    expect(await gzipped("export * from 'sarcomere'")).toBeLessThan(41_000);
  });

  it.each(['signals', 'physics', 'simulate'])('sarcomere/%s needs nothing of Node', async (door) => {
    expect((await bundled(`export * from 'sarcomere/${door}'`)).byteLength).toBeGreaterThan(1000);
  });

  it.each(['', '/physics', '/signals', '/study', '/train', '/simulate'])(
    'sarcomere%s does nothing when it is imported, and costs nothing if none of it is used',
    async (door) => {
      const empty = await bundled(`import 'sarcomere${door}'`, ['node:*']);
      expect(empty.byteLength).toBeLessThan(10);
    },
  );
});
