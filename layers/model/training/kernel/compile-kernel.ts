import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = fileURLToPath(new URL('./assembly/', import.meta.url));

/**
 * Modules compiled from `assembly/`: the training kernel, the forward pass alone, for predictions, and the splits of trees.
 */
export const wasmModules = ['kernel', 'forward', 'splits'] as const;

/** Where each module is kept: the forward pass beside the network, which runs without training, splits beside the forest. */
export const wasmFiles: Readonly<Record<(typeof wasmModules)[number], URL>> = {
  kernel: new URL('./kernel.wasm.ts', import.meta.url),
  forward: new URL('../../network/forward.wasm.ts', import.meta.url),
  splits: new URL('../../forest/splits.wasm.ts', import.meta.url),
};

/** The two forms of a module, from one source. */
export interface WasmBytes {
  /** With fused multiply-add. */
  readonly relaxed: Uint8Array;
  /** For runtimes without relaxed SIMD. */
  readonly plain: Uint8Array;
}

/** Compiles `assembly/<name>.ts`. The same source and compiler give the same bytes. */
export async function compileModule(name: (typeof wasmModules)[number]): Promise<WasmBytes> {
  return { relaxed: await compile(name, ['--enable', 'relaxed-simd']), plain: await compile(name, []) };
}

async function compile(name: string, features: readonly string[]): Promise<Uint8Array> {
  const written: { bytes?: Uint8Array } = {};
  const options = [`${name}.ts`, '--baseDir', source, '--outFile', `${name}.wasm`, '-O3', '--noAssert'];
  const { error, stderr } = await asc.main(
    [...options, '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd', ...features],
    {
      writeFile: (_name, contents) => {
        if (contents instanceof Uint8Array) written.bytes = contents;
      },
    },
  );
  if (error || !written.bytes) throw new Error(`${name} does not compile: ${error?.message}\n${stderr}`);
  return written.bytes;
}

/** The text of `<name>.wasm.ts`. */
export function wasmModuleText(name: string, { relaxed, plain }: WasmBytes): string {
  const text = (bytes: Uint8Array) => `'${Buffer.from(bytes).toString('hex')}'`;
  return [
    '// Compiled from assembly/ by `npm run build:kernel`; a test compares them.',
    `export const ${name}Wasm = {`,
    `  relaxed:\n    ${text(relaxed)},`,
    `  plain:\n    ${text(plain)},`,
    '};',
    '',
  ].join('\n');
}
