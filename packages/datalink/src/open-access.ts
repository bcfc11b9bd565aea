import { rowsOf, uniqueNames } from "@armillary/columns";
import { cleanBaseUrl, type DalResponse, isStandard, type OperationOptions, type Transport } from "@armillary/dali";
import { type OpenAnswerOptions, openAnswer } from "@armillary/dali/table";
import type { TableStream } from "@armillary/formats";
import { openData } from "./data-answer.ts";
import { findDescriptors } from "./descriptor/find-descriptors.ts";
import type { ServiceDescriptor } from "./descriptor/model.ts";
import { findLinksFacts } from "./facts.ts";
import { isLinksType, type Link, ownId, readLinks } from "./record.ts";

/** What an `access_url` turned out to lead to. */
export type OpenedAccess =
  | {
      /** A table of links, read whole. */
      readonly kind: "links";
      readonly url: string;
      readonly links: readonly Link[];
      readonly descriptors: readonly ServiceDescriptor[];
    }
  | {
      /** Another VOTable: a spectrum, a catalogue, the answer of some service. */
      readonly kind: "table";
      readonly url: string;
      readonly table: TableStream;
    }
  | {
      /** Anything else, as bytes: FITS, an image, a page. */
      readonly kind: "file";
      readonly url: string;
      readonly response: DalResponse;
      /** Whether it is a web page: of a folder, or for people. */
      readonly isPage: boolean;
    };

export interface OpenAccessOptions extends OperationOptions, Pick<OpenAnswerOptions, "lenient"> {}

/**
 * Asks for what an `access_url` leads to, and tells a table of links from a file. What it is shows in its bytes and its columns;
 * the Content-Type says it, too, where services are right about it, and no more is believed of it than that.
 * @throws DalError DAL_QUERY_ERROR for error documents, and as the transport
 */
export async function openAccess(
  transport: Transport,
  url: string,
  { lenient, ...operation }: OpenAccessOptions = {},
): Promise<OpenedAccess> {
  const response = await transport.request({ url: cleanBaseUrl(url), ...operation });
  const { kind, response: data } = await openData(response, true);
  if (kind !== "votable") return { kind: "file", url: data.url, response: data, isPage: kind === "html" };
  const table = await openAnswer(data, { table: "results", ...(lenient === undefined ? {} : { lenient }) });
  if (!isLinksTable(table, data.headers.get("content-type"))) return { kind: "table", url: data.url, table };
  return { kind: "links", url: data.url, ...(await readTable(table, data.url)) };
}

/** Columns that a table of links has from 1.0 on, and hardly another. */
const COLUMNS: readonly string[] = ["id", "access_url", "service_def", "error_message", "semantics"];

function isLinksTable({ fields, metadata }: TableStream, contentType: string | null): boolean {
  const names = fields.map(({ name }) => name.toLowerCase());
  const isDeclared = metadata.infos.some(
    ({ name, value }) => name.toLowerCase() === "standardid" && isStandard(value, "DataLink", "links"),
  );
  // Some services send every VOTable as one of links; the columns must be there in any case.
  const wanted = isDeclared || isLinksType(contentType) ? COLUMNS.slice(0, 2) : COLUMNS;
  return wanted.every((name) => names.includes(name));
}

async function readTable(
  table: TableStream,
  url: string,
): Promise<{ readonly links: readonly Link[]; readonly descriptors: readonly ServiceDescriptor[] }> {
  const names = uniqueNames(table.fields.map(({ name }) => name));
  const rows: Record<string, unknown>[] = [];
  for await (const batch of table.batches()) {
    for (const cells of rowsOf(batch)) rows.push(Object.fromEntries(names.map((name, index) => [name, cells[index]])));
  }
  await table.summary;
  const { document } = table;
  const descriptors = document === undefined ? [] : findDescriptors(document, url);
  const context = { documentUrl: url, descriptors, depth: 0, facts: findLinksFacts(url) };
  return { links: readLinks(rows, context, ownId), descriptors };
}
