import { type ColumnBatch, type Field, leafOf } from "@armillary/columns";
import type { Diagnostic } from "../api.ts";
import { VotableError } from "../errors.ts";
import type { Serialization } from "../model.ts";
import { encodeData } from "../write/data.ts";
import { WriteDiagnostics } from "../write/diagnostics.ts";
import { needsStatistics, readyFields } from "../write/ready-fields.ts";
import { VOTABLE_VERSIONS, type VotableVersion, type WrittenSerialization } from "../write/versions.ts";
import type { EditOptions, HeldRows } from "./edits.ts";
import { insideData } from "./written-data.ts";

/** Rows on their way from one serialization to another. */
export interface RowsToWrite {
  readonly from: Serialization;
  /** Name of their element as written, with its prefix. */
  readonly name: string;
  readonly fields: readonly Field[];
  readonly batches: AsyncIterable<ColumnBatch>;
}

export interface WrittenRows {
  /** The FIELDs as the rows need them. */
  readonly fields: readonly Field[];
  /** From the start tag of the serialization to its end tag. */
  chunks(): AsyncIterable<Uint8Array>;
  /** What is lost or changed: complete when all chunks were given. */
  diagnostics(): readonly Diagnostic[];
  close(): Promise<void>;
}

export interface RowsOptions {
  readonly serialization: WrittenSerialization;
  /** Of the document, in the standard's form. */
  readonly version: string | undefined;
}

/** Whether something must be known of all rows before the first can be written: they are to be held. */
export function needsHolding(fields: readonly Field[], from: Serialization, options: RowsOptions): boolean {
  const { serialization } = options;
  if (serialization === "fits") return true;
  const uncertain = fields.filter((field) => mayLackNull(field, from, serialization));
  return needsStatistics(uncertain, { serialization, version: writtenVersion(options) });
}

/** Makes rows ready to be written, holding them where that is needed. */
export async function writeRows(
  { from, name, fields, batches }: RowsToWrite,
  options: RowsOptions & Pick<EditOptions, "hold" | "kernel" | "encode">,
): Promise<WrittenRows> {
  const { serialization, hold, kernel, encode = encodeData } = options;
  const version = writtenVersion(options);
  let held: HeldRows | undefined;
  if (needsHolding(fields, from, options)) {
    if (hold === undefined) {
      throw new VotableError(
        "VOT_EDIT",
        `All rows are to be known before the first can be written in ${serialization}: give the option hold.`,
      );
    }
    held = await hold(fields, batches);
  }
  const statistics = held?.statistics;
  const ready = readyFields(fields, { serialization, version, ...(statistics === undefined ? {} : { statistics }) });
  const written = new WriteDiagnostics();
  const how = {
    serialization,
    version,
    diagnostics: written,
    ...(held === undefined ? {} : { held }),
    ...(kernel === undefined ? {} : { kernel }),
  };
  return {
    fields: ready.fields,
    chunks: () => insideData(encode(ready.fields, held?.batches() ?? batches, how), name),
    diagnostics: () => [...ready.diagnostics, ...written.list()],
    close: async () => held?.close(),
  };
}

/** The version whose rules rows are written by: the nearest that is written. */
function writtenVersion({ version, serialization }: RowsOptions): VotableVersion {
  if (serialization === "binary2" && (version === undefined || version < "1.3")) return "1.3";
  if (version === undefined || version > "1.5") return "1.5";
  return VOTABLE_VERSIONS.find((known) => known >= version) ?? "1.5";
}

/**
 * Whether values of such a column may be null and have no VALUES null to be written by: BINARY has no other nulls of
 * integers than that, nor have elements of arrays in TABLEDATA, BINARY and BINARY2 (docs/nulls.md).
 */
function mayLackNull({ layout, values }: Field, from: Serialization, to: WrittenSerialization): boolean {
  if (leafOf(layout).leaf.kind !== "int" || from === "FITS" || from === "PARQUET") return true;
  // One that the datatype cannot have is a null in TABLEDATA all the same.
  if (values?.some((domain) => domain.null !== undefined) === true) return true;
  return from !== "BINARY" && (layout.kind === "int" || to === "binary");
}
