import type { DiagnosticLog } from "../diagnostics.ts";
import { columnNames, headerText } from "./names.ts";
import { HeaderRecords } from "./records.ts";
import type { StoredColumn } from "./stored-column.ts";

/** What the header of a binary table says beside its columns. */
export interface TableSize {
  readonly rowBytes: number;
  readonly rows: number;
  readonly heapBytes: number;
  /** Whether descriptors have 64 bits (Q). */
  readonly wide: boolean;
}

/** The header of a binary table (FITS 4.0, section 7.3.1 and 7.3.2), with the keywords for UCD, utype and xtype. */
export function tableHeader(
  name: string | undefined,
  columns: readonly StoredColumn[],
  size: TableSize,
  diagnostics: DiagnosticLog,
): Uint8Array<ArrayBuffer> {
  const records = new HeaderRecords();
  records.add("XTENSION", "BINTABLE", "binary table");
  records.add("BITPIX", 8);
  records.add("NAXIS", 2);
  records.add("NAXIS1", size.rowBytes, "bytes of a row");
  records.add("NAXIS2", size.rows, "rows");
  records.add("PCOUNT", size.heapBytes, "bytes of the heap");
  records.add("GCOUNT", 1);
  records.add("TFIELDS", columns.length, "columns");
  const addText = (keyword: string, text: string | undefined): void => {
    if (text === undefined || text.trim() === "") return;
    records.add(keyword, headerText(text, keyword, diagnostics));
  };
  addText("EXTNAME", name);
  const names = columnNames(
    columns.map(({ field }) => field.name),
    diagnostics,
  );
  columns.forEach((column, index) => {
    const { field, code, offset, nullValue, tdim } = column;
    const n = index + 1;
    records.add(`TTYPE${n}`, names[index] ?? "");
    records.add(`TFORM${n}`, tformOf(column, size.wide));
    addText(`TUNIT${n}`, field.unit);
    if (tdim !== undefined) records.add(`TDIM${n}`, `(${tdim.join(",")})`);
    if (offset !== 0n) {
      records.add(`TSCAL${n}`, 1);
      records.add(`TZERO${n}`, offset, `${code === "B" ? "signed" : "unsigned"} integers`);
    }
    if (nullValue !== undefined) records.add(`TNULL${n}`, nullValue, "the stored value that is null");
    addText(`TUCD${n}`, field.ucd);
    addText(`TUTYP${n}`, field.utype);
    addText(`TXTYP${n}`, field.xtype);
    addText(`TCOMM${n}`, field.description);
  });
  return records.toBytes();
}

function tformOf({ code, items, heapMax }: StoredColumn, wide: boolean): string {
  if (heapMax === undefined) return `${items === 1 ? "" : items}${code}`;
  return `1${wide ? "Q" : "P"}${code}(${heapMax})`;
}
