import { writeFileSync } from 'node:fs';
import { compileKernel, kernelModuleText } from './compile-kernel.ts';

const bytes = await compileKernel();
writeFileSync(new URL('./kernel.wasm.ts', import.meta.url), kernelModuleText(bytes));
console.log(`kernel.wasm.ts: ${bytes.relaxed.length} bytes with relaxed SIMD, ${bytes.plain.length} without`);
