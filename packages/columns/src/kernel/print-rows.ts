import type { ColumnBatch } from "../batch.ts";
import { KernelRowPrinter } from "./kernel-rows.ts";
import { loadPrintKernel } from "./load.ts";
import type { RowStyle } from "./row-style.ts";
import { SlowRowPrinter } from "./slow-rows.ts";

export interface PrintOptions {
  /** `off` prints with the TypeScript path alone (default `auto`: WebAssembly where it is to be had). */
  readonly kernel?: "auto" | "off";
  /** Chunks may be good only until the next is asked for: saves a copy (default false). */
  readonly lend?: boolean;
}

/**
 * The rows of batches as text in `style`: chunks of up to about a megabyte, each in memory of its own where that is not
 * lent. Each batch is done with when the next is asked for.
 */
export async function* printRows(
  batches: AsyncIterable<ColumnBatch>,
  style: RowStyle,
  options: PrintOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const kernel = options.kernel === "off" ? undefined : await loadPrintKernel();
  const printer =
    kernel === undefined ? new SlowRowPrinter(style) : new KernelRowPrinter(kernel, style, options.lend ?? false);
  for await (const batch of batches) yield* printer.print(batch);
}
