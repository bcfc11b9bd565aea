import type { ConvertOptions, FormatName, OpenTableOptions } from "@armillary/formats";
import type { EncodingThread } from "@armillary/formats/node";
import { CommandError, failureIn } from "../failure.ts";
import { ClosedPipeError, type Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { outputFormat } from "../output-format.ts";
import type { Progress } from "../progress.ts";
import { openSink, type Sink } from "../sink.ts";
import { warnOfSummary, warnOfWriting } from "../warnings.ts";
import { startThreadFor } from "../worth-thread.ts";
import { type Document, type InputsOptions, openDocument, openInputs } from "./open-inputs.ts";
import { writeTable } from "./write-table.ts";

export interface ConvertArguments extends NetworkOptions {
  /** At least one; the rows of several follow one another. */
  readonly inputs: readonly string[];
  readonly output: string;
  readonly from?: FormatName;
  readonly to?: FormatName;
  readonly table: number;
  /** Whether the command line says which table: that one alone is wanted then. */
  readonly namesTable?: boolean;
  readonly columns?: readonly string[];
  readonly skip?: number;
  readonly limit?: number;
  readonly strict: boolean;
  readonly lenient: boolean;
  readonly types?: NonNullable<OpenTableOptions["types"]>;
  readonly compression?: NonNullable<ConvertOptions["compression"]>;
  readonly arrowTypes?: NonNullable<ConvertOptions["arrowTypes"]>;
  readonly serialization?: NonNullable<ConvertOptions["serialization"]>;
  readonly votableVersion?: NonNullable<ConvertOptions["version"]>;
  readonly verbose: boolean;
}

/** `armillary convert`: one table, or several of the same columns one after the other, from IN to OUT, streaming. */
export async function runConvert(args: ConvertArguments, io: Io): Promise<void> {
  const { inputs, output, ...options } = args;
  const to = outputFormat({ output, to: args.to, standard: "csv", verb: "convert IN" }, io);
  const whole = to === "votable" && inputs.length === 1 && wantsWhole(options);
  const thread = whole ? undefined : await startThreadFor(inputs, to);
  try {
    await convertInputs(args, to, { whole, thread }, io);
  } finally {
    await thread?.close();
  }
}

async function convertInputs(
  { inputs, output, verbose, ...options }: ConvertArguments,
  to: FormatName,
  { whole, thread }: { readonly whole: boolean; readonly thread: EncodingThread | undefined },
  io: Io,
): Promise<void> {
  const sink = await openSink(output, io);
  const [input = "-"] = inputs;
  const opened = whole
    ? await openDocument(input, io, tableOptions(options))
    : await openInputs(inputs, io, tableOptions(options));
  const { progress } = opened;
  const label = "source" in opened ? opened.input.label : opened.label;
  try {
    if ("source" in opened) {
      await convertDocument(opened, options.serialization, { io, output, sink });
      tell(io, progress, output, verbose);
      return;
    }
    const { table } = opened;
    const written = await writeTable(table, sink, { to, how: options, progress, thread });
    const summary = await table.summary;
    if (summary.status === "ERROR") throw serviceError(summary.message);
    await sink.commit();
    progress.end();
    warnOfSummary(io, label, summary);
    warnOfWriting(io, output === "-" ? "standard output" : output, written);
    tell(io, progress, output, verbose);
  } catch (thrown) {
    await sink.discard();
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(label, thrown);
  } finally {
    progress.end();
    if ("table" in opened) await opened.table.close();
  }
}

/** Whether nothing is asked of a VOTable but how its rows are written: then it keeps all else that it has. */
function wantsWhole({
  namesTable,
  columns,
  skip,
  limit,
  strict,
  lenient,
  votableVersion,
}: Partial<ConvertArguments>): boolean {
  const isNarrowed = namesTable === true || (columns ?? skip ?? limit) !== undefined;
  return !isNarrowed && strict !== true && lenient !== true && votableVersion === undefined;
}

/** A whole VOTable document, its rows in another serialization. */
async function convertDocument(
  { source, input, progress }: Document,
  serialization: ConvertOptions["serialization"],
  to: { readonly io: Io; readonly output: string; readonly sink: Sink },
): Promise<void> {
  const { io, output, sink } = to;
  const { warnOfEdit, writeEdited } = await import("./write-edited.ts");
  const edits = serialization === undefined ? {} : { serialization };
  const place = { ...to, input, progress };
  const summary = await writeEdited({ bytes: source.bytes, edits, strict: false, lenient: false }, place);
  if (summary.status === "ERROR") throw serviceError(summary.message);
  await sink.commit();
  progress.end();
  warnOfEdit(io, input, output, summary, true);
}

function tell(io: Io, progress: Progress, output: string, verbose: boolean): void {
  if (!verbose && io.stderr.isTTY !== true) return;
  io.stderr.write(`${progress.describe()}${output === "-" ? "" : ` → ${output}`}\n`);
}

/** How its inputs are read. */
export function tableOptions(options: Omit<ConvertArguments, "inputs" | "output" | "verbose" | "to">): InputsOptions {
  const { from, table, columns, skip, limit, strict, lenient, types, timeoutMs, retries, user, debug } = options;
  return {
    table,
    strict,
    lenient,
    lend: true,
    ...(from === undefined ? {} : { format: from }),
    ...(columns === undefined ? {} : { columns }),
    ...(skip === undefined ? {} : { skip }),
    ...(limit === undefined ? {} : { limit }),
    ...(types === undefined ? {} : { types }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
    ...(user === undefined ? {} : { user }),
    ...(debug === undefined ? {} : { debug }),
  };
}

function serviceError(message: string | undefined): CommandError {
  return new CommandError({
    code: "FORMAT_SERVICE_ERROR",
    message: "The service reports an error (QUERY_STATUS ERROR): the table is not to be used.",
    ...(message === undefined ? {} : { serviceMessage: message }),
  });
}
