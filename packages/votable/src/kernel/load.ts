import type { KernelExports } from "./exports.ts";
import { KERNEL_BASE64 } from "./kernel.wasm.ts";
import type { Kernel } from "./types.ts";
import { WasmKernel } from "./wasm-kernel.ts";

let compiled: Promise<WebAssembly.Module | undefined> | undefined;

/**
 * A kernel with a memory of its own (two pages to begin with). The code is compiled once and shared. Undefined where
 * the host has no WebAssembly with SIMD or does not allow it: read without.
 */
export async function loadKernel(): Promise<Kernel | undefined> {
  compiled ??= compile();
  const module = await compiled;
  if (module === undefined) return undefined;
  const instance = await WebAssembly.instantiate(module, {});
  return new WasmKernel(instance.exports as KernelExports);
}

async function compile(): Promise<WebAssembly.Module | undefined> {
  try {
    return await WebAssembly.compile(Uint8Array.from(atob(KERNEL_BASE64), (character) => character.charCodeAt(0)));
  } catch {
    // No WebAssembly, no SIMD, or a content security policy against it: whatever it is, the answer is the same.
    return undefined;
  }
}
