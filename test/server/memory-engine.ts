import { setTimeout as sleep } from "node:timers/promises";
import { AdqlError, check, createCatalog, parse, type ServiceMetadata, type TableMetadata } from "@armillary/adql";
import { type CellValue, type ColumnBatch, type Field, rowsOf } from "@armillary/columns";
import type { QueryEngine } from "@armillary/server";
import { batchOf } from "../support/column-arbitraries.ts";
import { runQuery } from "../support/tap-service/engine.ts";
import { tapSchema } from "../support/tap-service/metadata.ts";
import { type ServiceTable, serviceTable, starTable } from "../support/tap-service/tables.ts";

/** Rows that never end, and rows that break off behind the first batch: for what a query may do to a server. */
export const ENDLESS = "test.endless";
export const BROKEN = "test.broken";
/** Rows that do not begin: a query that ends by being ended, or not at all. */
export const SLOW = "test.slow";

export interface MemoryEngine extends QueryEngine {
  /** Queries that have begun and not ended. */
  readonly open: ReadonlySet<string>;
}

const NUMBERS = [ENDLESS, BROKEN, SLOW].map((name) => serviceTable(name, { n: "int" }, [[1], [2], [3]]));

/** An engine over tables in memory, with the checks and errors of the real one. */
export function memoryEngine(tables: readonly ServiceTable[] = [starTable(50)]): MemoryEngine {
  const own = [...tables, ...NUMBERS];
  const all = [...own, ...tapSchema(own)];
  const metadata: ServiceMetadata = {
    tables: all.map(metadataOf),
    functions: [{ signature: "ivo_healpix_index(hpxOrder INTEGER, ra DOUBLE, dec DOUBLE) -> BIGINT" }],
    features: ["POINT", "CIRCLE", "CONTAINS", "DISTANCE"].map((form) => ({
      type: "ivo://ivoa.net/std/TAPRegExt#features-adqlgeo",
      form,
    })),
    versions: ["2.0", "2.1"],
  };
  const open = new Set<string>();
  let count = 0;
  return {
    metadata,
    open,
    tables: tables.map((table) => ({
      name: table.name,
      fields: table.fields,
      metadata: metadataOf(table),
      rows: table.rows.length,
      storage: "rows",
      diagnostics: [],
      ...(table.fields.some(({ name }) => name === "ra") ? { position: { ra: "ra", dec: "dec" } } : {}),
    })),
    async query(adql, options = {}) {
      const { maxrec, signal, uploads = {} } = options;
      const sent: ServiceTable[] = [];
      for (const [name, source] of Object.entries(uploads)) {
        if (!("stream" in source)) throw new Error("the test's engine takes streams alone");
        const rows: CellValue[][] = [];
        for await (const batch of source.stream.batches()) rows.push(...rowsOf(batch));
        sent.push({ name: `TAP_UPLOAD.${name}`, fields: source.stream.fields, rows });
      }
      const parsed = parse(adql);
      const known = createCatalog({ ...metadata, tables: [...all, ...sent].map(metadataOf) });
      const problems = check(parsed, known).problems.filter(({ severity }) => severity === "error");
      if (problems.length > 0) throw new AdqlError(adql, problems[0], problems);
      signal?.throwIfAborted();
      const { fields, rows } = runQuery(adql, [...all, ...sent]);
      const kept = rows.slice(0, maxrec);
      const key = `${count++} ${adql}`;
      open.add(key);
      return {
        fields,
        metadata: { params: [], infos: [] },
        problems: [],
        async *batches() {
          try {
            yield* batchesOf(adql, fields, kept, signal);
          } finally {
            open.delete(key);
          }
        },
        summary: Promise.resolve({
          status: kept.length < rows.length || maxrec === 0 ? "OVERFLOW" : "OK",
          rows: kept.length,
          bytesRead: 0,
          diagnostics: [],
        }),
        close: async () => void open.delete(key),
      };
    },
  };
}

async function* batchesOf(
  adql: string,
  fields: readonly Field[],
  rows: readonly (readonly CellValue[])[],
  signal: AbortSignal | undefined,
): AsyncGenerator<ColumnBatch> {
  if (adql.includes(SLOW)) await sleep(3_600_000, undefined, signal === undefined ? {} : { signal });
  yield batchOf(fields, rows);
  if (adql.includes(BROKEN)) {
    throw Object.assign(new Error("The number 1e999 in row 4 is out of range."), { code: "ENGINE_QUERY" });
  }
  while (adql.includes(ENDLESS)) {
    await sleep(1, undefined, signal === undefined ? {} : { signal });
    yield batchOf(fields, rows);
  }
}

function metadataOf({ name, description, fields, indexed = [], principal = [] }: ServiceTable): TableMetadata {
  return {
    name,
    schema: /^(.*)\.[^.]*$/.exec(name)?.[1] ?? "public",
    type: "table",
    ...(description === undefined ? {} : { description }),
    columns: fields.map(({ layout: _, values: __, links: ___, ...field }) => ({
      ...field,
      indexed: indexed.includes(field.name),
      principal: principal.includes(field.name),
    })),
  };
}
