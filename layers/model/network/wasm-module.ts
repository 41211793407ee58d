import { bytesOfHex } from './bytes-of-hex.ts';

/** A compiled module: nobody looks inside. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]?: string;
}

/** The memory of an instance. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB */
  grow(pages: number): number;
}

/** The part of WebAssembly that is used. No global type: browsers' types declare one of that name, and Node's none. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule) => { readonly exports: object };
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

/** The two forms of a module as hexadecimal text, as the `.wasm.ts` files hold them. */
export interface WasmText {
  /** With fused multiply-add. */
  readonly relaxed: string;
  /** For runtimes without relaxed SIMD. */
  readonly plain: string;
}

/** A compiled module, and whether it has fused multiply-add. */
export interface WasmModule {
  readonly module: CompiledModule;
  readonly backend: 'relaxed-simd' | 'simd';
}

/** Compiles the form that this runtime can run; a few milliseconds at most. */
export function compileWasm(text: WasmText, wanted: 'best' | 'plain'): WasmModule {
  const relaxed = bytesOfHex(text.relaxed);
  if (wanted === 'best' && webAssembly.validate(relaxed)) {
    return { module: new webAssembly.Module(relaxed), backend: 'relaxed-simd' };
  }
  return { module: new webAssembly.Module(bytesOfHex(text.plain)), backend: 'simd' };
}
