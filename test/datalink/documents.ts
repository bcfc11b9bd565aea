import { parseRewrites, type Transport } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import {
  DatalinkService,
  findDescriptors,
  type Link,
  type LinksResult,
  type ServiceDescriptor,
} from "@armillary/datalink";
import { openVotable, type Votable } from "@armillary/votable";
import { onTestFinished } from "vitest";
import { type Answer, type FaultyService, faultyService } from "../support/faulty-service.ts";

/** Cells of a row of links, by the columns' names; what is left out is empty. */
export type LinkCells = Readonly<Record<string, string | number | boolean>>;

const COLUMNS: Readonly<Record<string, string>> = {
  ID: 'datatype="char" arraysize="*" ucd="meta.id;meta.main"',
  access_url: 'datatype="char" arraysize="*" ucd="meta.ref.url"',
  service_def: 'datatype="char" arraysize="*" ucd="meta.ref"',
  error_message: 'datatype="char" arraysize="*" ucd="meta.code.error"',
  description: 'datatype="char" arraysize="*" ucd="meta.note"',
  semantics: 'datatype="char" arraysize="*" ucd="meta.code"',
  content_type: 'datatype="char" arraysize="*" ucd="meta.code.mime"',
  content_length: 'datatype="long" unit="byte" ucd="phys.size;meta.file"',
};
/** Those of DataLink 1.1 that may be there. */
const NEW_COLUMNS: Readonly<Record<string, string>> = {
  content_qualifier: 'datatype="char" arraysize="*"',
  local_semantics: 'datatype="char" arraysize="*" ucd="meta.id.assoc"',
  link_auth: 'datatype="char" arraysize="*" ucd="meta.code"',
  link_authorized: 'datatype="boolean" ucd="meta.code"',
  readable: 'datatype="boolean"',
};

export interface LinksDocumentParts {
  readonly rows?: readonly LinkCells[];
  /** RESOURCEs behind the table. */
  readonly services?: string;
  readonly status?: "OK" | "OVERFLOW";
  readonly version?: "1.0" | "1.1";
}

/** A table of links as services send it. */
export function linksDocument({
  rows = [],
  services = "",
  status = "OK",
  version = "1.0",
}: LinksDocumentParts = {}): string {
  const optional = Object.entries(NEW_COLUMNS).filter(([name]) => rows.some((row) => name in row));
  const columns = [...Object.entries(COLUMNS), ...optional];
  const fields = columns.map(([name, attributes]) => `<FIELD name="${name}" ${attributes}/>`).join("");
  const cells = rows.map((row) => columns.map(([name]) => `<TD>${escaped(String(row[name] ?? ""))}</TD>`).join(""));
  const standard = version === "1.1" ? '<INFO name="standardID" value="ivo://ivoa.net/std/DataLink#links-1.1"/>' : "";
  return (
    '<?xml version="1.0"?><VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4"><RESOURCE type="results">' +
    `${standard}<INFO name="QUERY_STATUS" value="OK"/><TABLE>${fields}<DATA><TABLEDATA>` +
    `${cells.map((row) => `<TR>${row}</TR>`).join("")}</TABLEDATA></DATA></TABLE>` +
    `${status === "OK" ? "" : `<INFO name="QUERY_STATUS" value="${status}"/>`}</RESOURCE>${services}</VOTABLE>`
  );
}

export interface DescriptorParts {
  readonly id?: string;
  readonly utype?: string;
  readonly name?: string;
  readonly accessUrl?: string;
  readonly standardId?: string;
  /** PARAMs of the group, as XML. */
  readonly inputs?: string;
  /** PARAMs and the like beside it. */
  readonly more?: string;
}

/** A service descriptor. */
export function descriptorXml(parts: DescriptorParts = {}): string {
  const {
    id,
    utype = "adhoc:service",
    name,
    accessUrl = "https://archive.test/run",
    standardId,
    inputs = "",
    more = "",
  } = parts;
  const text = (param: string, value: string): string =>
    `<PARAM name="${param}" datatype="char" arraysize="*" value="${escaped(value)}"/>`;
  return (
    `<RESOURCE type="meta" utype="${utype}"${id === undefined ? "" : ` ID="${id}"`}${name === undefined ? "" : ` name="${name}"`}>` +
    `${accessUrl === "" ? "" : text("accessURL", accessUrl)}${standardId === undefined ? "" : text("standardID", standardId)}` +
    `<GROUP name="inputParams">${inputs}</GROUP>${more}</RESOURCE>`
  );
}

/** The descriptors of a document that has nothing else. */
export async function descriptorsOf(
  xml: string,
  documentUrl = "https://archive.test/links",
): Promise<ServiceDescriptor[]> {
  return findDescriptors(await readDocument(xml), documentUrl);
}

export async function descriptorOf(parts: DescriptorParts): Promise<ServiceDescriptor> {
  const [found] = await descriptorsOf(linksDocument({ services: descriptorXml(parts) }));
  if (found === undefined) throw new Error("the document has no descriptor");
  return found;
}

export async function readDocument(xml: string): Promise<Votable> {
  const reader = await openVotable(new TextEncoder().encode(xml));
  await reader.summary;
  return reader.document;
}

/** Answers with a table of links. */
export function linksAnswer(
  parts: LinksDocumentParts,
  contentType = "application/x-votable+xml;content=datalink",
): Answer {
  return xmlAnswer(linksDocument(parts), contentType);
}

export function xmlAnswer(xml: string, contentType = "application/x-votable+xml"): Answer {
  return ({ response }) => response.writeHead(200, { "Content-Type": contentType }).end(xml);
}

/** The IDs that a request asks for, by GET or POST. */
export function askedIds({ url, form }: Parameters<Answer>[0]): string[] {
  return [...url.searchParams.getAll("ID"), ...form.getAll("ID")];
}

/** A row for each ID that is asked for. */
export function everyId(make: (id: string) => LinkCells = fileOf): Answer {
  return (call) => linksAnswer({ rows: askedIds(call).map(make) })(call);
}

export function fileOf(id: string): LinkCells {
  return { ID: id, access_url: `https://archive.test/${id}.fits`, semantics: "#this", content_type: "image/fits" };
}

export function openTransport(options: NodeTransportOptions = {}): Transport {
  const transport = createNodeTransport({ retry: { baseMs: 1, retries: 1 }, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

/** A scripted links service at `/links`, and a client that knows it under another URL, where one is given. */
export async function linksService(
  answer: Answer,
  as?: string,
): Promise<{ readonly server: FaultyService; readonly service: DatalinkService; readonly transport: Transport }> {
  const server = await faultyService();
  server.on("/links", answer);
  const transport = openTransport(as === undefined ? {} : { rewrites: parseRewrites(`${as}=${server.origin}/links`) });
  return { server, transport, service: new DatalinkService(as ?? `${server.origin}/links`, { transport }) };
}

export async function linksIn(result: LinksResult): Promise<Link[]> {
  const links: Link[] = [];
  for await (const link of result.records()) links.push(link);
  return links;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
