import { type Arraysize, itemsOf } from "./arraysize.ts";
import type { CellReport } from "./report.ts";

/**
 * Whether a cell may have `found` items: exactly as many as the axes say, or, with a variable axis, a multiple of the
 * others. Items beyond the bound of a variable axis are kept and warned of.
 * @param what - the name of the items in messages, a plural
 */
export function hasItemCount(found: number, axes: Arraysize, what: string, report: CellReport): boolean {
  const each = itemsOf(axes.fixed);
  if (!axes.variable) {
    if (found === each) return true;
    report.fail(`${each} ${what} wanted, ${found} found`);
    return false;
  }
  if (each === 0 ? found > 0 : found % each !== 0) {
    report.fail(`a multiple of ${each} ${what} wanted, ${found} found`);
    return false;
  }
  if (axes.max !== undefined && found > axes.max * each) {
    report.warn("W-ARRAY-OVER-BOUND", `at most ${axes.max * each} ${what} declared, ${found} found`);
  }
  return true;
}
