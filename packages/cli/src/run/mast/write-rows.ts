import type { TableResult } from "@armillary/dali/table";
import type { StreamSummary } from "@armillary/formats";
import { parseFilter } from "@armillary/mast";
import { usageError } from "../../failure.ts";
import { type Io, writeOut } from "../../io.ts";
import { type MastArguments, type OpenMast, openMast } from "../../mast/open-session.ts";
import { printableLine } from "../../printable.ts";
import type { Progress } from "../../progress.ts";
import { printCounted } from "../../quantities.ts";
import { tellNote, warn, warnOfDiagnostics } from "../../warnings.ts";
import { deliver, formatOfPlace, isChatty, type Place } from "../deliver.ts";

/** What every verb of `armillary mast` is told that gives rows. */
export interface MastTableArguments extends MastArguments, Place {
  /** As people write them. */
  readonly filters: readonly string[];
  readonly columns?: readonly string[];
  /** Rows at most. */
  readonly limit?: number;
  /** How many there are is all that is wanted. */
  readonly count: boolean;
  readonly json: boolean;
}

/** What MAST's answers end with. */
export interface MastSummary extends StreamSummary {
  readonly suspect?: boolean;
  readonly rowsTotal?: number;
  readonly notes?: readonly string[];
}

/** How MAST is asked by a verb. */
export interface Asking extends OpenMast {
  /** `maxrec`, where rows are limited. */
  readonly limit: { readonly maxrec?: number };
  /** Shows how far the rows have come. */
  onProgress(progress: MastProgress): void;
}

interface MastProgress {
  readonly phase?: string;
  readonly rows: number;
  readonly rowsTotal?: number | undefined;
  readonly percent?: number;
}

/** A verb that gives rows. */
export interface RowsVerb {
  /** How the command begins that was given, for hints: `mast observations`. */
  readonly usage: string;
  open(asking: Asking): Promise<TableResult<unknown, MastSummary>>;
  /** Without it rows cannot be counted. */
  count?(asking: Asking): Promise<number>;
}

/** Asks MAST for rows and writes them to their place, streaming; or counts them. */
export async function writeRows(args: MastTableArguments, verb: RowsVerb, io: Io): Promise<void> {
  const to = formatOfPlace(args, verb.usage, io);
  if (args.count && (args.output !== "-" || args.to !== undefined)) {
    throw usageError("--count tells a number, on standard output: -o and --to are for rows.");
  }
  // Whatever becomes of them: what is no filter is told before anybody is asked.
  for (const filter of args.filters) parseFilter(filter);
  const mast = await openMast(args, io);
  const asking = {
    ...mast,
    limit: args.limit === undefined ? {} : { maxrec: args.limit },
  };
  try {
    if (args.count && verb.count !== undefined) {
      const count = await verb.count({ ...asking, onProgress: () => undefined });
      await writeOut(io.stdout, args.json ? `${JSON.stringify({ count })}\n` : `${count}\n`);
      return;
    }
    let shown: Progress | undefined;
    await deliver<TableResult<unknown, MastSummary>>(
      args,
      to,
      {
        open(progress) {
          shown = progress;
          return verb.open({ ...asking, onProgress: (news) => show(news, progress) });
        },
        tell(summary) {
          if (shown !== undefined) {
            shown.bytesRead = summary.bytesRead;
            // What was put together of several answers has no bytes of its own.
            shown.countsBytes = summary.bytesRead > 0;
          }
          tellRows(io, summary, args);
        },
        end: () => undefined,
      },
      io,
    );
  } finally {
    await mast.close();
  }
}

function show({ phase, rows, rowsTotal, percent }: MastProgress, progress: Progress): void {
  const isWaiting = rows === 0 && phase !== "RECEIVING" && phase !== "DONE";
  const far = percent === undefined ? "" : `, ${Math.round(percent)} %`;
  const all = rowsTotal === undefined ? "" : ` of ${printCounted(rowsTotal, "row")}`;
  progress.phase = isWaiting ? `MAST is at work${far}` : `${rows.toLocaleString("en-US")}${all}`;
}

/** What the user must know of rows that were read to their end: that some are missing, that values were lost. */
function tellRows(
  io: Io,
  { status, rows, rowsTotal, suspect = false, message, notes = [], diagnostics }: MastSummary,
  args: MastTableArguments,
): void {
  const isAsked = args.limit !== undefined && rows >= args.limit;
  if (status === "OVERFLOW" && isAsked) {
    const all = rowsTotal === undefined ? "there are more" : `there are ${printCounted(rowsTotal, "row")} in all`;
    if (isChatty(args, io)) tellNote(io, `${printCounted(rows, "row")}, as --limit has it; ${all}.`);
  } else if (status === "OVERFLOW" || suspect) {
    const words = message === undefined ? "" : ` MAST says: "${printableLine(message, 300)}"`;
    warn(io, `Incomplete: the answer ends after ${printCounted(rows, "row")}; there are more.${words}`);
  }
  for (const note of notes) if (suspect || isChatty(args, io)) tellNote(io, note);
  warnOfDiagnostics(io, "MAST", diagnostics);
}
