import { parseRewrites } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { type SsaRecord, type SsaResult, SsaService } from "@armillary/ssap";
import { onTestFinished } from "vitest";
import { type FaultyService, faultyService } from "../support/faulty-service.ts";

/** A scripted service at `/ssa` under the URL that its archive has, and a client of it. */
export async function openService(
  answer: string | Uint8Array,
  {
    as,
    type = "text/xml",
    status = 200,
  }: { readonly as?: string; readonly type?: string; readonly status?: number } = {},
): Promise<{ readonly service: SsaService; readonly server: FaultyService }> {
  const server = await faultyService();
  const url = server.on("/ssa", ({ response }) => response.writeHead(status, { "content-type": type }).end(answer));
  const place = as === undefined ? undefined : as.replace(/\?.*$/, "");
  const rewrites = place === undefined ? [] : parseRewrites(`${place}=${url}`);
  const transport = createNodeTransport({ retry: { baseMs: 1, retries: 1 }, rewrites });
  onTestFinished(() => transport.close());
  return { service: new SsaService(as ?? url, { transport }), server };
}

export async function recordsOf(result: SsaResult): Promise<SsaRecord[]> {
  const records: SsaRecord[] = [];
  for await (const record of result.records()) records.push(record);
  return records;
}

/** What was asked for, by name. */
export function askedOf(server: FaultyService, request = 0): Record<string, string> {
  const url = new URL(server.received[request]?.url ?? "", server.origin);
  return Object.fromEntries(url.searchParams);
}

/** What a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`it did not fail, but gave ${String(value)}`);
    },
    (failure: unknown) => failure,
  );
}

/** A column, as its attributes say. */
export function field(name: string, attributes: Readonly<Record<string, string>> = {}): string {
  const all = { datatype: "char", ...(attributes["datatype"] === undefined ? { arraysize: "*" } : {}), ...attributes };
  const text = Object.entries(all).map(([key, value]) => `${key}="${value}"`);
  return `<FIELD name="${name}" ${text.join(" ")}/>`;
}

/** A TABLE of these columns and rows. */
export function table(fields: readonly string[], rows: readonly (readonly (string | number)[])[], more = ""): string {
  const cells = rows.map((row) => `<TR>${row.map((cell) => `<TD>${cell}</TD>`).join("")}</TR>`);
  return `<TABLE>${more}${fields.join("")}<DATA><TABLEDATA>${cells.join("")}</TABLEDATA></DATA></TABLE>`;
}

export const OK = '<INFO name="QUERY_STATUS" value="OK"/>';

/** An answer of VOTable 1.4; `before` and `after` stand beside the table. */
export function answer(content: string, before: string = OK, after = ""): string {
  return `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">${before}${content}${after}</RESOURCE></VOTABLE>`;
}
