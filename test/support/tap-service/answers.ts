import { gzipSync } from "node:zlib";
import { describeLayout } from "@armillary/columns";
import { convert, type FormatName } from "@armillary/formats";
import { awake } from "../awake.ts";
import { batchOf, bytesFrom, streamOf } from "../column-arbitraries.ts";
import type { Call } from "../faulty-service.ts";
import type { Relation } from "./engine.ts";
import type { Quirks } from "./quirks.ts";

/** An answer as it is written. */
export interface WrittenAnswer {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** How the connection ends, where that is not as it should. */
  readonly end?: "reset" | "end";
}

interface Written {
  readonly format: FormatName;
  readonly serialization?: "tabledata" | "binary" | "binary2";
  readonly contentType: string;
}

/** What the service writes for a value of RESPONSEFORMAT; undefined for what it does not know. */
export function formatFor(
  word: string | undefined,
  { alwaysSends, formatOnly }: Quirks,
  name: "RESPONSEFORMAT" | "FORMAT",
): Written | undefined {
  const votable = (
    serialization: "tabledata" | "binary" | "binary2",
    contentType = "application/x-votable+xml",
  ): Written => ({
    format: "votable",
    serialization: alwaysSends ?? serialization,
    contentType,
  });
  if (word === undefined || (formatOnly === true && name === "RESPONSEFORMAT"))
    return votable(formatOnly === true ? "binary" : "tabledata");
  switch (word.toLowerCase().replaceAll(" ", "")) {
    case "votable":
    case "application/x-votable+xml":
    case "text/xml":
      return votable(formatOnly === true ? "binary" : "tabledata");
    case "votable/td":
    case "application/x-votable+xml;serialization=tabledata":
      return votable("tabledata");
    case "votable/b":
    case "application/x-votable+xml;serialization=binary":
      return votable("binary");
    case "votable/b2":
    case "application/x-votable+xml;serialization=binary2":
      return votable("binary2");
    case "csv":
    case "text/csv":
      return { format: "csv", contentType: "text/csv" };
    case "tsv":
    case "text/tab-separated-values":
      return { format: "tsv", contentType: "text/tab-separated-values" };
    case "fits":
    case "application/fits":
      return { format: "fits", contentType: "application/fits" };
    case "parquet":
    case "application/vnd.apache.parquet":
      return { format: "parquet", contentType: "application/vnd.apache.parquet" };
    default:
      return undefined;
  }
}

/** Writes the rows of an answer, with what it says of itself and what goes wrong with it. */
export async function writeAnswer(
  relation: Relation,
  { format, serialization, contentType }: Written,
  status: "OK" | "OVERFLOW",
  quirks: Quirks,
): Promise<WrittenAnswer> {
  const fields = relation.fields.map((field) => ({ ...field, ...describeUnless(field) }));
  const sample = { fields, batches: [batchOf(fields, relation.rows)] };
  const said = quirks.noStatus === true ? [] : [{ name: "QUERY_STATUS", value: "OK" }];
  const table = streamOf(sample, { status, metadata: { params: [], infos: said } });
  const written = await bytesFrom(convert(table, format, serialization === undefined ? {} : { serialization }));
  const { bytes, end } = broken(written, quirks);
  return {
    bytes: quirks.gzipFiles === true ? gzipSync(bytes) : bytes,
    contentType,
    ...(end === undefined ? {} : { end }),
  };
}

/** Fields of uploads may lack what a writer needs. */
function describeUnless(field: Relation["fields"][number]): object {
  return field.datatype === undefined ? describeLayout(field.layout) : {};
}

function broken(bytes: Uint8Array, { breaks }: Quirks): { readonly bytes: Uint8Array; readonly end?: "reset" | "end" } {
  if (breaks === undefined) return { bytes };
  const text = Buffer.from(bytes).toString("utf8");
  let at = -1;
  for (let row = 0; row < breaks.rows; row++) at = text.indexOf("</TR>", at + 1);
  const kept = at < 0 ? text.length : at + "</TR>".length;
  const head = text.slice(0, kept);
  const error = '<INFO name="QUERY_STATUS" value="ERROR">canceling statement due to statement timeout</INFO>';
  switch (breaks.as) {
    case "info":
      return { bytes: Buffer.from(`${head}</TABLEDATA></DATA></TABLE>${error}</RESOURCE></VOTABLE>`) };
    case "second-document":
      return {
        bytes: Buffer.from(
          `${head}<?xml version="1.0"?>\n<VOTABLE version="1.3"><RESOURCE type="results">${error}</RESOURCE></VOTABLE>`,
        ),
      };
    default:
      return { bytes: Buffer.from(head), end: breaks.as };
  }
}

/** Sends what was written, whole or broken off. */
export function sendAnswer({ response, socket }: Call, { bytes, contentType, end }: WrittenAnswer): void {
  const length = end === undefined ? bytes.length : bytes.length + 1000;
  response.writeHead(200, { "Content-Type": contentType, "Content-Length": String(length) });
  if (end === undefined) {
    response.end(bytes);
    return;
  }
  response.write(bytes, () => void awake(20).then(() => (end === "reset" ? socket.resetAndDestroy() : socket.end())));
}
