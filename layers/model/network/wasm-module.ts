import { bytesOfHex } from './bytes-of-hex.ts';

/** A compiled module, opaque. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]?: string;
}

/** The memory of an instance. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB */
  grow(pages: number): number;
}

/** The part of WebAssembly in use. Not a global type: the types of browsers declare one, those of Node do not. */
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

/** A compiled module, with a flag for fused multiply-add. */
export interface WasmModule {
  readonly module: CompiledModule;
  readonly backend: 'relaxed-simd' | 'simd';
}

/** Compiles the best form that this runtime supports; takes a few milliseconds at most. */
export function compileWasm(text: WasmText, wanted: 'best' | 'plain'): WasmModule {
  const relaxed = bytesOfHex(text.relaxed);
  if (wanted === 'best' && webAssembly.validate(relaxed)) {
    return { module: new webAssembly.Module(relaxed), backend: 'relaxed-simd' };
  }
  return { module: new webAssembly.Module(bytesOfHex(text.plain)), backend: 'simd' };
}
