import { createAdqlTools } from "@armillary/adql";
import { type CellValue, createColumnWriter, type Field, layoutOfDatatype, rowsOf } from "@armillary/columns";
import type { TableStream } from "@armillary/formats";
import { columnNamed } from "../columns/find-table.ts";
import type { PublishedTable, QueryEngine } from "../engine.ts";

const { adql, raw, oneOf } = createAdqlTools();

/** The columns of a table of links (DataLink 1.1, section 3.2). */
const FIELDS: readonly Field[] = [
  text("ID", "meta.id;meta.main"),
  text("access_url", "meta.ref.url"),
  text("service_def", "meta.ref"),
  text("error_message", "meta.code.error"),
  text("semantics", "meta.code"),
  text("description", "meta.note"),
  text("content_type", "meta.code.mime"),
  {
    name: "content_length",
    datatype: "long",
    ucd: "phys.size;meta.file",
    unit: "byte",
    layout: layoutOfDatatype("long"),
  },
];

function text(name: string, ucd: string): Field {
  return { name, datatype: "unicodeChar", arraysize: "*", ucd, layout: layoutOfDatatype("unicodeChar") };
}

/**
 * What belongs to some datasets of an ObsCore table: each one's file, `#this`; for an identifier that is not there a row that
 * says so (DataLink 1.1, section 3.4).
 */
export async function linksOf(
  engine: QueryEngine,
  table: PublishedTable,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<TableStream> {
  const rows = ids.length === 0 ? [] : await filesOf(engine, table, ids, signal);
  const known = new Set(rows.map(([id]) => id));
  const missing = ids
    .filter((id) => !known.has(id))
    .map((id) => [id, null, null, `NotFoundFault: there is no dataset ${id}`, "#this", null, null, null]);
  const writers = FIELDS.map(({ layout }) => createColumnWriter(layout));
  const all = [...rows, ...missing];
  for (const row of all) for (const [index, writer] of writers.entries()) writer.append(row[index] ?? null);
  const batch = { rows: all.length, columns: writers.map((writer) => writer.take()) };
  return {
    fields: FIELDS,
    metadata: {
      params: [],
      infos: [
        { name: "QUERY_STATUS", value: "OK" },
        { name: "standardID", value: "ivo://ivoa.net/std/DataLink#links-1.1" },
      ],
    },
    async *batches() {
      yield batch;
    },
    summary: Promise.resolve({ status: "OK", rows: all.length, bytesRead: 0, diagnostics: [] }),
    close: async () => undefined,
  };
}

async function filesOf(
  engine: QueryEngine,
  table: PublishedTable,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<CellValue[][]> {
  const names = ["obs_publisher_did", "access_url", "access_format", "obs_title", "access_estsize"];
  const columns = names.map((name) => columnNamed(table, name)?.name);
  const [did = "obs_publisher_did"] = columns;
  const select = raw(columns.filter((name) => name !== undefined).join(", "));
  const query = adql`SELECT ${select} FROM ${raw(table.name)} WHERE ${oneOf(raw(did), ids)}`.text;
  const result = await engine.query(query, { signal });
  const found: CellValue[][] = [];
  try {
    for await (const batch of result.batches()) {
      for (const row of rowsOf(batch)) {
        const cells = row[Symbol.iterator]();
        const [id, url, type, title, kilobytes] = columns.map((name) =>
          name === undefined ? null : (cells.next().value ?? null),
        );
        const bytes = kilobytes == null ? null : BigInt(Math.round(Number(kilobytes))) * 1000n;
        found.push([id ?? null, url ?? null, null, null, "#this", title ?? null, type ?? null, bytes]);
      }
    }
    return found;
  } finally {
    await result.close();
  }
}
