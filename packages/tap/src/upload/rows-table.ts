import {
  type CellValue,
  type ColumnBatch,
  createColumnWriter,
  type Datatype,
  type Field,
  layoutOfDatatype,
} from "@armillary/columns";
import { DalError } from "@armillary/dali";
import { type TableStream, tableOfBatches } from "@armillary/formats";
import type { UploadField, UploadRows } from "./source.ts";

const ROWS_PER_BATCH = 8192;

/**
 * Rows in memory as a table. Columns without a datatype get the narrowest that holds every value: `boolean`, `int`, `long`,
 * `double`, else text; Dates become ISO 8601 text of xtype `timestamp`. undefined is null.
 * @throws DalError code DAL_USAGE for rows without columns, and values that are not of their column's datatype
 */
export function tableOfRows({ rows, fields: given }: UploadRows): TableStream {
  const declared = given ?? namesOf(rows[0]).map((name): UploadField => ({ name }));
  if (declared.length === 0) {
    throw new DalError("DAL_USAGE", "A table to upload has no columns: give fields, or rows that have some.");
  }
  const cells = (index: number, name: string) => (row: UploadRows["rows"][number]) =>
    (Array.isArray(row) ? row[index] : (row as Readonly<Record<string, unknown>>)[name]) ?? null;
  const columns = declared.map((field, index) => {
    const cell = cells(index, field.name);
    return { field: fieldOf(field, rows, cell), cell };
  });

  function* batches(): Generator<ColumnBatch, void, void> {
    const writers = columns.map(({ field }) => createColumnWriter(field.layout));
    for (let start = 0; start < rows.length; start += ROWS_PER_BATCH) {
      const end = Math.min(start + ROWS_PER_BATCH, rows.length);
      for (let row = start; row < end; row++) {
        columns.forEach(({ field, cell }, index) => {
          writers[index]?.append(valueFor(field, cell(rows[row] as UploadRows["rows"][number]), row));
        });
      }
      yield { rows: end - start, columns: writers.map((writer) => writer.take()) };
    }
  }

  return tableOfBatches(
    columns.map(({ field }) => field),
    batches(),
  );
}

function namesOf(row: UploadRows["rows"][number] | undefined): string[] {
  if (row === undefined) return [];
  return Array.isArray(row) ? row.map((_, index) => `col${index + 1}`) : Object.keys(row);
}

function fieldOf(
  field: UploadField,
  rows: UploadRows["rows"],
  cell: (row: UploadRows["rows"][number]) => unknown,
): Field {
  const { datatype, arraysize } = field;
  if (datatype === undefined) {
    const found = inferType(field.name, rows, cell);
    return { ...field, ...found, layout: layoutOfDatatype(found.datatype) };
  }
  const isText = datatype === "char" || datatype === "unicodeChar";
  if (arraysize !== undefined && (!isText || arraysize.includes("x"))) {
    throw new DalError(
      "DAL_USAGE",
      `The column "${field.name}" is of arrays (${datatype}, arraysize="${arraysize}"): give those as an Arrow table, or as a TableStream.`,
    );
  }
  return { ...field, datatype, ...(isText ? { arraysize: arraysize ?? "*" } : {}), layout: layoutOfDatatype(datatype) };
}

interface InferredType {
  readonly datatype: Datatype;
  readonly arraysize?: string;
  readonly xtype?: string;
}

const INT_END = 2 ** 31;

function inferType(
  name: string,
  rows: UploadRows["rows"],
  cell: (row: UploadRows["rows"][number]) => unknown,
): InferredType {
  const kinds = new Set<string>();
  for (const row of rows) {
    const value = cell(row);
    if (value === null) continue;
    if (typeof value === "number") {
      kinds.add(
        Number.isSafeInteger(value) && !Object.is(value, -0) ? (Math.abs(value) < INT_END ? "int" : "long") : "double",
      );
    } else if (typeof value === "bigint") kinds.add("long");
    else if (value instanceof Date) kinds.add("date");
    else if (typeof value === "string" || typeof value === "boolean") kinds.add(typeof value);
    else {
      throw new DalError(
        "DAL_USAGE",
        `The column "${name}" has a value of type ${typeof value}: numbers, bigints, booleans, strings and Dates can be uploaded.`,
      );
    }
  }
  const isOnly = (...allowed: readonly string[]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  if (kinds.size > 0) {
    if (isOnly("boolean")) return { datatype: "boolean" };
    if (isOnly("int")) return { datatype: "int" };
    if (isOnly("int", "long")) return { datatype: "long" };
    if (isOnly("int", "double", "long")) {
      // A long beyond 2^53 next to a fraction has no common type that keeps both.
      return { datatype: "double" };
    }
    if (isOnly("date")) return { datatype: "char", arraysize: "*", xtype: "timestamp" };
  }
  // What is not ASCII is unicodeChar to those who keep to the standard: DaCHS makes question marks of it in char.
  const isAscii = rows.every((row) => isAsciiText(cell(row)));
  return { datatype: isAscii ? "char" : "unicodeChar", arraysize: "*" };
}

function isAsciiText(value: unknown): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what ASCII is
  return typeof value !== "string" || /^[\x00-\x7f]*$/.test(value);
}

const RANGES: Readonly<Partial<Record<Datatype, readonly [low: bigint, high: bigint]>>> = {
  unsignedByte: [0n, 255n],
  short: [-(2n ** 15n), 2n ** 15n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
};

function valueFor({ name, datatype }: Field, value: unknown, row: number): CellValue {
  if (value === null || value === undefined) return null;
  const range = RANGES[datatype];
  if (range !== undefined) {
    const whole =
      typeof value === "bigint"
        ? value
        : typeof value === "number" && Number.isSafeInteger(value)
          ? BigInt(value)
          : undefined;
    if (whole === undefined || whole < range[0] || whole > range[1]) throw misfit(name, datatype, value, row);
    return datatype === "long" ? whole : Number(whole);
  }
  switch (datatype) {
    case "boolean":
    case "bit":
      if (typeof value === "boolean") return value;
      break;
    case "float":
    case "double":
      if (typeof value === "number") return value;
      if (typeof value === "bigint" && BigInt(Number(value)) === value) return Number(value);
      break;
    case "char":
    case "unicodeChar":
      if (value instanceof Date) return value.toISOString().replace(/Z$/, "");
      if (typeof value !== "object") return String(value);
      break;
    default:
  }
  throw misfit(name, datatype, value, row);
}

function misfit(name: string, datatype: string, value: unknown, row: number): DalError {
  return new DalError(
    "DAL_USAGE",
    `Row ${row + 1} of the upload has ${String(value)} in the column "${name}", which is no ${datatype}.`,
  );
}
