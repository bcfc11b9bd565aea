import { FitsError } from "./errors.ts";
import type { HduShape } from "./hdu-shape.ts";
import type { FitsHeader } from "./header.ts";
import type { Settings, TableOptions } from "./options.ts";

/** What a binary and an ASCII table have in common. */
export interface TableShape {
  readonly rows: number;
  readonly rowBytes: number;
  readonly fields: number;
}

/** Rows without bytes cost nothing to claim, so not many are believed. */
const MOST_EMPTY_ROWS = 1 << 20;

/**
 * Checks the keywords that every table has.
 * @throws FitsError FITS_TABLE when they are not those of a table, FITS_LIMIT when a row or the columns pass a limit
 * @see FITS 4.0, section 7.2.1 and 7.3.1
 */
export function parseTableShape(header: FitsHeader, shape: HduShape, settings: Settings): TableShape {
  const { maxFields, maxRowBytes } = settings.limits;
  const [rowBytes, rows] = shape.axes;
  if (shape.bitpix !== 8 || shape.axes.length !== 2 || rowBytes === undefined || rows === undefined) {
    const found = `BITPIX = ${shape.bitpix} and NAXIS = ${shape.axes.length}`;
    throw new FitsError("FITS_TABLE", `a table has BITPIX = 8 and NAXIS = 2, this one ${found}`, { keyword: "NAXIS" });
  }
  if (header.count("GCOUNT", 1) !== 1) {
    throw new FitsError("FITS_TABLE", `a table has GCOUNT = 1, this one ${header.count("GCOUNT")}`, {
      keyword: "GCOUNT",
    });
  }
  const fields = header.count("TFIELDS");
  if (fields > maxFields) {
    throw new FitsError("FITS_LIMIT", `TFIELDS = ${fields} columns (maxFields ${maxFields})`, { keyword: "TFIELDS" });
  }
  if (rowBytes > maxRowBytes) {
    throw new FitsError("FITS_LIMIT", `rows of ${rowBytes} bytes (maxRowBytes ${maxRowBytes})`, { keyword: "NAXIS1" });
  }
  if (rowBytes === 0 && rows > MOST_EMPTY_ROWS) {
    throw new FitsError("FITS_LIMIT", `${rows} rows without a byte (at most ${MOST_EMPTY_ROWS})`, {
      keyword: "NAXIS2",
    });
  }
  return { rows, rowBytes, fields };
}

/** A column as far as choosing needs it. */
interface Named {
  readonly field: { readonly name: string };
}

/**
 * The columns that the options ask for, in their order; names that match but for case will do, as FITS has it.
 * @throws FitsError FITS_NO_COLUMN for one that is not there
 */
export function chooseColumns<Column extends Named>(all: readonly Column[], options: TableOptions): readonly Column[] {
  return (
    options.columns?.map((wanted) => {
      const chosen = typeof wanted === "number" ? all[wanted] : findColumn(all, wanted);
      if (chosen !== undefined) return chosen;
      const some = all.slice(0, 20).map(({ field }) => field.name);
      const names = `${some.join(", ")}${all.length > some.length ? ", …" : ""}`;
      throw new FitsError("FITS_NO_COLUMN", `no column ${JSON.stringify(wanted)}; there are ${all.length}: ${names}`, {
        field: String(wanted),
      });
    }) ?? all
  );
}

function findColumn<Column extends Named>(all: readonly Column[], name: string): Column | undefined {
  const folded = name.toLowerCase();
  return all.find(({ field }) => field.name === name) ?? all.find(({ field }) => field.name.toLowerCase() === folded);
}

/** @throws FitsError FITS_TABLE when there is not one description for each column */
export function checkMetadata(options: TableOptions, fields: number): void {
  const { metadata } = options;
  if (metadata !== undefined && metadata.length !== fields) {
    throw new FitsError("FITS_TABLE", `${metadata.length} columns are described, the table has ${fields}`, {
      keyword: "TFIELDS",
    });
  }
}
