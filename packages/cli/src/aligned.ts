import { printableLine } from "./printable.ts";

const GAP = "  ";
/** No column but the last is wider. */
const WIDEST = 80;

/**
 * Lines of cells under one another; what comes from others is made safe to print. The last column is cut where the line would
 * be longer than `width`.
 */
export function printAligned(rows: readonly (readonly string[])[], width: number = Number.POSITIVE_INFINITY): string {
  const printed = rows.map((row) => row.map((cell) => printableLine(cell)));
  const columns = Math.max(0, ...printed.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.min(WIDEST, Math.max(...printed.map((row) => (row[index] ?? "").length))),
  );
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, 0);
  const room = Math.max(20, width - before);
  const lines = printed.map((row) =>
    row.map((cell, index) => (index === columns - 1 ? printableLine(cell, room) : cell.padEnd(widths[index] ?? 0))),
  );
  return lines.map((cells) => `${cells.join(GAP).trimEnd()}\n`).join("");
}
