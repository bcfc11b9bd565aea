/**
 * How the values of one column lie in memory: Arrow's columnar layout, and nothing that Arrow does not have.
 *
 * VOTable datatypes map so: `boolean` and `bit` → bool; `unsignedByte` → int 8 unsigned; `short`, `int`, `long` → int
 * 16, 32, 64 signed; `float`, `double` → float 32, 64; `char` and `unicodeChar` with at most one axis → utf8;
 * `floatComplex`, `doubleComplex` → fixed 2 of float; an array → list or fixed, the slowest axis outermost, a
 * character array's first axis being the string itself.
 */
export type Layout =
  | { readonly kind: "bool" }
  | IntLayout
  | FloatLayout
  | { readonly kind: "utf8" }
  | { readonly kind: "list"; readonly item: Layout }
  | { readonly kind: "fixed"; readonly size: number; readonly item: Layout };

export interface IntLayout {
  readonly kind: "int";
  readonly bits: 8 | 16 | 32 | 64;
  readonly signed: boolean;
}

export interface FloatLayout {
  readonly kind: "float";
  readonly bits: 32 | 64;
}

/** Two layouts are the same when every value of the one has a place of the same size in the other. */
export function sameLayout(a: Layout, b: Layout): boolean {
  if (a.kind === "int" && b.kind === "int") return a.bits === b.bits && a.signed === b.signed;
  if (a.kind === "float" && b.kind === "float") return a.bits === b.bits;
  if (a.kind === "list" && b.kind === "list") return sameLayout(a.item, b.item);
  if (a.kind === "fixed" && b.kind === "fixed") return a.size === b.size && sameLayout(a.item, b.item);
  return a.kind === b.kind;
}

/** The layout at the bottom of nested lists, and how many of its values one item of the outermost list holds. */
export function leafOf(layout: Layout): { readonly leaf: Layout; readonly fixedItems: number } {
  let leaf = layout;
  let fixedItems = 1;
  while (leaf.kind === "list" || leaf.kind === "fixed") {
    if (leaf.kind === "fixed") fixedItems *= leaf.size;
    leaf = leaf.item;
  }
  return { leaf, fixedItems };
}
