import { bytesOfBase64 } from './bytes-of-base64.ts';

/** What is used of WebAssembly, which the types of Node leave out. */
declare global {
  namespace WebAssembly {
    function validate(bytes: Uint8Array): boolean;
    class Module {
      constructor(bytes: Uint8Array);
    }
    class Instance {
      constructor(module: Module);
      readonly exports: object;
    }
    interface Memory {
      readonly buffer: ArrayBuffer;
      /** @param pages of 64 KiB */
      grow(pages: number): number;
    }
  }
}

/** The two forms of a module as base64, as the `.wasm.ts` files hold them. */
export interface WasmText {
  /** With fused multiply-add. */
  readonly relaxed: string;
  /** For runtimes without relaxed SIMD. */
  readonly plain: string;
}

/** A compiled module, and whether it has fused multiply-add. */
export interface WasmModule {
  readonly module: WebAssembly.Module;
  readonly backend: 'relaxed-simd' | 'simd';
}

/** Compiles the form that this runtime can run; a few milliseconds at most. */
export function compileWasm(text: WasmText, wanted: 'best' | 'plain'): WasmModule {
  const relaxed = bytesOfBase64(text.relaxed);
  if (wanted === 'best' && WebAssembly.validate(relaxed)) {
    return { module: new WebAssembly.Module(relaxed), backend: 'relaxed-simd' };
  }
  return { module: new WebAssembly.Module(bytesOfBase64(text.plain)), backend: 'simd' };
}
