import { type CellValue, type ColumnBatch, createColumnWriter, type Field, layoutOfDatatype } from "@armillary/columns";
import { createBatchStream, type StreamSummary, type TableStream } from "@armillary/formats";
import type { Link } from "../record.ts";

interface LinkColumn {
  readonly field: Field;
  readonly cell: (link: Link) => CellValue | undefined;
}

function text(name: string, ucd: string | undefined, cell: LinkColumn["cell"], description?: string): LinkColumn {
  return { field: fieldOf(name, "char", ucd, description), cell };
}

function fieldOf(
  name: string,
  datatype: "char" | "long" | "boolean" | "int",
  ucd?: string,
  description?: string,
): Field {
  return {
    name,
    datatype,
    ...(datatype === "char" ? { arraysize: "*" } : {}),
    ...(ucd === undefined ? {} : { ucd }),
    ...(name === "content_length" ? { unit: "byte" } : {}),
    ...(description === undefined ? {} : { description }),
    layout: layoutOfDatatype(datatype),
  };
}

/** The columns of DataLink 1.1, section 3.2, and behind them what a table of several tables needs. */
const COLUMNS: readonly LinkColumn[] = [
  text("ID", "meta.id;meta.main", ({ id }) => id),
  text("access_url", "meta.ref.url", ({ accessUrl }) => accessUrl),
  text("service_def", "meta.ref", ({ serviceDef }) => serviceDef),
  text("error_message", "meta.code.error", ({ errorMessage }) => errorMessage),
  text("description", "meta.note", ({ description }) => description),
  text("semantics", "meta.code", ({ semantics }) => (semantics === "" ? undefined : semantics)),
  text("content_type", "meta.code.mime", ({ contentType }) => contentType),
  {
    field: fieldOf("content_length", "long", "phys.size;meta.file"),
    cell: ({ contentLengthBytes }) => (contentLengthBytes === undefined ? undefined : BigInt(contentLengthBytes)),
  },
  text("content_qualifier", undefined, ({ contentQualifier }) => contentQualifier),
  text("local_semantics", "meta.id.assoc", ({ localSemantics }) => localSemantics),
  text("link_auth", "meta.code", ({ linkAuth }) => linkAuth),
  { field: fieldOf("link_authorized", "boolean", "meta.code"), cell: ({ linkAuthorized }) => linkAuthorized },
  text("document_url", "meta.ref.url", ({ documentUrl }) => documentUrl, "The table of links that the row is from"),
  {
    field: fieldOf("depth", "int", undefined, "0 in the table that was asked for, 1 in one that a link of that led to"),
    cell: ({ depth }) => depth,
  },
];

/** A table of links, and the links of the batch that was given last. */
export interface LinksTable {
  readonly table: TableStream;
  readonly current: () => readonly Link[];
}

/** Puts links into a table as they come. */
export function linksTable(
  source: AsyncGenerator<readonly Link[]>,
  summarize: () => Omit<StreamSummary, "rows">,
): LinksTable {
  let current: readonly Link[] = [];

  async function* read(): AsyncGenerator<ColumnBatch, void, void> {
    const writers = COLUMNS.map(({ field }) => createColumnWriter(field.layout));
    for await (const links of source) {
      if (links.length === 0) continue;
      for (const link of links) {
        COLUMNS.forEach(({ cell }, index) => {
          writers[index]?.append(cell(link) ?? null);
        });
      }
      current = links;
      yield { rows: links.length, columns: writers.map((writer) => writer.take()) };
    }
  }

  return {
    current: () => current,
    table: createBatchStream({
      fields: COLUMNS.map(({ field }) => field),
      metadata: { params: [], infos: [] },
      read,
      conclude: (rows) => ({ ...summarize(), rows }),
      close: async () => void (await source.return(undefined)),
    }),
  };
}
