import {
  readInteger,
  readStruct,
  readStructs,
  THRIFT,
  type ThriftField,
  writeInteger,
  writeStruct,
  writeStructs,
  writeText,
} from "./thrift-struct.ts";

/** Numbers of fields in Parquet's own description of a file (parquet.thrift). */
const FILE = { numRows: 3, rowGroups: 4 } as const;
const ROW_GROUP = { columns: 1 } as const;
const COLUMN_CHUNK = { filePath: 1 } as const;
const MAGIC = new TextEncoder().encode("PAR1");

/**
 * Gathers the footers of the Parquet files of a dataset, as `_metadata` and `_common_metadata` have them: one description of the columns, and in the
 * first all files' row groups, each column of which says in which file it is.
 * @see https://github.com/apache/parquet-format, parquet.thrift, FileMetaData and ColumnChunk
 */
export class DatasetFooters {
  #first: readonly ThriftField[] | undefined;
  #rows = 0n;
  readonly #rowGroups: Uint8Array[] = [];

  /**
   * @param footer - of a file, without its length and the letters behind it
   * @param path - of the file, from the dataset's folder, with slashes
   */
  add(footer: Uint8Array, path: string): void {
    const fields = readStruct(footer);
    this.#first ??= fields;
    for (const { id, bytes } of fields) {
      if (id === FILE.numRows) this.#rows += readInteger(bytes);
      if (id === FILE.rowGroups) this.#rowGroups.push(...readStructs(bytes).map((group) => placedGroup(group, path)));
    }
  }

  /** A file of nothing but all row groups' places. */
  metadata(): Uint8Array {
    return this.#file(this.#rows, this.#rowGroups);
  }

  /** A file of nothing but the columns. */
  commonMetadata(): Uint8Array {
    return this.#file(0n, []);
  }

  #file(rows: bigint, rowGroups: readonly Uint8Array[]): Uint8Array {
    const kept = (this.#first ?? []).filter(({ id }) => id !== FILE.numRows && id !== FILE.rowGroups);
    const footer = writeStruct([
      ...kept,
      { id: FILE.numRows, type: THRIFT.i64, bytes: writeInteger(rows) },
      { id: FILE.rowGroups, type: THRIFT.list, bytes: writeStructs(rowGroups) },
    ]);
    const file = new Uint8Array(footer.length + 12);
    file.set(MAGIC);
    file.set(footer, 4);
    new DataView(file.buffer).setUint32(footer.length + 4, footer.length, true);
    file.set(MAGIC, footer.length + 8);
    return file;
  }
}

function placedGroup(group: Uint8Array, path: string): Uint8Array {
  const place: ThriftField = { id: COLUMN_CHUNK.filePath, type: THRIFT.binary, bytes: writeText(path) };
  return writeStruct(
    readStruct(group).map((field) => {
      if (field.id !== ROW_GROUP.columns) return field;
      const chunks = readStructs(field.bytes).map((chunk) => {
        const kept = readStruct(chunk).filter(({ id }) => id !== COLUMN_CHUNK.filePath);
        return writeStruct([place, ...kept]);
      });
      return { ...field, bytes: writeStructs(chunks) };
    }),
  );
}
