import { bitBytes, type Column, type Layout } from "@armillary/columns";
import type { Cells, Kernel, ListTarget } from "../kernel/types.ts";
import type { ListPlan } from "./kernel-columns.ts";
import { numberBytes, numberColumn, takeValidity } from "./kernel-take.ts";

/** A column of lists of numbers; undefined where some have to be decoded one by one. */
export function takeList(
  kernel: Kernel,
  plan: ListPlan,
  cells: Cells,
  target: { readonly validity: number; readonly declined: number },
): Column | undefined {
  const { memory } = kernel;
  const { layout } = plan.field;
  const rows = cells.to;
  const size = layout.kind === "fixed" ? plan.size : undefined;
  const itemBytes = numberBytes(plan.number);
  const { bytes: stored } = kernel.sumText(cells);
  const most =
    size === undefined
      ? plan.storage === "text"
        ? Math.ceil((stored + rows) / 2) + 1
        : stored / itemBytes
      : rows * size;
  if (most > MOST_ITEMS) return undefined;
  const items = memory.allocate((Math.ceil(most) + rows + 1) * itemBytes);
  const offsets = memory.allocate((rows + 1) * 4);
  const into: ListTarget = { items, ...target, ...(size === undefined ? { offsets } : { size }) };
  const decoded = decodeInto(kernel, plan, cells, into);
  if (decoded.declined > 0) return undefined;
  const valid = takeValidity(memory, target.validity, rows);
  const leaf = numberColumn(memory, plan.number, items, decoded.items, { nulls: 0 });
  if (size !== undefined) return nested(layout, leaf, { ...valid, length: rows });
  const ends = memory.give(Int32Array, offsets, rows + 1);
  const bits = memory.view(Uint8Array, target.validity, bitBytes(rows));
  for (let row = 0; row < rows; row++) {
    const length = ((ends[row + 1] as number) - (ends[row] as number)) / plan.each;
    const isNull = ((bits[row >> 3] as number) & (1 << (row & 7))) === 0;
    if (!isNull && !fits(length, plan)) return undefined;
  }
  // In BINARY an empty array cannot be told from a null one.
  if (plan.storage === "binary" && emptyRows(ends)) return undefined;
  return nested(layout, leaf, { ...valid, length: rows, offsets: ends });
}

const MOST_ITEMS = 0x7fff_ffff / 8;

function fits(length: number, plan: ListPlan): boolean {
  if (!Number.isInteger(length)) return false;
  return plan.size === undefined ? length <= plan.most : length === 1;
}

function emptyRows(ends: Int32Array): boolean {
  for (let row = 1; row < ends.length; row++) if (ends[row] === ends[row - 1]) return true;
  return false;
}

function decodeInto(kernel: Kernel, plan: ListPlan, cells: Cells, target: ListTarget) {
  const { number, storage } = plan;
  if (storage !== "text") return kernel.gatherItems(numberBytes(number), cells, target);
  return number === "float32" || number === "float64"
    ? kernel.textToFloatList(number, cells, target)
    : kernel.textToIntList(number, cells, target);
}

interface Outermost {
  readonly length: number;
  readonly nulls: number;
  readonly validity?: Uint8Array;
  /** Counted in numbers; absent where every list has the layout's size. */
  readonly offsets?: Int32Array;
}

/** The numbers, in the lists of the layout. */
function nested(layout: Layout, leaf: Column, outermost: Outermost): Column {
  if (layout.kind !== "list" && layout.kind !== "fixed") return leaf;
  const each = numbersIn(layout.item);
  const item = nested(layout.item, leaf, { length: leaf.length / each, nulls: 0 });
  const { offsets, ...base } = outermost;
  if (layout.kind === "fixed") return { kind: "fixed", ...base, size: layout.size, item };
  const ends = each === 1 ? offsets : offsets?.map((end) => end / each);
  return { kind: "list", ...base, offsets: ends ?? new Int32Array(base.length + 1), item };
}

function numbersIn(layout: Layout): number {
  return layout.kind === "fixed" ? layout.size * numbersIn(layout.item) : 1;
}
