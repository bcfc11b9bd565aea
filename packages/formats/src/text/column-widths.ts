/** What a column of the table would like. */
export interface ColumnNeed {
  /** Widest of its head and cells, in columns of the terminal. */
  readonly natural: number;
  /** What it can be cut to; numbers are not cut. */
  readonly least: number;
}

/** Blanks between columns. */
export const GAP = 2;

/**
 * Widths for as many columns, from the first on, as fit into `width` together; the widest that may be cut are cut first.
 * The first column is always there, cut to `width` if need be.
 */
export function chooseWidths(needs: readonly ColumnNeed[], width: number): number[] {
  const shown = needs.slice(0, countFitting(needs, width));
  const room = width - GAP * (shown.length - 1);
  const [first] = shown;
  if (first !== undefined && shown.length === 1) return [Math.min(first.natural, Math.max(width, 1))];
  // The largest bound under which all fit, found between the least and the widest.
  let low = 0;
  let high = Math.max(0, ...shown.map(({ natural }) => natural));
  while (low < high) {
    const bound = Math.ceil((low + high) / 2);
    if (sum(boundedBy(shown, bound)) <= room) low = bound;
    else high = bound - 1;
  }
  return boundedBy(shown, low);
}

function countFitting(needs: readonly ColumnNeed[], width: number): number {
  let used = 0;
  let count = 0;
  for (const { least } of needs) {
    used += (count === 0 ? 0 : GAP) + least;
    if (used > width && count > 0) break;
    count++;
  }
  return count;
}

function boundedBy(needs: readonly ColumnNeed[], bound: number): number[] {
  return needs.map(({ natural, least }) => Math.min(natural, Math.max(least, bound)));
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0);
}
