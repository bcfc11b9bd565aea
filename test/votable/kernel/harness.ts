import { bitAt } from "@armillary/columns";
import { expect } from "vitest";
import { loadKernel } from "../../../packages/votable/src/kernel/load.ts";
import type { Cells, Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { NULL_CELL, RESOLVE_CELL } from "../../../packages/votable/src/kernel/types.ts";

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export async function newKernel(): Promise<Kernel> {
  const kernel = await loadKernel();
  if (kernel === undefined) throw new Error("this host has no WebAssembly with SIMD");
  return kernel;
}

export function bytesOf(text: string): Uint8Array {
  return utf8.encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return fromUtf8.decode(bytes);
}

/** Runs `test` and gives back the memory it took. */
export function scratch<T>(kernel: Kernel, test: () => T): T {
  const mark = kernel.memory.mark();
  try {
    return test();
  } finally {
    kernel.memory.release(mark);
  }
}

/** Lays bytes into the memory, `behind` directly after them: what a kernel must not let decide anything. */
export function put(
  kernel: Kernel,
  content: string | Uint8Array,
  behind: string | Uint8Array = "",
): { from: number; to: number } {
  const bytes = typeof content === "string" ? bytesOf(content) : content;
  const after = typeof behind === "string" ? bytesOf(behind) : behind;
  const from = kernel.memory.allocate(bytes.length + after.length);
  kernel.memory.bytes.set(bytes, from);
  kernel.memory.bytes.set(after, from + bytes.length);
  return { from, to: from + bytes.length };
}

/** Cells of these texts or bytes (null: no cell), with refs as the tokenizer makes them, digits between the texts. */
export function cellsOf(kernel: Kernel, contents: readonly (string | Uint8Array | null)[], resolve = true): Cells {
  const refs = kernel.memory.allocate(contents.length * 8);
  const pieces = contents.map((content) =>
    typeof content === "string" ? bytesOf(content) : (content ?? new Uint8Array()),
  );
  const { from } = put(kernel, new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length + 1, 1)).fill(0x35));
  let at = from + 1;
  pieces.forEach((piece, row) => {
    kernel.memory.bytes.set(piece, at);
    let length = piece.length;
    if (contents[row] === null) length = NULL_CELL;
    else if (resolve && (piece.includes(0x26) || piece.includes(0x0d))) length |= RESOLVE_CELL;
    kernel.memory.words[(refs >>> 2) + row * 2] = at;
    kernel.memory.words[(refs >>> 2) + row * 2 + 1] = length;
    at += piece.length + 1;
  });
  return { refs, from: 0, to: contents.length };
}

/** Room for decoded cells, filled with ones so that what is not written shows. */
export function targetOf(kernel: Kernel, rows: number, bytes: number) {
  const fill = (length: number): number => {
    const address = kernel.memory.allocate(length);
    kernel.memory.bytes.fill(0xff, address, address + length);
    return address;
  };
  const values = fill(bytes + 16);
  return {
    values,
    items: values,
    bytes: values,
    offsets: fill((rows + 1) * 4),
    validity: fill((rows + 7) >> 3),
    declined: fill(rows * 4 + 4),
  };
}

export function bitsAt(kernel: Kernel, address: number, count: number): boolean[] {
  const bits = kernel.memory.view(Uint8Array, address, (count + 7) >> 3);
  return Array.from({ length: count }, (_, index) => bitAt(bits, index));
}

export function wordsAt(kernel: Kernel, address: number, count: number): number[] {
  return Array.from(kernel.memory.view(Uint32Array, address, count));
}

/** The strings that offsets and bytes give. */
export function stringsAt(kernel: Kernel, target: { offsets: number; bytes: number }, count: number): string[] {
  const offsets = wordsAt(kernel, target.offsets, count + 1);
  return Array.from({ length: count }, (_, row) =>
    textOf(kernel.memory.bytes.slice(target.bytes + (offsets[row] ?? 0), target.bytes + (offsets[row + 1] ?? 0))),
  );
}

/** What becomes of a cell: a value, null, or not decoded. */
export type Outcome<T> = T | null | "declined";

/** What becomes of each cell, and that value, validity and the counts agree with one another. */
export function outcomes<T>(
  rows: number,
  values: ArrayLike<T>,
  zero: T,
  valid: boolean[],
  declined: number[],
  nulls: number,
) {
  const results = Array.from({ length: rows }, (_, row): Outcome<T> => {
    if (valid[row] === true) return values[row] as T;
    expect(values[row]).toBe(zero);
    return declined.includes(row) ? "declined" : null;
  });
  expect(results.filter((result) => result === null).length).toBe(nulls);
  return results;
}
