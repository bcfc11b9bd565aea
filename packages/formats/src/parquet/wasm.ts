import type * as parquetWasm from "parquet-wasm";

export type ParquetWasm = typeof parquetWasm;

/** Where the WebAssembly file of parquet-wasm is, or its bytes. */
export type WasmSource = URL | string | Uint8Array<ArrayBuffer> | ArrayBuffer | WebAssembly.Module;

let loading: Promise<ParquetWasm> | undefined;

/**
 * Loads parquet-wasm, 5 MB of WebAssembly, once. In Node it finds its own file; elsewhere it fetches the one beside its
 * script, unless it is told where.
 */
export function loadParquetWasm(source?: WasmSource): Promise<ParquetWasm> {
  loading ??= load(source).catch((failure: unknown) => {
    loading = undefined;
    throw failure;
  });
  return loading;
}

async function load(source: WasmSource | undefined): Promise<ParquetWasm> {
  const module = await import("parquet-wasm");
  // The build for Node is ready once imported; the one for browsers exports the function that starts it.
  const start = (module as { readonly default?: unknown }).default;
  if (typeof start === "function") await start(source === undefined ? undefined : { module_or_path: source });
  return module;
}
