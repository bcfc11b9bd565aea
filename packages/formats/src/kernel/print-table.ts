import type { TableStream } from "../table-stream.ts";
import { KernelRowPrinter } from "./kernel-rows.ts";
import { loadPrintKernel } from "./load.ts";
import type { RowStyle } from "./row-style.ts";
import { SlowRowPrinter } from "./slow-rows.ts";

export interface PrintOptions {
  /** `off` prints with the TypeScript path alone (default `auto`: WebAssembly where it is to be had). */
  readonly kernel?: "auto" | "off";
}

/** A table as text in `style`: chunks of up to about a megabyte, each in memory of its own. */
export async function* printTable(
  table: TableStream,
  style: RowStyle,
  options: PrintOptions,
): AsyncGenerator<Uint8Array, void, void> {
  if (style.head !== "") yield new TextEncoder().encode(style.head);
  const kernel = options.kernel === "off" ? undefined : await loadPrintKernel();
  const printer =
    kernel === undefined ? new SlowRowPrinter(style, table.fields) : new KernelRowPrinter(kernel, style, table.fields);
  for await (const batch of table.batches()) yield* printer.print(batch);
}
