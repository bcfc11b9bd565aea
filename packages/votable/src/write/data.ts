import type { Column, ColumnBatch, Field } from "@armillary/columns";
import { printRows } from "@armillary/columns/print";
import { base64Lines } from "./base64-lines.ts";
import { BinaryRowWriter } from "./binary-rows.ts";
import { type CheckColumn, createCheck } from "./check-columns.ts";
import type { CheckContext } from "./check-context.ts";
import { WriteDiagnostics } from "./diagnostics.ts";
import { fitsBytes, type HeldRows } from "./fits-stream.ts";
import { tabledataStyle } from "./tabledata-style.ts";
import type { VotableVersion, WrittenSerialization } from "./versions.ts";

export interface DataOptions {
  readonly serialization: WrittenSerialization;
  readonly version: VotableVersion;
  /** White space before each line but the first (default none). */
  readonly indent?: string;
  /** `off` prints with the TypeScript path alone (default `auto`). */
  readonly kernel?: "auto" | "off";
  /** Chunks may be good only until the next is asked for (default false: each has memory of its own). */
  readonly lend?: boolean;
  /** Takes what is lost or changed in writing. */
  readonly diagnostics?: WriteDiagnostics;
  /** FITS, which wants to know all rows before the first: the rows; `batches` is not read then. */
  readonly held?: HeldRows;
}

const utf8 = new TextEncoder();

/**
 * The bytes from `<DATA>` to `</DATA>`, without a line feed behind. Fields must be ready for that serialization and version
 * (see `readyFields`), and the columns of each batch are theirs, in their order.
 *
 * Each chunk has memory of its own where that is not lent; the first and the last are the tags. How the rows are cut into batches does not change the bytes. A value that would
 * not read back as it is, is reported in `options.diagnostics`; one that cannot be written at all is an error.
 * @throws VotableError code VOT_WRITE: row, column and what to do
 * @see VOTable 1.5, sections 5.1 "TABLEDATA", 5.2 "FITS", 5.3 "BINARY", 5.4 "BINARY2"
 */
export async function* encodeData(
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
  options: DataOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const { serialization, indent = "" } = options;
  const element = serialization.toUpperCase();
  const isText = serialization === "tabledata";
  const attributes = serialization === "fits" ? ' extnum="1"' : "";
  const stream = isText ? "" : `${indent}<STREAM encoding="base64">\n`;
  const rows = encodeRows(fields, batches, options);
  yield utf8.encode(`<DATA>\n${indent}<${element}${attributes}>\n${stream}`);
  yield* rows;
  yield utf8.encode(`${isText ? "" : `${indent}</STREAM>\n`}${indent}</${element}>\n${indent}</DATA>`);
}

async function* encodeRows(
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
  options: DataOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const { serialization, version, kernel = "auto", lend = false, held, diagnostics = new WriteDiagnostics() } = options;
  if (serialization === "fits") {
    if (held === undefined) throw new TypeError("FITS is written of rows that are held.");
    yield* base64Lines(fitsBytes(held, diagnostics));
    return;
  }
  const checked = checkedBatches(fields, batches, { serialization, version, diagnostics });
  if (serialization === "tabledata") {
    yield* printRows(checked, tabledataStyle(fields, version), { kernel, lend });
    return;
  }
  const writer = new BinaryRowWriter(fields, serialization === "binary2");
  for await (const batch of checked) yield* writer.write(batch);
  const last = writer.finish();
  if (last !== undefined) yield last;
}

async function* checkedBatches(
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
  options: Pick<CheckContext, "serialization" | "version" | "diagnostics">,
): AsyncGenerator<ColumnBatch, void, void> {
  const checks = fields.map((field): CheckColumn => createCheck(field, options));
  let firstRow = 0;
  for await (const { rows, columns } of batches) {
    yield { rows, columns: checks.map((check, index) => check(columns[index] as Column, firstRow)) };
    firstRow += rows;
  }
}
