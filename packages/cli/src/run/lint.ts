import { readParquetRows } from "@armillary/formats";
import { type Diagnostic, openVotable, type VotableReader } from "@armillary/votable";
import { asCommandError, type CommandError, type Failure } from "../failure.ts";
import { openInput } from "../input.ts";
import { type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printableLine } from "../printable.ts";
import { Progress } from "../progress.ts";
import { printCount, printCounted } from "../quantities.ts";

export interface LintArguments extends NetworkOptions {
  readonly input: string;
  readonly json: boolean;
}

interface Findings {
  readonly version?: string;
  readonly tables: number;
  readonly rows: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Where reading stopped for good. */
  readonly error?: CommandError;
}

/**
 * `armillary lint`: every departure of a VOTable from the standard, every cell read.
 * @returns 0 when there is none, 1 when there is any, as linters do; notes (`N-…`) are of what the standard allows
 */
export async function runLint({ input: inputText, json, ...options }: LintArguments, io: Io): Promise<0 | 1> {
  const input = await openInput(inputText, io, options);
  const progress = new Progress(io, input.size);
  let findings: Findings;
  try {
    findings = await lint(input.bytes, progress);
  } finally {
    progress.end();
  }
  const text = json ? printJson(findings, input.label) : printFindings(findings, input.label);
  await writeOut(io.stdout, `${text}\n`);
  const departures = findings.diagnostics.filter(({ code }) => !code.startsWith("N-"));
  return departures.length === 0 && findings.error === undefined ? 0 : 1;
}

async function lint(bytes: AsyncIterable<Uint8Array>, progress: Progress): Promise<Findings> {
  let reader: VotableReader | undefined;
  let tables = 0;
  try {
    reader = await openVotable(bytes, {
      lenient: true,
      readParquet: (stream, fields) => readParquetRows(stream, fields),
      onProgress: ({ bytesRead }) => {
        progress.bytesRead = bytesRead;
      },
    });
    for await (const table of reader.tables()) {
      tables++;
      for await (const batch of table.batches()) progress.rows += batch.rows;
    }
    const { diagnostics } = await reader.summary;
    const { version } = reader.document;
    return { ...(version === undefined ? {} : { version }), tables, rows: progress.rows, diagnostics };
  } catch (thrown) {
    const error = asCommandError(thrown);
    // Not the document's fault: a failed transfer, or a mistake of ours.
    if (!error.failure.code.startsWith("VOT_")) throw error;
    return { tables, rows: progress.rows, diagnostics: reader?.diagnostics ?? [], error };
  } finally {
    await reader?.close();
  }
}

function printJson({ diagnostics, error }: Findings, where: string): string {
  const failure: Failure | undefined = error === undefined ? undefined : { ...error.failure, where };
  return JSON.stringify({ diagnostics, ...(failure === undefined ? {} : { error: failure }) }, undefined, 2);
}

/** One line a kind, aligned: `odd.vot:14:3  W-FIELD-NO-DATATYPE  message (section)  ×12`. */
function printFindings({ version, tables, rows, diagnostics, error }: Findings, where: string): string {
  const label = printableLine(where);
  const found = diagnostics.map(({ code, message, line, column, count, section }) => ({
    place: placeOf(label, line, column),
    code,
    message: `${printableLine(message)}${section === undefined ? "" : ` (${printableLine(section)})`}`,
    times: `×${printCount(count)}`,
  }));
  if (error !== undefined) {
    const { code, message, line, column } = error.failure;
    found.push({
      place: placeOf(label, line, column),
      code,
      message: printableLine(message),
      times: "reading stopped here",
    });
  }
  if (found.length === 0) {
    const read = [
      version === undefined ? "VOTable" : `VOTable ${printableLine(version)}`,
      printCounted(tables, "table"),
      printCounted(rows, "row"),
    ];
    return `${label}: no departure from the standard (${read.join(" · ")})`;
  }
  const placeWidth = Math.max(...found.map(({ place }) => place.length));
  const codeWidth = Math.max(...found.map(({ code }) => code.length));
  const lines = found.map(
    ({ place, code, message, times }) => `${place.padEnd(placeWidth)}  ${code.padEnd(codeWidth)}  ${message}  ${times}`,
  );
  const places = diagnostics.reduce((sum, { count }) => sum + count, error === undefined ? 0 : 1);
  return [...lines, `${printCounted(found.length, "kind")}, ${printCounted(places, "place")}.`].join("\n");
}

function placeOf(label: string, line: number | undefined, column: number | undefined): string {
  return [label, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(":");
}
