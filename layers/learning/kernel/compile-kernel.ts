import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = fileURLToPath(new URL('./assembly/', import.meta.url));

/** The two forms of the kernel, from one source. */
export interface KernelBytes {
  /** With fused multiply-add. */
  readonly relaxed: Uint8Array;
  /** For runtimes without relaxed SIMD. */
  readonly plain: Uint8Array;
}

/** Compiles `assembly/kernel.ts`. The same source and compiler give the same bytes. */
export async function compileKernel(): Promise<KernelBytes> {
  return { relaxed: await compile(['--enable', 'relaxed-simd']), plain: await compile([]) };
}

async function compile(features: readonly string[]): Promise<Uint8Array> {
  const written: { bytes?: Uint8Array } = {};
  const options = ['kernel.ts', '--baseDir', source, '--outFile', 'kernel.wasm', '-O3', '--noAssert'];
  const { error, stderr } = await asc.main(
    [...options, '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd', ...features],
    {
      writeFile: (_name, contents) => {
        if (contents instanceof Uint8Array) written.bytes = contents;
      },
    },
  );
  if (error || !written.bytes) throw new Error(`the kernel does not compile: ${error?.message}\n${stderr}`);
  return written.bytes;
}

/** The text of `kernel.wasm.ts`. */
export function kernelModuleText({ relaxed, plain }: KernelBytes): string {
  const text = (bytes: Uint8Array) => `'${Buffer.from(bytes).toString('base64')}'`;
  return [
    '// Compiled from assembly/ by `npm run build:kernel`; a test compares them.',
    'export const kernelWasm = {',
    `  relaxed:\n    ${text(relaxed)},`,
    `  plain:\n    ${text(plain)},`,
    '};',
    '',
  ].join('\n');
}
