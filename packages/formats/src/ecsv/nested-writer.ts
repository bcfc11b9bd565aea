import { bitBytes, type CellValue, type Column, createColumnWriter, type Layout, setBit } from "@armillary/columns";

/** Takes values nested as their layout is, lists of open length inside lists among them, and gives a column. */
export interface NestedWriter {
  /** Adds a value of the shape that `fitted` gave. */
  append(value: CellValue): void;
  /** Gives what was added as a column and starts again from nothing. */
  take(): Column;
}

export function createNestedWriter(layout: Layout): NestedWriter {
  return layout.kind === "list" || layout.kind === "fixed" ? new ListWriter(layout) : createColumnWriter(layout);
}

class ListWriter implements NestedWriter {
  readonly #size: number | undefined;
  readonly #item: NestedWriter;
  #offsets: number[] = [0];
  #invalid: number[] = [];

  constructor(layout: Extract<Layout, { readonly item: Layout }>) {
    this.#size = layout.kind === "fixed" ? layout.size : undefined;
    this.#item = createNestedWriter(layout.item);
  }

  append(value: CellValue): void {
    const items = value as readonly CellValue[] | null;
    if (items === null) this.#invalid.push(this.#offsets.length - 1);
    // A null of fixed size takes the room of its items.
    else for (const item of items) this.#item.append(item);
    const count = items === null ? (this.#size ?? 0) : items.length;
    if (items === null) for (let index = 0; index < count; index++) this.#item.append(null);
    this.#offsets.push((this.#offsets.at(-1) ?? 0) + count);
  }

  take(): Column {
    const length = this.#offsets.length - 1;
    const offsets = Int32Array.from(this.#offsets);
    const base = { length, nulls: this.#invalid.length, ...this.#validity(length) };
    const item = this.#item.take();
    const size = this.#size;
    this.#offsets = [0];
    this.#invalid = [];
    return size === undefined ? { kind: "list", ...base, offsets, item } : { kind: "fixed", ...base, size, item };
  }

  #validity(length: number): { readonly validity?: Uint8Array } {
    if (this.#invalid.length === 0) return {};
    const missing = new Uint8Array(bitBytes(length));
    for (const row of this.#invalid) setBit(missing, row);
    const validity = missing.map((byte) => ~byte);
    const spare = length & 7;
    if (spare > 0) validity[validity.length - 1] = (validity[validity.length - 1] ?? 0) & ((1 << spare) - 1);
    return { validity };
  }
}

/**
 * A value parsed from JSON, in the shape of `layout`; undefined where it has another.
 * @param flat - lists inside the outermost, all of fixed length, may be without brackets
 */
export function fitted(value: CellValue, layout: Layout, flat: boolean): CellValue | undefined {
  if (value === null) return null;
  if (layout.kind !== "list" && layout.kind !== "fixed") return Array.isArray(value) ? undefined : value;
  if (!Array.isArray(value)) return undefined;
  const items = flat && !value.some(Array.isArray) ? cut(value, layout.item) : value;
  if (items === undefined || (layout.kind === "fixed" && items.length !== layout.size)) return undefined;
  // Values at the bottom were parsed by their type already.
  if (layout.item.kind !== "list" && layout.item.kind !== "fixed") return items.some(Array.isArray) ? undefined : items;
  const shaped: CellValue[] = [];
  for (const item of items) {
    const inner = fitted(item, layout.item, false);
    if (inner === undefined) return undefined;
    shaped.push(inner);
  }
  return shaped;
}

/** Values in serialized order as items of a layout. */
function cut(values: readonly CellValue[], item: Layout): readonly CellValue[] | undefined {
  if (item.kind !== "fixed") return values;
  const parts = cut(values, item.item);
  if (parts === undefined || parts.length % item.size !== 0) return undefined;
  return Array.from({ length: parts.length / item.size }, (_, index) =>
    parts.slice(index * item.size, (index + 1) * item.size),
  );
}
