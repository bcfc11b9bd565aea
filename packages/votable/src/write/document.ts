import type { ColumnBatch, Field } from "@armillary/columns";
import { VotableError } from "../errors.ts";
import type { Info, Resource } from "../model.ts";
import { type DataOptions, encodeData } from "./data.ts";
import { WriteDiagnostics } from "./diagnostics.ts";
import type { HeldRows } from "./fits-stream.ts";
import { headElements, type VotableHead, versionFor, XML_DECLARATION } from "./head.ts";
import type { VotableVersion, WrittenSerialization } from "./versions.ts";
import { printElement, printStart, type XmlNode } from "./xml.ts";

/** A table as a document of its own: what it says of itself, and its rows. */
export interface WrittenTable {
  /** All but the fields; what the RESOURCEs and the document around it said is said in its own RESOURCE. */
  readonly head: Omit<VotableHead, "fields">;
  /** Ready for the serialization and version: see `readyFields`. */
  readonly fields: readonly Field[];
  readonly batches: AsyncIterable<ColumnBatch>;
  /** The rows held, where they are: FITS wants them so; others say how many there will be. */
  readonly held?: HeldRows;
  /** INFOs to stand behind the TABLE, asked for when all rows are written: QUERY_STATUS may be among them. */
  infosBehind?(): Promise<readonly Info[]>;
  /**
   * Descriptors of services, each to be a RESOURCE of type meta behind that of the table (DataLink 1.1, section 4); asked for
   * after `infosBehind`. Tables and RESOURCEs in them are not written.
   */
  servicesBehind?(): readonly Resource[];
}

export interface WriteOptions {
  /** Default `tabledata`. */
  readonly serialization?: WrittenSerialization;
  /** Default 1.4, or 1.5 where the head has something that came with it. */
  readonly version?: VotableVersion;
  /** `off` prints with the TypeScript path alone (default `auto`). */
  readonly kernel?: "auto" | "off";
  /** Chunks may be good only until the next is asked for (default false). */
  readonly lend?: boolean;
  /** Takes what is lost or changed in writing. */
  readonly diagnostics?: WriteDiagnostics;
}

const utf8 = new TextEncoder();

/**
 * The version that is written: the one asked for, or 1.4, or 1.5 where the head has something that came with it.
 * @throws VotableError code VOT_WRITE for BINARY2 before 1.3
 */
export function writtenVersion(
  head: Pick<VotableHead, "coosys">,
  { serialization, version = versionFor(head) }: Pick<WriteOptions, "serialization" | "version">,
): VotableVersion {
  if (serialization !== "binary2" || version >= "1.3") return version;
  throw new VotableError("VOT_WRITE", `VOTable ${version} has no BINARY2, which came with 1.3. Write BINARY, or 1.3.`);
}

/**
 * A VOTable document in UTF-8: one RESOURCE of type results with one TABLE, and behind it the services that are described for
 * it, in the namespace of the version and with the location of its schema. Rows are written as they come, in constant memory (but for FITS, see `encodeData`).
 *
 * What the version does not have is left out, or put in its older form, and reported in `options.diagnostics`: TIMESYS
 * before 1.4, xtype and attributes of INFO, and services, before 1.2, COOSYS refposition before 1.5.
 * @throws VotableError code VOT_WRITE; that of BINARY2 before 1.3 before anything is written
 * @see VOTable 1.5, sections 3 "The VOTable Document", 5 "Data Content" and 9 "Differences between versions"
 */
export async function* writeVotable(
  table: WrittenTable,
  options: WriteOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { serialization = "tabledata", kernel, lend = false, diagnostics = new WriteDiagnostics() } = options;
  const version = writtenVersion(table.head, { ...options, serialization });
  const { fields } = table;
  const head = headElements({ ...table.head, fields }, version, diagnostics);
  const { attributes } = head.table;
  const { held } = table;
  const rows = held === undefined ? {} : { nrows: String(held.rows) };
  const start = { ...head.table, attributes: { ...attributes, ...rows } };
  yield utf8.encode(
    XML_DECLARATION + printStart(head.root) + printStart(head.resource, "  ") + printStart(start, "    "),
  );
  if (fields.length > 0) {
    yield utf8.encode(INDENT);
    const data: DataOptions = {
      serialization,
      version,
      indent: INDENT,
      diagnostics,
      lend,
      ...(held === undefined ? {} : { held }),
    };
    yield* encodeData(fields, table.batches, kernel === undefined ? data : { ...data, kernel });
    yield utf8.encode("\n");
  }
  const infos = (await table.infosBehind?.()) ?? [];
  const behind = [...infos.map((info) => head.infoBehind(info)), ...head.rest];
  const services = head.servicesBehind(table.servicesBehind?.() ?? []);
  const print = (elements: readonly XmlNode[], indent: string): string =>
    elements.map((element) => printElement(element, indent)).join("");
  yield utf8.encode(`    </TABLE>\n${print(behind, "    ")}  </RESOURCE>\n${print(services, "  ")}</VOTABLE>\n`);
}

const INDENT = "      ";
