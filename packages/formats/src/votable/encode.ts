import type { Field } from "@armillary/columns";
import type { Diagnostic, Info } from "@armillary/votable";
import {
  needsStatistics,
  readyFields,
  type VotableVersion,
  WriteDiagnostics,
  type WrittenSerialization,
  writeVotable,
  writtenVersion,
} from "@armillary/votable/write";
import { type HeldTable, holdTable } from "../hold/hold-table.ts";
import type { Spool } from "../random-access.ts";
import type { TableStream } from "../table-stream.ts";
import { describedServices } from "./described-services.ts";
import { type LookedAhead, lookAhead } from "./look-ahead.ts";

export interface VotableEncodeOptions {
  /** How rows are written (default `tabledata`). */
  readonly serialization?: WrittenSerialization;
  /** Default 1.4, or 1.5 where the table says something that came with it. */
  readonly version?: VotableVersion;
  /** Whether the services that the table's document describes for its columns are written, too (default true). */
  readonly services?: boolean;
  /** Keeps a table whose statistics must be known before its first row (default: in memory). */
  readonly spool?: Spool;
  /** Takes what is lost or changed in writing, once all is written. */
  readonly onDiagnostic?: (diagnostic: Diagnostic) => void;
  /** Chunks may be good only until the next is asked for (default false). */
  readonly lend?: boolean;
  /** `off` prints with the TypeScript path alone (default `auto`). */
  readonly kernel?: "auto" | "off";
}

/**
 * Tables up to this size are looked through before binary data of them is written: `char` there is ASCII to other software,
 * and as wide as its arraysize says, and many a document does not keep to that.
 */
const AHEAD_BYTES = 8 << 20;

/**
 * A table as a VOTable document: one RESOURCE with one TABLE, with all that the table's metadata has.
 *
 * Rows go out as they come, but where nulls need a VALUES null that is in no use, or strings in arrays a width: then the
 * table is read to its end first. In binary data of small tables, `char` that is not ASCII becomes `unicodeChar`, and
 * strings too long for their arraysize get another; in large ones the first is reported, the second an error. INFOs that come behind the rows, QUERY_STATUS among them, stand behind the TABLE.
 *
 * The services that the table's document describes for these columns (RESOURCEs of utype `adhoc:service` and `adhoc:this`) follow in
 * RESOURCEs of their own, behind the rows, for many services send them there. One that takes a value from a column that is
 * not written is left out, and reported (`W-WRITE-SERVICE`). @see DataLink 1.1, section 4
 * @throws VotableError code VOT_WRITE for what a VOTable, or this serialization, cannot hold
 */
export async function* encodeVotable(
  table: TableStream,
  options: VotableEncodeOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { serialization = "tabledata", services = true, spool, kernel, lend = false, onDiagnostic } = options;
  const { metadata, fields } = table;
  const version = writtenVersion(metadata, { ...options, serialization });
  const known = new Set(metadata.infos);
  let held: HeldTable | undefined;
  let ahead: LookedAhead | undefined;
  try {
    if (needsStatistics(fields, { serialization, version })) held = await holdTable(table, spool);
    else if (isBinary(serialization) && fields.some(isChar)) ahead = await lookAhead(table, AHEAD_BYTES);
    const statistics = held?.statistics ?? ahead?.statistics;
    const ready = readyFields(fields, { serialization, version, ...(statistics === undefined ? {} : { statistics }) });
    const diagnostics = new WriteDiagnostics();
    yield* writeVotable(
      {
        head: metadata,
        fields: ready.fields,
        batches: (held ?? ahead ?? table).batches(),
        ...(held === undefined ? {} : { held }),
        infosBehind: () => infosBehind(table, known),
        servicesBehind: () => (services ? describedServices(table, diagnostics) : []),
      },
      { serialization, version, diagnostics, lend, ...(kernel === undefined ? {} : { kernel }) },
    );
    for (const diagnostic of [...ready.diagnostics, ...diagnostics.list()]) onDiagnostic?.(diagnostic);
  } finally {
    await held?.close();
  }
}

function isBinary(serialization: WrittenSerialization): boolean {
  return serialization === "binary" || serialization === "binary2";
}

function isChar({ datatype }: Field): boolean {
  return datatype === "char";
}

/** The INFOs that came after those known first; a status that none of them says is said. */
async function infosBehind(table: TableStream, known: ReadonlySet<Info>): Promise<Info[]> {
  const { status, message } = await table.summary;
  const { infos } = table.metadata;
  const behind = infos.filter((info) => !known.has(info));
  const said = infos.filter(({ name }) => name === "QUERY_STATUS").at(-1)?.value;
  if (status === "OK" || said?.trim().toUpperCase() === status) return behind;
  const text = message === undefined ? {} : { text: message };
  return [...behind, { name: "QUERY_STATUS", value: status, ...text }];
}
