import type { Location } from "../bytes/window.ts";
import { type BinaryShape, binaryShape } from "../cells/layout.ts";
import { VotableError } from "../errors.ts";
import type { RowPlan } from "./row-source.ts";

/** How a BINARY or BINARY2 row lies (VOTable 1.5, sections 5.3 and 5.4). */
export interface RowLayout {
  readonly names: readonly string[];
  readonly shapes: readonly BinaryShape[];
  /** Bytes of null flags before the cells; 0 in BINARY. */
  readonly maskBytes: number;
  readonly maxRowBytes: number;
}

export function rowLayout(plan: RowPlan, mask: boolean): RowLayout {
  return {
    names: plan.fields.map((field) => field.name),
    shapes: plan.fields.map((field, index) =>
      binaryShape(field.datatype, plan.arraysizes[index] ?? { fixed: [], variable: false }),
    ),
    maskBytes: mask ? Math.ceil(plan.fields.length / 8) : 0,
    maxRowBytes: plan.maxRowBytes,
  };
}

/**
 * Bytes of the row at `start`; undefined when it is not all there, or longer than `maxRowBytes`.
 * Throws VOT_BINARY for a count that no row can have.
 */
export function measureRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  layout: RowLayout,
  row: number,
  place: () => Partial<Location>,
): number | undefined {
  let length = layout.maskBytes;
  for (const [index, shape] of layout.shapes.entries()) {
    if (shape.kind === "fixed") {
      length += shape.bytes;
    } else {
      if (length + 4 > layout.maxRowBytes || start + length + 4 > end) return undefined;
      const count = countAt(bytes, start + length);
      const cellBytes = Math.ceil((count * shape.itemBits) / 8);
      if (count < 0 || cellBytes > layout.maxRowBytes) {
        const bound = count < 0 ? "" : ` in a row of at most ${layout.maxRowBytes} bytes (maxRowBytes)`;
        const what = `an array of ${count} elements cannot be${bound}`;
        throw new VotableError("VOT_BINARY", `Row ${row}, column "${layout.names[index]}": ${what}.`, {
          ...place(),
          row,
        });
      }
      length += 4 + cellBytes;
    }
  }
  if (length > layout.maxRowBytes) return undefined;
  return start + length <= end ? length : undefined;
}

/** The 4-byte count before a variable array. */
export function countAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}
