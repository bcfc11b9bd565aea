import { createNodeTransport } from "@armillary/dali/node";
import { type SiaRecord, type SiaResult, SiaService, type SiaServiceOptions } from "@armillary/siap";
import { onTestFinished } from "vitest";
import { type Answer, faultyService } from "../support/faulty-service.ts";

/** A column of a made-up answer: the attributes of its FIELD, and a cell a row. */
export type Column = readonly [attributes: string, ...cells: readonly string[]];

export const text = (name: string, rest = ""): string => `name="${name}" datatype="char" arraysize="*" ${rest}`;
export const real = (name: string, rest = ""): string => `name="${name}" datatype="double" ${rest}`;

/** A TABLE of columns. */
export function tableOf(columns: readonly Column[]): string {
  const fields = columns.map(([attributes]) => `<FIELD ${attributes}/>`).join("");
  const [first = [""]] = columns;
  const rows = first.slice(1).map((_, row) => {
    const cells = columns.map((column) => `<TD>${column[row + 1] ?? ""}</TD>`).join("");
    return `<TR>${cells}</TR>`;
  });
  return `<TABLE>${fields}<DATA><TABLEDATA>${rows.join("")}</TABLEDATA></DATA></TABLE>`;
}

/** A VOTable of one table of results. */
export function votable(
  inside: string,
  attributes = 'version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"',
): string {
  return `<?xml version="1.0"?><VOTABLE ${attributes}>${inside}</VOTABLE>`;
}

export const results = (columns: readonly Column[]): string =>
  votable(`<RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>${tableOf(columns)}</RESOURCE>`);

/** Columns that version 1 requires. */
export const SIA1_COLUMNS: readonly Column[] = [
  [text("title", 'ucd="VOX:Image_Title"'), "A", "B", "C"],
  [
    text("url", 'ucd="VOX:Image_AccessReference"'),
    "https://example.org/a",
    "https://example.org/b",
    "https://example.org/c",
  ],
  [text("format", 'ucd="VOX:Image_Format"'), "image/fits", "image/jpeg", ""],
];

interface OpenOptions extends Partial<Omit<SiaServiceOptions, "transport">> {
  readonly path?: string;
  /** Of the base URL, from the question mark on. */
  readonly query?: string;
  /** Address that the service believes it has: its facts are those of it. */
  readonly address?: string;
}

/**
 * A service with one answer, at an address of this machine or, by a rewriting transport, at one of an archive: what is
 * known of the archive holds then.
 */
export async function openSia(answer: string | Answer, options: OpenOptions = {}) {
  const { path = "/sia", query = "", address, ...rest } = options;
  const service = await faultyService();
  const respond: Answer =
    typeof answer === "string" ? ({ response }) => response.setHeader("content-type", "text/xml").end(answer) : answer;
  const place = address === undefined ? path : new URL(address).pathname;
  const local = service.on(place, respond);
  const rewrites = address === undefined ? [] : [{ from: new URL(address).origin, to: service.origin }];
  const transport = createNodeTransport({ retry: { retries: 0 }, rewrites });
  onTestFinished(() => transport.close());
  const sia = new SiaService(address ?? `${local}${query}`, { transport, ...rest });
  return { sia, received: service.received, service, parameters: () => parametersOf(service.received.at(-1)?.url) };
}

/** Names and values of a query, in their order. */
export function parametersOf(url: string | undefined): (readonly [string, string])[] {
  return [...new URLSearchParams(url?.split("?")[1] ?? "")];
}

export async function recordsOf(result: SiaResult): Promise<SiaRecord[]> {
  const records: SiaRecord[] = [];
  for await (const record of result.records()) records.push(record);
  return records;
}
