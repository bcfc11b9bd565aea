import { isDatatype, type Layout, leafOf, withAnnouncedSizes } from "@armillary/columns";

/** How the cells of a column are written, and how their values lie in memory. */
export interface ColumnType {
  readonly layout: Layout;
  /**
   * `plain`: a scalar as text; `half`: one that is rounded to 16 bits first; `complex`: `(1+2j)`; `time`: text, where
   * `NaT` is null; `array`: JSON of arrays; `json`: any JSON, kept as text.
   */
  readonly cells: "plain" | "half" | "complex" | "time" | "array" | "json";
  /** Of arrays: lists inside the outermost may be without brackets. */
  readonly flat?: boolean;
  /** What the type has and columns do not, in words. */
  readonly loss?: string;
}

const float32: Layout = { kind: "float", bits: 32 };
const float64: Layout = { kind: "float", bits: 64 };
const integer = (bits: 8 | 16 | 32 | 64, signed: boolean): Layout => ({ kind: "int", bits, signed });
const pairOf = (item: Layout): Layout => ({ kind: "fixed", size: 2, item });

/** The datatypes of ECSV, and behind them names that numpy has for some, which early writers used. */
const DATATYPES: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["bool", { cells: "plain", layout: { kind: "bool" } }],
  ["int8", { cells: "plain", layout: integer(8, true) }],
  ["int16", { cells: "plain", layout: integer(16, true) }],
  ["int32", { cells: "plain", layout: integer(32, true) }],
  ["int64", { cells: "plain", layout: integer(64, true) }],
  ["uint8", { cells: "plain", layout: integer(8, false) }],
  ["uint16", { cells: "plain", layout: integer(16, false) }],
  ["uint32", { cells: "plain", layout: integer(32, false) }],
  ["uint64", { cells: "plain", layout: integer(64, false) }],
  ["float16", { cells: "half", layout: float32 }],
  ["float32", { cells: "plain", layout: float32 }],
  ["float64", { cells: "plain", layout: float64 }],
  ["float128", { cells: "plain", layout: float64, loss: "its numbers are read as doubles" }],
  ["complex64", { cells: "complex", layout: pairOf(float32) }],
  ["complex128", { cells: "complex", layout: pairOf(float64) }],
  ["complex256", { cells: "complex", layout: pairOf(float64), loss: "its numbers are read as pairs of doubles" }],
  ["string", { cells: "plain", layout: { kind: "utf8" } }],
  ["int", { cells: "plain", layout: integer(64, true) }],
  ["float", { cells: "plain", layout: float64 }],
  ["complex", { cells: "complex", layout: pairOf(float64) }],
  ["str", { cells: "plain", layout: { kind: "utf8" } }],
]);

/** Values that an array of fixed sizes may have to be laid out so; more are a list: a null in it takes the room of all. */
const MOST_FIXED_ITEMS = 1024;

/**
 * The type of a column by its `datatype` and `subtype`; a type that is not known is text, and says so in `loss`.
 * @param subtype - of arrays, in numpy's order: `float32[2,3]`, `int64[null]`; or `json`
 */
export function parseColumnType(datatype: string, subtype: string | undefined): ColumnType {
  if (/^datetime64\b/.test(datatype)) return { cells: "time", layout: { kind: "utf8" } };
  const plain = DATATYPES.get(datatype);
  if (plain === undefined) {
    return { cells: "plain", layout: { kind: "utf8" }, loss: `its datatype "${datatype}" is read as text` };
  }
  if (subtype === undefined || plain.layout.kind !== "utf8") return plain;
  if (subtype === "json") return { cells: "json", layout: plain.layout };
  return parseArrayType(subtype) ?? { ...plain, loss: `its subtype "${subtype}" is read as text` };
}

/** `float32[2,3]`, the slowest axis first, `null` for one without a length. */
export function parseArrayType(text: string): ColumnType | undefined {
  const [, name = "", axes] = /^\s*(\w+)\s*\[([\d\s,nul]*)\]\s*$/.exec(text) ?? [];
  const item = DATATYPES.get(name);
  if (item === undefined || axes === undefined || axes.trim() === "") return undefined;
  const sizes = axes.split(",").map((size) => (size.trim() === "null" ? undefined : Number(size.trim() || "NaN")));
  if (sizes.some((size) => Number.isNaN(size)) || sizes.length > 32) return undefined;
  const items = sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
  const layout = sizes.reduceRight<Layout>(
    (inner, size) =>
      size === undefined || size === 0 || items > MOST_FIXED_ITEMS
        ? { kind: "list", item: inner }
        : { kind: "fixed", size, item: inner },
    item.layout,
  );
  return { cells: "array", layout, ...(item.loss === undefined ? {} : { loss: item.loss }) };
}

/**
 * The layout of an array whose axes but the slowest are known from `datatype` and `arraysize` alone: ECSV has no open
 * axis but the fastest, so such arrays are written flat. As it is where that says nothing that goes with it.
 */
export function unflattened(layout: Layout, datatype: string | undefined, arraysize: string | undefined): Layout {
  const { leaf } = leafOf(layout);
  if (layout.kind !== "list" || layout.item !== leaf || !isDatatype(datatype) || arraysize === undefined) return layout;
  const complex = datatype.endsWith("Complex");
  const axes = arraysize.split("x").length - (leaf.kind === "utf8" ? 1 : 0) + (complex ? 1 : 0);
  if (axes < 2 || axes > 32) return layout;
  let nested: Layout = leaf;
  for (let axis = 0; axis < axes; axis++) nested = { kind: "list", item: nested };
  const sized = withAnnouncedSizes(datatype, arraysize, nested);
  const inner = sized.kind === "list" ? sized.item : sized;
  return sized !== nested && isFixed(inner) && leafOf(inner).fixedItems <= MOST_FIXED_ITEMS ? sized : layout;
}

function isFixed(layout: Layout): boolean {
  return layout.kind === "fixed" ? isFixed(layout.item) : layout.kind !== "list";
}

/** What ECSV calls a column. */
export interface WrittenType {
  readonly datatype: string;
  readonly subtype?: string;
  /** What `subtype` would be if ECSV had such arrays. */
  readonly unsupported?: string;
}

/**
 * The `datatype` and `subtype` of a column of `layout`. An array that is open in its slowest axis alone is flat; one that is
 * open elsewhere is `json`.
 * @param complex - pairs of floats are complex numbers
 */
export function printColumnType(layout: Layout, complex: boolean): WrittenType {
  if (layout.kind !== "list" && layout.kind !== "fixed") return { datatype: leafName(layout) };
  const { leaf } = leafOf(layout);
  if (complex && layout.kind === "fixed" && layout.item === leaf && leaf.kind === "float" && layout.size === 2) {
    return { datatype: leaf.bits === 32 ? "complex64" : "complex128" };
  }
  const sizes: (number | undefined)[] = [];
  for (let at: Layout = layout; at.kind === "list" || at.kind === "fixed"; at = at.item) {
    sizes.push(at.kind === "fixed" ? at.size : undefined);
  }
  const name = leafName(leaf);
  const open = sizes.slice(1).includes(undefined);
  if (open) {
    const unsupported = `${name}[${sizes.map((size) => size ?? "null").join(",")}]`;
    return { datatype: "string", subtype: "json", unsupported };
  }
  const axes = sizes[0] === undefined ? "null" : sizes.join(",");
  return { datatype: "string", subtype: `${name}[${axes}]` };
}

function leafName(leaf: Layout): string {
  switch (leaf.kind) {
    case "bool":
      return "bool";
    case "int":
      return `${leaf.signed ? "" : "u"}int${leaf.bits}`;
    case "float":
      return `float${leaf.bits}`;
    default:
      return "string";
  }
}
