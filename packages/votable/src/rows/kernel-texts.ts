import type { Column } from "@armillary/columns";
import { bitBytes, clearBit, countBits } from "@armillary/columns";
import type { Cells, Kernel } from "../kernel/types.ts";
import type { TextPlan } from "./kernel-columns.ts";

/** A column of strings, gathered; undefined where some have to be decoded one by one. */
export function takeText(
  kernel: Kernel,
  plan: TextPlan,
  cells: Cells,
  target: { readonly validity: number; readonly declined: number },
): Column | undefined {
  const { memory } = kernel;
  const rows = cells.to;
  const { bytes: most, longest } = kernel.sumText(cells);
  if (longest > plan.mostBytes || most > MOST_BYTES) return undefined;
  const offsets = memory.allocate((rows + 1) * 4);
  const nullText = placeNull(kernel, plan.nullText);
  const wide = plan.wide && plan.storage !== "text";
  const bytes = memory.allocate(wide ? Math.ceil(most / 2) * 3 : most);
  const into = { offsets, bytes, ...target };
  const emptyIsNull = plan.storage === "binary";
  const gathered =
    plan.storage === "text"
      ? kernel.gatherText(cells, into, nullText)
      : wide
        ? kernel.gatherUcs2(cells, into, emptyIsNull)
        : kernel.gatherBytes(cells, into, emptyIsNull);
  if (gathered.declined > 0) return undefined;
  const taken = memory.give(Int32Array, offsets, rows + 1);
  const validity = memory.give(Uint8Array, target.validity, bitBytes(rows));
  // A string that ends at once by a NUL is as empty as one without bytes.
  if (emptyIsNull) for (let row = 0; row < rows; row++) if (taken[row] === taken[row + 1]) clearBit(validity, row);
  const nulls = rows - countBits(validity, rows);
  return {
    kind: "utf8",
    length: rows,
    nulls,
    offsets: taken,
    bytes: memory.give(Uint8Array, bytes, gathered.bytes),
    ...(nulls === 0 ? {} : { validity }),
  };
}

/** Offsets are 32 bits. */
const MOST_BYTES = 0x7fff_ffff;

function placeNull(kernel: Kernel, text: string | undefined): { address: number; length: number } | undefined {
  if (text === undefined || text === "") return undefined;
  const encoded = new TextEncoder().encode(text);
  const address = kernel.memory.allocate(encoded.length);
  kernel.memory.bytes.set(encoded, address);
  return { address, length: encoded.length };
}
