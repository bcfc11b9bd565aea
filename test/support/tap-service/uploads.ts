import type { CellValue, ColumnBatch } from "@armillary/columns";
import { rowsOf } from "@armillary/columns";
import { openTable } from "@armillary/formats";
import type { Quirks } from "./quirks.ts";
import type { ServiceTable } from "./tables.ts";
import { QueryRefused } from "./values.ts";

/** Parameters, names in upper case, and files of a request. */
export interface Form {
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Takes apart a body of form parameters or of several parts (RFC 7578), and the query of the URL. */
export function readForm(query: URLSearchParams, contentType: string, body: Buffer): Form {
  const parameters: (readonly [string, string])[] = [...query].map(([name, value]) => [name.toUpperCase(), value]);
  const files = new Map<string, Uint8Array>();
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1];
  if (boundary === undefined) {
    for (const [name, value] of new URLSearchParams(body.toString("utf8")))
      parameters.push([name.toUpperCase(), value]);
    return { parameters, files };
  }
  const mark = Buffer.from(`--${boundary}`);
  for (let start = body.indexOf(mark); start >= 0; ) {
    const end = body.indexOf(mark, start + mark.length);
    if (end < 0) break;
    const part = body.subarray(start + mark.length + 2, end - 2);
    const blank = part.indexOf("\r\n\r\n");
    const head = part.subarray(0, blank).toString("utf8");
    const content = part.subarray(blank + 4);
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? "";
    if (/filename=/.test(head)) files.set(name, content);
    else parameters.push([name.toUpperCase(), content.toString("utf8")]);
    start = end;
  }
  return { parameters, files };
}

/** The tables that a request brings: `UPLOAD=name,param:part;…`. Tables by URL are fetched. */
export async function readUploads({ parameters, files }: Form, quirks: Quirks): Promise<ServiceTable[]> {
  const pairs = parameters.filter(([name]) => name === "UPLOAD").flatMap(([, value]) => value.split(";"));
  if (pairs.length > 0 && quirks.noUploads === true) throw new QueryRefused("UPLOAD is not supported");
  return Promise.all(
    pairs.map(async (pair) => {
      const [name = "", uri = ""] = pair.split(/,(.*)/s);
      const part = /^param:(.*)$/.exec(uri)?.[1];
      const bytes = part === undefined ? new Uint8Array(await (await fetch(uri)).arrayBuffer()) : files.get(part);
      if (bytes === undefined) throw new QueryRefused(`there is no part "${part}" for the upload ${name}`);
      return readUpload(`TAP_UPLOAD.${name}`, bytes, quirks);
    }),
  );
}

async function readUpload(name: string, bytes: Uint8Array, { uploads }: Quirks): Promise<ServiceTable> {
  const serialization =
    /<(TABLEDATA|BINARY2?)[\s>]/.exec(Buffer.from(bytes).toString("latin1"))?.[1]?.toLowerCase() ?? "none";
  const isTaken = uploads === undefined || uploads.accepts.includes(serialization);
  if (!isTaken && uploads.otherwise !== "empty") {
    throw new QueryRefused(
      `Cannot read the uploaded table: ${serialization.toUpperCase()} is not supported, but ${uploads.accepts.join(", ").toUpperCase()}`,
    );
  }
  const table = await openTable(bytes, { format: "votable" });
  const rows: CellValue[][] = [];
  for await (const batch of table.batches() as AsyncIterable<ColumnBatch>) rows.push(...rowsOf(batch));
  return { name, fields: table.fields, rows: isTaken ? rows : [] };
}
