import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileModule, wasmFiles, wasmModules, wasmModuleText } from './compile-kernel.ts';
import { kernelModule, startKernel } from './kernel-module.ts';
import { layoutText } from './layout.ts';

describe('the compiled kernel', () => {
  it('finds its numbers where batches and plans put them (else: npm run build:kernel)', () => {
    expect(readFileSync(new URL('./assembly/layout.ts', import.meta.url), 'utf8')).toBe(layoutText());
  });

  it.each(wasmModules)('is what the source compiles to (%s; else: npm run build:kernel)', async (name) => {
    const committed = readFileSync(wasmFiles[name], 'utf8');
    expect(wasmModuleText(name, await compileModule(name))).toBe(committed);
  });

  it.each(['best', 'plain'] as const)(
    'has a tanh within 3e-7 of the true one, odd, and NaN of NaN (%s)',
    (form) => {
      const kernel = startKernel(kernelModule(form));
      kernel.memory.grow(1);
      const from = 2048;
      const values = new Float32Array(kernel.memory.buffer, from, 4000);
      const given = values.map((_, at) =>
        at < 3990 ? (at - 1995) / 200 : [1e-6, -1e-6, 50, -1e30, 1e30][at % 5]!,
      );
      values.set(given);
      kernel.tanhAll(from, given.length);
      const worst = Math.max(...given.map((x, at) => Math.abs(Math.tanh(x) - values[at]!)));
      expect(worst).toBeLessThan(3e-7);

      values.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]);
      kernel.tanhAll(from, 4);
      expect([...values.subarray(0, 4)].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([
        Number.NaN,
        1,
        -1,
        0,
      ]);
    },
  );
});
