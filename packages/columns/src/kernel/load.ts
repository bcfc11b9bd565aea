import { KERNEL_BASE64 } from "./kernel.wasm.ts";

/** One instance of the printing kernel with its own memory; `packages/columns/kernel/README.md` says how it is laid out. */
export interface PrintKernel {
  readonly memory: WebAssembly.Memory;
  /** Whether no byte between two addresses needs quotes, or with delimiter 0 a JSON escape, or with `<` a reference: 1 or 0. */
  isClean(start: number, end: number, delimiter: number): number;
  /** Prints rows `from` to `to` of the columns described at `columns`; gives the address behind them (as a signed i32). */
  printRows(
    columns: number,
    count: number,
    from: number,
    to: number,
    end: number,
    endBytes: number,
    delimiter: number,
    out: number,
  ): number;
}

let compiled: Promise<WebAssembly.Module | undefined> | undefined;

/** A new instance of the kernel; undefined where WebAssembly or its SIMD instructions are missing or forbidden. */
export async function loadPrintKernel(): Promise<PrintKernel | undefined> {
  compiled ??= compile();
  const module = await compiled;
  if (module === undefined) return undefined;
  return new WebAssembly.Instance(module).exports as unknown as PrintKernel;
}

async function compile(): Promise<WebAssembly.Module | undefined> {
  try {
    return await WebAssembly.compile(Uint8Array.from(atob(KERNEL_BASE64), (character) => character.charCodeAt(0)));
  } catch {
    // No WebAssembly, no SIMD, or a content security policy without 'wasm-unsafe-eval'.
    return undefined;
  }
}
