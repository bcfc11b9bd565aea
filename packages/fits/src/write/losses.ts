import type { ColumnStatistics, Field, Layout } from "@armillary/columns";
import type { DiagnosticLog } from "../diagnostics.ts";

/** Reports what a column holds that FITS has no way to say. `leaf` is the layout at the bottom of its lists. */
export function reportLosses(
  field: Field,
  leaf: Layout,
  statistics: ColumnStatistics,
  diagnostics: DiagnosticLog,
): void {
  const { name, layout } = field;
  const { nulls, nullItems, empties, ascii } = statistics;
  const isFixed = layout.kind === "fixed" && !(/Complex$/.test(field.datatype) && layout.item.kind === "float");
  if (isFixed && nulls > 0) {
    diagnostics.add("W-FITS-NULL-ARRAY", `null arrays of ${name} become arrays of nulls`, nulls);
  }
  const lostNulls = layout.kind === "list" ? nullItems : nulls + nullItems;
  if (leaf.kind === "float" && lostNulls > 0) {
    diagnostics.add("W-FITS-NULL-NAN", `nulls of ${name} are written as NaN`, lostNulls);
  }
  if (leaf.kind === "utf8" && layout.kind !== "utf8" && lostNulls > 0) {
    diagnostics.add("W-FITS-NULL-STRING", `null strings in arrays of ${name} become empty ones`, lostNulls);
  }
  if (empties > 0) diagnostics.add("W-FITS-EMPTY", `empty values of ${name} are the same as nulls`, empties);
  if (!ascii) diagnostics.add("W-FITS-NON-ASCII", `text of ${name} is not ASCII; it is written as UTF-8`);
}
