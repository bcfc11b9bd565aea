import { createHash, type Hash } from "node:crypto";
import type { CellValue, Datatype, FieldMeta } from "@armillary/columns";
import type { CanonicalCell, ExpectedColumn } from "./corpus.ts";

// Cells and columns in the canonical form of the corpus' README.

const INTEGERS: ReadonlySet<Datatype> = new Set(["unsignedByte", "short", "int", "long"]);
const FLOATS: ReadonlySet<Datatype> = new Set(["float", "double", "floatComplex", "doubleComplex"]);
const STRINGS: ReadonlySet<Datatype> = new Set(["char", "unicodeChar"]);

/**
 * A value in canonical form, with what the corpus tells apart in `bad/` alone: NaN from null, empty from null, blanks
 * at the end of strings.
 */
export function plainCell(field: FieldMeta, value: CellValue): CanonicalCell {
  if (!Array.isArray(value)) return canonicalItem(field, value);
  if (!isComplex(field)) return value.flat(Number.POSITIVE_INFINITY).map((item) => canonicalItem(field, item));
  const isScalar = value.length === 2 && !Array.isArray(value[0]);
  return isScalar ? value.map(canonicalNumber) : pairs(value).map((pair) => [pair].flat().map(canonicalNumber));
}

/**
 * A value as `votable/` has it: null for an empty string, for a scalar NaN, for an array that is empty or has nothing
 * but nulls and NaN; strings of arrays without blanks at their end.
 */
export function canonicalCell(field: FieldMeta, value: CellValue): CanonicalCell {
  const cell = plainCell(field, value);
  if (cell === "" || (cell === "NaN" && typeof value === "number")) return null;
  if (!Array.isArray(cell)) return cell;
  if (STRINGS.has(field.datatype)) {
    return cell.length === 0 ? null : cell.map((text) => (typeof text === "string" ? text.trimEnd() : ""));
  }
  return cell.flat().every((item) => item === "NaN" || item === null) ? null : cell;
}

function canonicalItem(field: FieldMeta, value: CellValue): CanonicalCell {
  if (field.datatype === "bit" && typeof value === "boolean") return value ? 1 : 0;
  if (field.datatype === "long" && value !== null) return String(value);
  if (typeof value === "number") return canonicalNumber(value);
  if (typeof value === "bigint") return Number(value);
  return value as CanonicalCell;
}

function canonicalNumber(value: CellValue): CanonicalCell {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : (value as CanonicalCell);
}

function isComplex(field: FieldMeta): boolean {
  return field.datatype === "floatComplex" || field.datatype === "doubleComplex";
}

/** Nested arrays of complex numbers as one list of pairs. */
function pairs(value: readonly CellValue[]): CellValue[] {
  return Array.isArray(value[0]) && !Array.isArray(value[0][0])
    ? [...value]
    : value.flatMap((item) => (Array.isArray(item) ? pairs(item) : []));
}

/** Gathers what the corpus tells of a column: count, sum and extremes of numbers, a digest of everything else. */
export class ColumnStatistics {
  readonly #field: FieldMeta;
  #nulls = 0;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #integers: bigint[] = [0n, 0n, 0n];
  readonly #hash: Hash = createHash("sha256");

  constructor(field: FieldMeta) {
    this.#field = field;
  }

  add(cell: CanonicalCell): void {
    if (cell === null) this.#nulls++;
    const { datatype } = this.#field;
    if (!INTEGERS.has(datatype) && !FLOATS.has(datatype)) {
      this.#hash.update(`${JSON.stringify(cell)}\n`);
      return;
    }
    const items = (Array.isArray(cell) ? cell.flat() : [cell]) as readonly CanonicalCell[];
    for (const item of items) {
      if (INTEGERS.has(datatype)) {
        if (item !== null) this.#addInteger(BigInt(item as number | string));
      } else if (typeof item === "number") {
        this.#addFloat(item);
      }
    }
  }

  done(): ExpectedColumn {
    const { datatype } = this.#field;
    if (!INTEGERS.has(datatype) && !FLOATS.has(datatype)) {
      return { nulls: this.#nulls, sha256: this.#hash.digest("hex") };
    }
    const counted = { nulls: this.#nulls, count: this.#count };
    if (this.#count === 0) return counted;
    if (FLOATS.has(datatype)) return { ...counted, sum: this.#sum, min: this.#min, max: this.#max };
    const [sum, min, max] = this.#integers;
    return { ...counted, sum: String(sum), min: String(min), max: String(max) };
  }

  #addInteger(item: bigint): void {
    const [sum = 0n, min = item, max = item] = this.#count === 0 ? [] : this.#integers;
    this.#integers = [sum + item, item < min ? item : min, item > max ? item : max];
    this.#count++;
  }

  #addFloat(item: number): void {
    this.#sum += item;
    this.#min = Math.min(this.#min, item);
    this.#max = Math.max(this.#max, item);
    this.#count++;
  }
}
