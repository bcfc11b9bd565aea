import type { CellValue } from "@armillary/columns";

/**
 * A cell in words that lose nothing but what other clients do not tell apart: a missing number and NaN, a missing text and a
 * blank one, a missing array and one of missing numbers.
 */
export function told(cell: CellValue): unknown {
  if (cell === null || Number.isNaN(cell) || (typeof cell === "string" && cell.trim() === "")) return null;
  if (Array.isArray(cell)) return cell.every((item) => told(item) === null) ? null : cell.map(told);
  if (typeof cell === "bigint") return ["n", cell.toString()];
  if (typeof cell === "number") return ["n", Number.isInteger(cell) ? BigInt(cell).toString() : String(cell)];
  return ["v", cell];
}

/** What told.py tells, in the words of `told`. */
export function normal(cell: unknown): unknown {
  if (cell === null) return null;
  const [kind, value] = cell as [string, unknown];
  if (typeof kind !== "string") {
    const items = (cell as unknown[]).map(normal);
    return items.every((item) => item === null) ? null : items;
  }
  if (kind === "i") return ["n", value];
  if (kind === "d") return told(Buffer.from(String(value), "hex").readDoubleBE());
  return told(value as CellValue);
}

/** Rows in an order of their own: services may give them in any. */
export function byText(rows: readonly unknown[][]): unknown[][] {
  const texts = new Map(rows.map((row) => [row, JSON.stringify(row)]));
  return [...rows].sort((a, b) => ((texts.get(a) ?? "") < (texts.get(b) ?? "") ? -1 : 1));
}
