import { createCatalog } from "@armillary/adql";
import type { ColumnBatch, Datatype } from "@armillary/columns";
import { type Engine, openEngine, type TableSource } from "@armillary/engine/node";
import type { Member, MemberService } from "@armillary/federation";
import type { TableStream } from "@armillary/formats";
import { tableOfRows, type UploadField, type UploadSource } from "@armillary/tap";
import { partsOf } from "./federation-members.ts";

/** A table by its rows: columns `name:type`, the types those of VOTable. */
export interface RowsTable {
  readonly name: string;
  readonly columns: string;
  readonly rows: readonly (readonly (number | bigint | string | null)[])[];
}

/** What an archive of ours does otherwise than others. */
export interface EngineMemberOptions {
  /** Rows of one upload (default: any). */
  readonly uploadRows?: number;
  /** Rows of one answer, whatever is asked. */
  readonly mostRows?: number;
  /** Every query that it was asked. */
  readonly asked?: string[];
}

/** An archive whose answers an engine of its own computes: TAP without the network between. */
export async function engineMember(
  name: string,
  tables: readonly RowsTable[],
  { uploadRows, mostRows = Number.POSITIVE_INFINITY, asked = [] }: EngineMemberOptions = {},
): Promise<Member & { readonly engine: Engine }> {
  const engine = await openEngine({ threads: 1, memoryLimitBytes: 256 << 20 });
  for (const table of tables) await engine.addTable(table.name, sourceOf(table));
  const described = engine.tables.map(({ metadata, rows = 0 }) => ({ ...metadata, rows }));
  const catalog = createCatalog({ tables: described });
  const service = {
    url: `http://${name}.invalid/tap`,
    async tables() {
      return {
        async table(written: string) {
          const parts = partsOf(written);
          return parts === undefined ? undefined : catalog.findTables(parts)[0]?.table.metadata;
        },
      };
    },
    async capabilities() {
      return {
        capabilities: [],
        modes: ["sync"],
        tableAccess: {
          uploadMethods: [{ ivoid: "ivo://ivoa.net/std/TAPRegExt#upload-inline" }],
          uploadLimit: uploadRows === undefined ? [] : [{ hard: { value: uploadRows, unit: "row" } }],
        },
      };
    },
    async query(
      adql: string,
      options: { maxrec?: number; uploads?: Record<string, UploadSource>; signal?: AbortSignal } = {},
    ) {
      asked.push(adql);
      const maxrec = Math.min(options.maxrec ?? Number.POSITIVE_INFINITY, mostRows);
      const uploads: Record<string, TableSource> = {};
      for (const [upload, source] of Object.entries(options.uploads ?? {})) {
        uploads[upload] = { stream: await (source as () => Promise<TableStream>)() };
      }
      const result = await engine.query(adql, { uploads, ...(maxrec === Number.POSITIVE_INFINITY ? {} : { maxrec }) });
      return Object.assign(result, {
        async *rows() {
          for await (const batch of result.batches()) {
            for (let row = 0; row < batch.rows; row++) yield { n: firstOf(batch, row) };
          }
        },
      });
    },
  };
  return { name, service: service as unknown as MemberService, engine };
}

function firstOf({ columns: [column] }: ColumnBatch, row: number): unknown {
  return column?.kind === "int" ? column.values[row] : undefined;
}

/** The rows as a source of an engine. */
export function sourceOf({ columns, rows }: RowsTable): TableSource {
  const fields = columns.split(" ").map((each) => {
    const [name = "", datatype = "double"] = each.split(":");
    return datatype === "char" ? { name, datatype, arraysize: "*" } : { name, datatype: datatype as Datatype };
  });
  return { stream: tableOfRows({ rows, fields: fields as readonly UploadField[] }) };
}
