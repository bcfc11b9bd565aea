import type { Datatype } from "@armillary/columns";
import type { StagedColumn } from "./staged-column.ts";
import { kindBit, TOKEN } from "./token-kind.ts";

/** The datatypes that columns of JSON tables get. */
export type JsonDatatype = Extract<Datatype, "boolean" | "int" | "long" | "double" | "char">;

/** Integers from here on are not all there in a double. */
const EXACT_END = 2n ** 53n;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;
const INT_MIN = -(2n ** 31n);
const INT_MAX = 2n ** 31n - 1n;

const NUMBERS = kindBit(TOKEN.integer) | kindBit(TOKEN.real);
const TEXTS = kindBit(TOKEN.string) | kindBit(TOKEN.nested);

/**
 * The datatype in which all cells of a column can be kept as they were sent: the one that is declared where that will do, else
 * the next wider one, text at last. Without a declaration it is found from the cells; where there are none but nulls, text.
 */
export function columnType(staged: StagedColumn | undefined, declared: JsonDatatype | undefined): JsonDatatype {
  if (staged === undefined || (staged.kindsSeen & ~kindBit(TOKEN.null)) === 0) return declared ?? "char";
  return widen(staged, declared ?? plainType(staged));
}

/** By the kinds that were seen alone. */
function plainType({ kindsSeen }: StagedColumn): JsonDatatype {
  if ((kindsSeen & TEXTS) !== 0) return "char";
  if ((kindsSeen & kindBit(TOKEN.boolean)) !== 0) return (kindsSeen & NUMBERS) === 0 ? "boolean" : "char";
  return (kindsSeen & kindBit(TOKEN.real)) === 0 ? "long" : "double";
}

function widen(staged: StagedColumn, declared: JsonDatatype): JsonDatatype {
  switch (declared) {
    case "char":
      return "char";
    case "boolean":
      return holdsAll(staged, isBooleanCell)
        ? "boolean"
        : widen(staged, plainType(staged) === "boolean" ? "char" : plainType(staged));
    case "int":
      if (holdsAll(staged, isIntegerCell(INT_MIN, INT_MAX))) return "int";
      return widen(staged, "long");
    case "long":
      if (holdsAll(staged, isIntegerCell(LONG_MIN, LONG_MAX))) return "long";
      return holdsAll(staged, isDoubleCell) ? "double" : "char";
    case "double":
      if (holdsAll(staged, isDoubleCell)) return "double";
      // Declared as numbers, and longer than a double: identifiers.
      return holdsAll(staged, isIntegerCell(LONG_MIN, LONG_MAX)) ? "long" : "char";
  }
}

type CellTest = (kind: number, text: () => string) => boolean;

function holdsAll(staged: StagedColumn, test: CellTest): boolean {
  for (let row = 0; row < staged.length; row++) {
    const kind = staged.kinds[row] as number;
    if (kind !== TOKEN.null && !test(kind, () => staged.textAt(row))) return false;
  }
  return true;
}

const isBooleanCell: CellTest = (kind, text) => kind === TOKEN.boolean || readBoolean(text()) !== undefined;

/** Fifteen digits are exact in every type: no BigInt is made for them. */
function isIntegerCell(min: bigint, max: bigint): CellTest {
  const isWide = max >= EXACT_END;
  return (kind, text) => {
    if (kind !== TOKEN.integer && kind !== TOKEN.string) return false;
    const digits = text();
    if (digits.trim() === "") return kind === TOKEN.string;
    if (!/^-?\d+$/.test(digits)) return false;
    if (isWide && digits.length <= 15) return true;
    const value = BigInt(digits);
    return value >= min && value <= max;
  };
}

const isDoubleCell: CellTest = (kind, text) => {
  if (kind === TOKEN.real) return true;
  if (kind !== TOKEN.integer && kind !== TOKEN.string) return false;
  return readDouble(text()) !== undefined;
};

/** As services write truth: undefined for what says neither. */
export function readBoolean(text: string): boolean | null | undefined {
  switch (text.trim().toLowerCase()) {
    case "":
      return null;
    case "true":
    case "1":
    case "t":
    case "y":
      return true;
    case "false":
    case "0":
    case "f":
    case "n":
      return false;
    default:
      return undefined;
  }
}

/** null for blanks; undefined for what is no number, or an integer whose digits a double would not give back. */
export function readDouble(text: string): number | null | undefined {
  const bare = text.trim();
  if (bare === "") return null;
  if (/^-?\d+$/.test(bare)) {
    const value = Number(bare);
    // Also what is exact in binary (6374469411427844096) may be printed with other digits.
    return bare.length <= 15 || String(value) === bare ? value : undefined;
  }
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(bare)) return Number(bare);
  if (/^nan$/i.test(bare)) return Number.NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(bare);
  if (infinite === null) return undefined;
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
