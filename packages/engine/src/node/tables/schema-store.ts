import type { TableMetadata } from "@armillary/adql";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { PhysicalTable } from "../../physical.ts";
import { quoteName } from "../duckdb/quote.ts";
import { storedColumns } from "./stored-column.ts";
import { takeIn } from "./take-in.ts";
import { type SchemaTable, tapSchema } from "./tap-schema.ts";

/** TAP_SCHEMA as tables of DuckDB, whose rows are brought up to date when a query asks for them. */
export class SchemaStore {
  #tables: readonly SchemaTable[] = tapSchema([]);
  /** The tables whose rows are in DuckDB. */
  #written: readonly SchemaTable[] | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** Other tables are to be told of. */
  describe(tables: readonly TableMetadata[]): void {
    this.#tables = tapSchema(tables);
  }

  get physical(): readonly PhysicalTable[] {
    return this.#tables.map(({ metadata, fields }) => ({
      metadata,
      relation: relationOf(metadata),
      columns: storedColumns(fields).map((column, index) => ({
        ...column,
        // As it is declared, of a standard.
        metadata: metadata.columns[index] ?? column.metadata,
      })),
    }));
  }

  /** Brings the rows up to date: all at once, for queries may be under way. */
  refresh(connection: DuckDBConnection): Promise<void> {
    const tables = this.#tables;
    this.#writing = this.#writing
      .catch(() => undefined)
      .then(async () => {
        if (this.#written === tables) return;
        await this.#write(connection, tables);
        this.#written = tables;
      });
    return this.#writing;
  }

  async #write(connection: DuckDBConnection, tables: readonly SchemaTable[]): Promise<void> {
    const isFirst = this.#written === undefined;
    for (const { metadata, fields, batch } of tables) {
      const name = isFirst ? metadata.name : `${metadata.name} new`;
      const summary = Promise.resolve({ status: "OK" as const, rows: batch.rows, bytesRead: 0, diagnostics: [] });
      const batches = async function* () {
        yield batch;
      };
      await takeIn(connection, { fields, batches, summary, close: async () => undefined }, { name, position: false });
    }
    if (isFirst) return;
    const moves = tables.map(({ metadata }) => {
      const fresh = `memory.main.${quoteName(`${metadata.name} new`)}`;
      return `DELETE FROM ${relationOf(metadata)}; INSERT INTO ${relationOf(metadata)} FROM ${fresh}; DROP TABLE ${fresh};`;
    });
    await connection.run(`BEGIN; ${moves.join(" ")} COMMIT`);
  }
}

function relationOf({ name }: TableMetadata): string {
  return `memory.main.${quoteName(name)}`;
}
