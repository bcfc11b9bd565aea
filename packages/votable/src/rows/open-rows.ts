import type { Field } from "@armillary/columns";
import type { ChunkReader } from "../bytes/source.ts";
import { ByteWindow } from "../bytes/window.ts";
import { rowBytes } from "../cells/layout.ts";
import type { DocumentBuilder, Signal } from "../document/builder.ts";
import { checkElement } from "../document/checks.ts";
import type { Reports } from "../document/reports.ts";
import { loadKernel } from "../kernel/load.ts";
import type { Kernel } from "../kernel/types.ts";
import type { ReadingOptions } from "../options.ts";
import type { XmlTokenizer } from "../xml/tokenizer.ts";
import { Base64Decoder } from "./base64.ts";
import { BinaryRows } from "./binary.ts";
import { chooseColumns } from "./choose-columns.ts";
import { DeferredRows, RefusedRows } from "./deferred.ts";
import { KernelBase64 } from "./kernel-base64.ts";
import { KernelBinary } from "./kernel-binary.ts";
import { KernelTableData } from "./kernel-tabledata.ts";
import { openParquetRows } from "./parquet.ts";
import { BatchLimits, type CellFaults, type RowPlan, type RowSource } from "./row-source.ts";
import { RowTexts } from "./row-texts.ts";
import { openStream, skipToEnd } from "./stream.ts";
import { TableDataRows } from "./tabledata.ts";
import { VersionChecks } from "./version-checks.ts";

export interface RowsContext {
  readonly signal: Extract<Signal, { kind: "data" }>;
  readonly tokenizer: XmlTokenizer;
  readonly builder: DocumentBuilder;
  readonly reports: Reports;
  readonly faults: CellFaults;
  readonly options: ReadingOptions;
  /** Takes the source behind an href, to be closed with the document. */
  readonly onSource: (source: ChunkReader) => void;
}

/** Bytes of scalars and fixed arrays in a batch, null or not. */
const MOST_BATCH_BYTES = 32 * 1024 * 1024;

/** Bytes of a row at most: what the kernel can tell of a cell. */
const MOST_ROW_BYTES = 2 ** 30 - 1;

export interface OpenedRows {
  readonly rows: RowSource;
  /** The columns that the rows have; or why they cannot have them: the table can be skipped all the same. */
  readonly fields: readonly Field[] | { readonly failure: unknown };
  /** Whether the rows are behind an href. */
  readonly far?: boolean;
}

/** Opens the rows of the serialization whose start tag has been read, and says which columns they will have. */
export async function openRows(context: RowsContext): Promise<OpenedRows> {
  const { signal, options } = context;
  const { meta } = signal.table;
  // A FITS stream may bring the only description of its columns.
  if (signal.serialization === "FITS" && meta.fields.length === 0) return openWanted(context, []);
  let wanted: number[];
  try {
    wanted = chooseColumns(meta.fields, options.columns);
  } catch (failure) {
    const { rows, far = false } = await openWanted(context, []);
    return { rows: new RefusedRows(rows, failure), fields: { failure }, far };
  }
  return openWanted(context, wanted);
}

async function openWanted(context: RowsContext, wanted: readonly number[]): Promise<OpenedRows> {
  const { signal, tokenizer, builder, reports, faults, options } = context;
  const { meta, arraysizes } = signal.table;
  const fields = wanted.map((index) => meta.fields[index] as Field);
  // A row of nulls is short in the document, and takes the room of its fixed arrays here.
  const bytesOfRow = fields.reduce((sum, field) => sum + rowBytes(field.layout), 0);
  const rowsThatFit = Math.max(1, Math.floor(MOST_BATCH_BYTES / bytesOfRow));
  const plan: RowPlan = {
    fields: meta.fields,
    arraysizes,
    wanted,
    limits: new BatchLimits(Math.min(options.rowsPerBatch, rowsThatFit), options.bytesPerBatch),
    faults,
    maxRowBytes: Math.min(options.limits.maxRowBytes, MOST_ROW_BYTES),
    // From VOTable 1.6 on, arraysize of char counts bytes of UTF-8.
    charUnit: (builder.version ?? "") >= "1.6" ? "bytes" : "characters",
    checks: new VersionChecks(builder.version),
  };
  const { serialization } = signal;
  if (serialization === "TABLEDATA") {
    const texts = new RowTexts(tokenizer, builder, reports, plan);
    // The kernel looks at bytes: rows behind `<TABLEDATA/>` would be in it.
    const kernel = tokenizer.isSelfClosed ? undefined : await kernelFor(options);
    const prefix = signal.name.slice(0, -"TABLEDATA".length);
    const rows =
      kernel === undefined
        ? new TableDataRows(tokenizer, texts, plan)
        : new KernelTableData(kernel, tokenizer, texts, plan, prefix);
    return { rows, fields };
  }
  const kernel = await kernelFor(options);
  const stream = await openStream(tokenizer, reports, {
    resolveHref: options.resolveHref,
    signal: options.signal,
    maxCompressionRatio: options.limits.maxCompressionRatio,
    base64: () => (kernel === undefined ? new Base64Decoder() : new KernelBase64(kernel)),
    onStart: (event) => checkElement("STREAM", event.attributes, builder.version, reports),
    onSource: context.onSource,
  });
  const open = async (): Promise<OpenedRows> => {
    const { chunks, place } = stream;
    switch (serialization) {
      case "FITS": {
        // Loaded when it comes: most documents have none, and a page need not carry it.
        const { openFitsRows } = await import("./fits.ts");
        const extnum = signal.attributes.get("extnum");
        return openFitsRows({ chunks, fields: meta.fields, wanted, extnum, place }, options, reports);
      }
      case "PARQUET":
        return { rows: openParquetRows({ chunks, fields: meta.fields, wanted, place }, options), fields };
      default: {
        const window = new ByteWindow(chunks, { hasLines: false });
        const mask = serialization === "BINARY2";
        const rows =
          kernel === undefined
            ? new BinaryRows(window, plan, mask, () => place)
            : new KernelBinary(kernel, window, plan, mask, () => place);
        return { rows, fields };
      }
    }
  };
  const described = meta.fields.length > 0 || serialization !== "FITS";
  if (stream.far && (described || options.resolveHref === undefined)) {
    const rows = new DeferredRows(
      async () => (await open()).rows,
      () => stream.chunks.close(),
    );
    return { rows: endingAfter(rows, tokenizer, reports), fields, far: true };
  }
  const opened = await open();
  return { rows: endingAfter(opened.rows, tokenizer, reports), fields: opened.fields, far: stream.far };
}

async function kernelFor({ kernel: wanted, lend }: ReadingOptions): Promise<Kernel | undefined> {
  if (wanted === "off") return undefined;
  const kernel = await loadKernel();
  if (kernel !== undefined) kernel.memory.lends = lend;
  return kernel;
}

/** Reads what follows a STREAM up to the end tag of the serialization, once the rows have ended. */
function endingAfter(rows: RowSource, tokenizer: XmlTokenizer, reports: Reports): RowSource {
  return {
    async next() {
      const batch = await rows.next();
      if (batch !== undefined) return batch;
      await readTail(tokenizer, reports);
      return undefined;
    },
    skip: () => rows.skip(),
    get uncounted() {
      return rows.uncounted === true;
    },
  };
}

/** Nothing may follow a STREAM, and a second one would have rows that are not read. */
async function readTail(tokenizer: XmlTokenizer, reports: Reports): Promise<void> {
  for (let event = await tokenizer.read(); event.type !== "end"; event = await tokenizer.read()) {
    if (event.type !== "start") continue;
    reports.offset = event.offset;
    const code = /(?:^|:)STREAM$/.test(event.name) ? "W-ELEMENT-REPEATED" : "W-ELEMENT-MISPLACED";
    reports.warn(code, `${event.name} after STREAM`, `<${event.name}> after the STREAM; left out`);
    await skipToEnd(tokenizer);
  }
}
