import type { Column, ColumnBatch, Field } from "@armillary/columns";
import { printRows } from "@armillary/columns/print";
import { BinaryRowWriter } from "./binary-rows.ts";
import { type CheckColumn, createCheck } from "./check-columns.ts";
import { WriteDiagnostics } from "./diagnostics.ts";
import { tabledataStyle } from "./tabledata-style.ts";
import type { VotableVersion, WrittenSerialization } from "./versions.ts";

export interface DataOptions {
  readonly serialization: WrittenSerialization;
  readonly version: VotableVersion;
  /** White space before each line but the first (default none). */
  readonly indent?: string;
  /** `off` prints with the TypeScript path alone (default `auto`). */
  readonly kernel?: "auto" | "off";
  /** Takes what is lost or changed in writing. */
  readonly diagnostics?: WriteDiagnostics;
}

const utf8 = new TextEncoder();

/**
 * The bytes from `<DATA>` to `</DATA>`, without a line feed behind. Fields must be ready for that serialization and version
 * (see `readyFields`), and the columns of each batch are theirs, in their order.
 *
 * Each chunk has memory of its own. How the rows are cut into batches does not change the bytes. A value that would
 * not read back as it is, is reported in `options.diagnostics`; one that cannot be written at all is an error.
 * @throws VotableError code VOT_WRITE: row, column and what to do
 * @see VOTable 1.5, sections 5.1 "TABLEDATA", 5.3 "BINARY", 5.4 "BINARY2"
 */
export async function* encodeData(
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
  options: DataOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const { serialization, indent = "", kernel } = options;
  const element = serialization.toUpperCase();
  const isText = serialization === "tabledata";
  yield utf8.encode(`<DATA>\n${indent}<${element}>\n${isText ? "" : `${indent}<STREAM encoding="base64">\n`}`);
  if (serialization === "fits") throw new TypeError("FITS is not written yet.");
  const checked = checkedBatches(fields, batches, { ...options, serialization });
  if (isText) {
    yield* printRows(checked, tabledataStyle(fields, options.version), kernel === undefined ? {} : { kernel });
  } else {
    const writer = new BinaryRowWriter(fields, serialization === "binary2");
    for await (const batch of checked) yield* writer.write(batch);
    const last = writer.finish();
    if (last !== undefined) yield last;
  }
  yield utf8.encode(`${isText ? "" : `${indent}</STREAM>\n`}${indent}</${element}>\n${indent}</DATA>`);
}

async function* checkedBatches(
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
  {
    serialization,
    version,
    diagnostics = new WriteDiagnostics(),
  }: DataOptions & { serialization: "tabledata" | "binary" | "binary2" },
): AsyncGenerator<ColumnBatch, void, void> {
  const checks = fields.map((field): CheckColumn => createCheck(field, { serialization, version, diagnostics }));
  let firstRow = 0;
  for await (const { rows, columns } of batches) {
    yield { rows, columns: checks.map((check, index) => check(columns[index] as Column, firstRow)) };
    firstRow += rows;
  }
}
