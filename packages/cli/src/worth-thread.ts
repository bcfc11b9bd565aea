import { stat } from "node:fs/promises";
import type { FormatName } from "@armillary/formats";
import { type EncodingThread, startEncodingThread } from "@armillary/formats/node";

/** Bytes of input from which a second thread is sooner done than started, generously. */
const LEAST_BYTES = 16 << 20;

/** Formats whose writing is no work, batches being nearly what they have; and FITS, whose rows are held in between. */
const KEPT_HERE: ReadonlySet<FormatName> = new Set(["arrow", "arrows", "fits"]);

/**
 * Whether an output is better written in a thread of its own, while this one reads. What comes over a network or through a
 * pipe has no size and is waited for.
 */
export function isWorthThread(inputBytes: number | undefined): boolean {
  return inputBytes !== undefined && inputBytes >= LEAST_BYTES;
}

/** A thread to write what these inputs give, if it is worth one: started now, it is there when they are opened. */
export async function startThreadFor(
  inputs: readonly string[],
  format: FormatName,
): Promise<EncodingThread | undefined> {
  if (KEPT_HERE.has(format)) return undefined;
  const sizes = await Promise.all(inputs.map(sizeOf));
  const bytes = sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
  return isWorthThread(bytes) ? startEncodingThread(format) : undefined;
}

/** Bytes of a file; undefined for what is none, or cannot be reached: opening it tells why. */
async function sizeOf(input: string): Promise<number | undefined> {
  const status = await stat(input).catch(() => undefined);
  return status?.isFile() === true ? status.size : undefined;
}
