/** What a cell of a JSON table was, as far as it matters to the type of its column. */
export const TOKEN = {
  /** `null`, or no such key. */
  null: 0,
  string: 1,
  /** A number without fraction and exponent. */
  integer: 2,
  real: 3,
  /** `true` or `false`. */
  boolean: 4,
  /** An object or an array: kept as its JSON text. */
  nested: 5,
} as const;

/** Set of kinds, one bit each. */
export function kindBit(kind: number): number {
  return 1 << kind;
}
