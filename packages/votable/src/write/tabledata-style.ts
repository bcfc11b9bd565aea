import type { Field } from "@armillary/columns";
import type { RowStyle } from "@armillary/columns/print";
import { createTextCellPrinter, nullTexts } from "./text-cell.ts";
import type { VotableVersion } from "./versions.ts";

/** How rows of TABLEDATA are printed (VOTable 1.5, section 5.1): each on a line of its own. */
export function tabledataStyle(fields: readonly Field[], version: VotableVersion): RowStyle {
  const printers = fields.map((field) => createTextCellPrinter(field, version));
  return {
    notation: "tabledata",
    columns: fields.map((field, index) => {
      const { cell, item } = nullTexts(field, version);
      return {
        prefix: index === 0 ? "<TR><TD>" : "</TD><TD>",
        null: cell,
        nullItem: item,
        truth: field.datatype === "bit" ? "digits" : "letters",
      };
    }),
    rowEnd: "</TD></TR>\n",
    printCell: (column, row, index) => printers[index]?.(column, row) ?? "",
  };
}
