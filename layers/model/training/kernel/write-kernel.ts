import { writeFileSync } from 'node:fs';
import { compileModule, wasmFiles, wasmModules, wasmModuleText } from './compile-kernel.ts';
import { layoutText } from './layout.ts';

writeFileSync(new URL('./assembly/layout.ts', import.meta.url), layoutText());
for (const name of wasmModules) {
  const bytes = await compileModule(name);
  writeFileSync(wasmFiles[name], wasmModuleText(name, bytes));
  console.log(
    `${name}.wasm.ts: ${bytes.relaxed.length} bytes with relaxed SIMD, ${bytes.plain.length} without`,
  );
}
