import type { ConvertOptions, FormatName, IdentifiedSource, OpenTableOptions, TableStream } from "@armillary/formats";
import { convert, FORMATS, formatNamed, formatOfFileName, identify, openIdentified } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import { CommandError, failureIn, usageError } from "../failure.ts";
import { type Input, openInput } from "../input.ts";
import { ClosedPipeError, type Io } from "../io.ts";
import { Progress } from "../progress.ts";
import { openSink, type Sink } from "../sink.ts";
import { warnOfSummary, warnOfWriting } from "../warnings.ts";

export interface ConvertArguments {
  readonly input: string;
  readonly output: string;
  readonly from?: FormatName;
  readonly to?: FormatName;
  readonly table: number;
  /** Whether the command line says which table: that one alone is wanted then. */
  readonly namesTable?: boolean;
  readonly columns?: readonly string[];
  readonly limit?: number;
  readonly strict: boolean;
  readonly lenient: boolean;
  readonly types?: NonNullable<OpenTableOptions["types"]>;
  readonly compression?: NonNullable<ConvertOptions["compression"]>;
  readonly serialization?: NonNullable<ConvertOptions["serialization"]>;
  readonly votableVersion?: NonNullable<ConvertOptions["version"]>;
  readonly timeoutMs?: number;
  readonly verbose: boolean;
}

/** `armillary convert`: one table from IN to OUT, streaming. */
export async function runConvert(args: ConvertArguments, io: Io): Promise<void> {
  const { input: inputText, output, verbose, ...options } = args;
  const to = outputFormat(output, args.to, io);
  const sink = await openSink(output, io);
  const input = await openInput(inputText, io, options);
  const progress = new Progress(io, input.size);
  let table: TableStream | undefined;
  try {
    const opening: OpenTableOptions = {
      ...tableOptions(options),
      ...(input.name === undefined ? {} : { name: input.name }),
      ...input.access,
      onProgress: ({ bytesRead }) => {
        progress.bytesRead = bytesRead;
      },
    };
    const source = await identify(input.bytes, opening);
    if (to === "votable" && source.format === "votable" && wantsWhole(options)) {
      await convertDocument(source, options.serialization, { io, input, output, sink, progress });
      tell(io, progress, output, verbose);
      return;
    }
    table = await openIdentified(source, opening);
    const written: Diagnostic[] = [];
    for await (const chunk of convert(countRows(table, progress), to, {
      ...(await convertOptions(to, options)),
      onDiagnostic: (diagnostic) => written.push(diagnostic),
    })) {
      await sink.write(chunk);
    }
    const summary = await table.summary;
    if (summary.status === "ERROR") throw serviceError(summary.message);
    await sink.commit();
    progress.end();
    warnOfSummary(io, input.label, summary);
    warnOfWriting(io, output === "-" ? "standard output" : output, written);
    tell(io, progress, output, verbose);
  } catch (thrown) {
    await sink.discard();
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(input.label, thrown);
  } finally {
    progress.end();
    await table?.close();
  }
}

/** Whether nothing is asked of a VOTable but how its rows are written: then it keeps all else that it has. */
function wantsWhole({
  namesTable,
  columns,
  limit,
  strict,
  lenient,
  votableVersion,
}: Partial<ConvertArguments>): boolean {
  const isNarrowed = namesTable === true || columns !== undefined || limit !== undefined;
  return !isNarrowed && strict !== true && lenient !== true && votableVersion === undefined;
}

/** A whole VOTable document, its rows in another serialization. */
async function convertDocument(
  source: IdentifiedSource,
  serialization: ConvertOptions["serialization"],
  to: {
    readonly io: Io;
    readonly input: Input;
    readonly output: string;
    readonly sink: Sink;
    readonly progress: Progress;
  },
): Promise<void> {
  const { io, input, output, sink } = to;
  const { warnOfEdit, writeEdited } = await import("./write-edited.ts");
  const edits = serialization === undefined ? {} : { serialization };
  const summary = await writeEdited({ bytes: source.bytes, edits, strict: false, lenient: false }, to);
  if (summary.status === "ERROR") throw serviceError(summary.message);
  await sink.commit();
  to.progress.end();
  warnOfEdit(io, input, output, summary, true);
}

function tell(io: Io, progress: Progress, output: string, verbose: boolean): void {
  if (!verbose && io.stderr.isTTY !== true) return;
  io.stderr.write(`${progress.describe()}${output === "-" ? "" : ` → ${output}`}\n`);
}

/** The format of OUT: what `--to` says, else what its name says, CSV on standard output. */
function outputFormat(output: string, to: FormatName | undefined, io: Io): FormatName {
  const written = FORMATS.filter(({ writes }) => writes).map(({ name }) => name);
  const format = to ?? (output === "-" ? "csv" : formatOfFileName(output));
  if (format === undefined) {
    throw usageError(`The name of ${output} does not tell its format.`, `Say it with --to: ${written.join(", ")}.`);
  }
  if (/\.gz$/i.test(output)) {
    throw usageError(
      "Output is not compressed here.",
      `Pipe it: armillary convert IN --to ${format} | gzip > ${output}`,
    );
  }
  if (formatNamed(format)?.writes !== true) {
    throw usageError(`${format} is not written.`, `Formats that are: ${written.join(", ")}.`);
  }
  if (output === "-" && io.stdout.isTTY === true && formatNamed(format)?.binary === true) {
    throw usageError(`${format} is binary: not for a terminal.`, "Name a file as OUT, or pipe the output on.");
  }
  return format;
}

function tableOptions(options: Omit<ConvertArguments, "input" | "output" | "verbose">): OpenTableOptions {
  const { from, table, columns, limit, strict, lenient, types } = options;
  return {
    table,
    strict,
    lenient,
    lend: true,
    ...(from === undefined ? {} : { format: from }),
    ...(columns === undefined ? {} : { columns }),
    ...(limit === undefined ? {} : { limit }),
    ...(types === undefined ? {} : { types }),
  };
}

async function convertOptions(
  to: FormatName,
  { compression, serialization, votableVersion }: Partial<ConvertArguments>,
): Promise<ConvertOptions> {
  const { parquetWriterInThread, spoolToFile } = await import("@armillary/formats/node");
  return {
    spool: spoolToFile,
    ...(to === "parquet" ? { parquetWriter: parquetWriterInThread() } : {}),
    ...(compression === undefined ? {} : { compression }),
    ...(serialization === undefined ? {} : { serialization }),
    ...(votableVersion === undefined ? {} : { version: votableVersion }),
  };
}

function countRows(table: TableStream, progress: Progress): TableStream {
  return {
    fields: table.fields,
    get metadata() {
      return table.metadata;
    },
    async *batches() {
      for await (const batch of table.batches()) {
        progress.rows += batch.rows;
        yield batch;
      }
    },
    get summary() {
      return table.summary;
    },
    close: () => table.close(),
  };
}

function serviceError(message: string | undefined): CommandError {
  return new CommandError({
    code: "FORMAT_SERVICE_ERROR",
    message: "The service reports an error (QUERY_STATUS ERROR): the table is not to be used.",
    ...(message === undefined ? {} : { serviceMessage: message }),
  });
}
