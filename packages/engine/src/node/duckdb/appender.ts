import type { Column } from "@armillary/columns";
import { type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";
import { writeColumn } from "./write-column.ts";

/** Rows of one chunk, which is what DuckDB works on at a time. */
const CHUNK_ROWS = bindings.vector_size();

/** Puts rows behind those of a table. */
export class ColumnAppender {
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];

  private constructor(appender: DuckDBAppender) {
    this.#appender = appender;
    this.#types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
  }

  static async open(connection: DuckDBConnection, table: string, catalog: "memory" | "temp"): Promise<ColumnAppender> {
    return new ColumnAppender(await connection.createAppender(table, "main", catalog));
  }

  /** Columns of the table's types, all of `rows` values. */
  append(rows: number, columns: readonly Column[]): void {
    for (let start = 0; start < rows; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - start);
      const chunk = DuckDBDataChunk.create(this.#types, count);
      columns.forEach((column, index) => {
        writeColumn(bindings.data_chunk_get_vector(chunk.chunk, index), column, start, count);
      });
      this.#appender.appendDataChunk(chunk);
    }
  }

  /** Hands over what is left. */
  close(): void {
    this.#appender.closeSync();
  }
}
