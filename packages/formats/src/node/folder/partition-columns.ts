import { dirname, parse, relative, sep } from "node:path";
import {
  type CellValue,
  createColumnWriter,
  describeLayout,
  type Field,
  type Layout,
  takeValues,
} from "@armillary/columns";
import { mapBatches } from "../../derive-table.ts";
import { selectColumns } from "../../narrow.ts";
import type { TableStream } from "../../table-stream.ts";

/** What Hive and Spark write for a null. */
const NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

/**
 * Columns that are not in files but in the names of the folders that these are in: `year` for `year=2024/part.parquet`, as Hive and Spark have it. Values are
 * numbers where all are whole, else text.
 */
export class PartitionColumns {
  readonly fields: readonly Field[];
  readonly #valuesOf: ReadonlyMap<string, readonly CellValue[]>;

  private constructor(fields: readonly Field[], valuesOf: ReadonlyMap<string, readonly CellValue[]>) {
    this.fields = fields;
    this.#valuesOf = valuesOf;
  }

  static readonly none: PartitionColumns = new PartitionColumns([], new Map());

  /**
   * Of files that are all in folders of the same keys; of others none.
   * @param folder - whose own name, and those around it, are left alone (default: those count, too)
   */
  static of(files: readonly string[], folder?: string): PartitionColumns {
    const pairs = files.map((path) => pairsOf(relative(folder ?? parse(path).root, dirname(path))));
    const keys = pairs[0]?.map(([key]) => key) ?? [];
    const isCommon = pairs.every((each) => each.length === keys.length && each.every(([key], at) => key === keys[at]));
    if (!isCommon || new Set(keys).size < keys.length) return PartitionColumns.none;
    const fields = keys.map((name, at): Field => {
      const texts = pairs.flatMap((each) => (each[at]?.[1] === NULL_VALUE ? [] : [each[at]?.[1] ?? ""]));
      const areWhole = texts.length > 0 && texts.every((text) => /^-?\d{1,18}$/.test(text));
      const layout: Layout = areWhole ? { kind: "int", bits: 64, signed: true } : { kind: "utf8" };
      return { name, ...describeLayout(layout), layout };
    });
    const values = pairs.map((each) =>
      each.map(([, text], at): CellValue => {
        if (text === NULL_VALUE) return null;
        return fields[at]?.layout.kind === "int" ? BigInt(text) : text;
      }),
    );
    return new PartitionColumns(fields, new Map(files.map((path, at) => [path, values[at] ?? []])));
  }

  /** Whether a column is one of these. */
  has(name: string): boolean {
    return this.fields.some((field) => field.name === name);
  }

  /**
   * Opens one of the files, its rows with the values of its folders behind their own; a column that the file has, too, is the file's.
   * @param columns - those that are wanted, by name
   * @param open - opens the file itself, with these of its columns
   * @throws what `open` throws; FormatError FORMAT_NO_COLUMN
   */
  async open(
    path: string,
    columns: readonly string[] | undefined,
    open: (columns: readonly string[] | undefined) => Promise<TableStream>,
  ): Promise<TableStream> {
    const isAsked = this.fields.length > 0 && (columns === undefined || columns.some((name) => this.has(name)));
    if (!isAsked) return open(columns);
    const whole = this.#behind(await open(undefined), this.#valuesOf.get(path) ?? []);
    if (columns === undefined) return whole;
    try {
      return selectColumns(whole, columns);
    } catch (failure) {
      await whole.close();
      throw failure;
    }
  }

  #behind(table: TableStream, values: readonly CellValue[]): TableStream {
    const own = new Set(table.fields.map(({ name }) => name.toLowerCase()));
    const added = this.fields.flatMap((field, at) => {
      if (own.has(field.name.toLowerCase())) return [];
      const writer = createColumnWriter(field.layout);
      writer.append(values[at] ?? null);
      return [{ field, one: writer.take() }];
    });
    const fields = [...table.fields, ...added.map(({ field }) => field)];
    return mapBatches(table, fields, ({ rows, columns }) => {
      const all = new Int32Array(rows);
      return { rows, columns: [...columns, ...added.map(({ one }) => takeValues(one, all))] };
    });
  }
}

/** The keys and values of folders called `key=value`, the outermost first. */
function pairsOf(folders: string): readonly (readonly [key: string, value: string])[] {
  return folders.split(sep).flatMap((folder) => {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(folder) ?? [];
    return key === undefined || value === undefined ? [] : [[key, decoded(value)] as const];
  });
}

/** Hive writes what no folder can be called as a URL has it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
