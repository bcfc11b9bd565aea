import { parseAngleDeg } from "@armillary/dali";
import {
  ARCHIVE_PROFILES,
  type ArchiveName,
  type ArchiveQuestion,
  type ArchivesResult,
  type CollectionChoice,
  isArchivesError,
  isFailure,
  type LedgerEntry,
  type SearchKind,
  searchArchives,
} from "@armillary/navo";
import { printAligned } from "../aligned.ts";
import { CommandError, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { type NetworkOptions, openNetwork } from "../network/network.ts";
import { plotTitle } from "../plot/plot-title.ts";
import { printCount, printCounted, printDuration } from "../quantities.ts";
import { openSink, type Sink } from "../sink.ts";
import { resolveTarget } from "../targets/resolve-target.ts";
import { deliver, formatOfPlace, isChatty, type Place } from "./deliver.ts";

/** What all archives are asked, and how. */
export interface ArchivesArguments extends NetworkOptions, Place {
  readonly kind: SearchKind;
  readonly target: string;
  /** An angle with its unit. */
  readonly radius: string;
  readonly question?: Pick<ArchiveQuestion, "bandM" | "timeMjd">;
  readonly collections: readonly CollectionChoice[];
  /** Default: all. */
  readonly archives?: readonly ArchiveName[];
  /** For each archive. */
  readonly waitMs?: number;
  readonly maxrec?: number;
  readonly common: boolean;
  /** A file for what became of each archive. */
  readonly ledger?: string;
  readonly json: boolean;
}

/**
 * `armillary cone|images|spectra TARGET` without a service: what MAST, HEASARC, IRSA and NED have, as one table to OUT.
 * @returns exit status: 3 where rows of some archives are missing
 */
export async function runArchives(args: ArchivesArguments, io: Io): Promise<0 | 3> {
  const { kind, target, radius, question, collections, archives, waitMs, maxrec, common, ledger } = args;
  const to = formatOfPlace(args, `${kind} TARGET`, io);
  if (ledger === "-" && args.output === "-") throw usageError("Rows and ledger cannot both go to standard output.");
  const radiusDeg = parseAngleDeg(radius);
  const place = await resolveTarget(target, args, io);
  const network = await openNetwork(args, io, () => undefined);
  const sink = ledger === undefined ? undefined : await openSink(ledger, io);
  let status: 0 | 3 = 0;
  try {
    await deliver<ArchivesResult>(
      args,
      to,
      {
        async open(progress) {
          const { spoolToFile } = await import("@armillary/formats/node");
          const counts = { answered: 0, rows: 0 };
          const show = (): void => {
            progress.phase = `${printCounted(counts.answered, "archive")} heard, ${printCounted(counts.rows, "row")}`;
          };
          return searchArchives(
            {
              kind,
              ...place,
              radiusDeg,
              ...question,
              ...(collections.length === 0 ? {} : { collections }),
              ...(maxrec === undefined ? {} : { maxrec }),
            },
            {
              transport: network.transport,
              commonOnly: common,
              spool: spoolToFile,
              ...(archives === undefined ? {} : { archives: profilesOf(archives) }),
              ...(waitMs === undefined ? {} : { patienceMs: waitMs }),
              ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
              onLedger(entry) {
                if (entry.status !== "ASKED") counts.answered++;
                show();
              },
              onProgress({ rows }) {
                counts.rows = rows;
                show();
              },
            },
          );
        },
        plotted: { title: plotTitle(kind, target, radiusDeg), label: kind, region: { ...place, radiusDeg } },
        async tell(summary) {
          if (summary.failed > 0) status = 3;
          await writeLedger(sink, place, radiusDeg, kind, summary.ledger, summary.elapsedMs);
          if (isChatty(args, io) || summary.ledger.some(isNotable)) tellLedger(summary.ledger, io);
        },
        end: () => undefined,
      },
      io,
    );
  } catch (thrown) {
    if (!isArchivesError(thrown)) throw thrown;
    await writeLedger(sink, place, radiusDeg, kind, thrown.ledger, 0);
    if (args.json) throw thrown;
    tellLedger(thrown.ledger, io);
    const message = thrown.code === "NAVO_NO_ANSWER" ? "No archive answered." : "No archive can be asked this.";
    throw new CommandError({ code: thrown.code, message }, 1, { cause: thrown });
  } finally {
    await sink?.discard();
    await network.close();
  }
  return status;
}

function profilesOf(names: readonly ArchiveName[]): typeof ARCHIVE_PROFILES {
  return ARCHIVE_PROFILES.filter(({ name }) => names.includes(name));
}

/** Entries that people must see also where they have not asked to be told what is done. */
function isNotable(entry: LedgerEntry): boolean {
  return isFailure(entry) || entry.status === "OVERFLOW" || entry.status === "SUSPECT";
}

async function writeLedger(
  sink: Sink | undefined,
  place: { readonly raDeg: number; readonly decDeg: number },
  radiusDeg: number,
  kind: SearchKind,
  ledger: readonly LedgerEntry[],
  elapsedMs: number,
): Promise<void> {
  const document = { kind, ...place, radiusDeg, elapsedMs, archives: ledger };
  await sink?.write(Buffer.from(`${JSON.stringify(document)}\n`));
  await sink?.commit();
}

const WORDS: Readonly<Record<LedgerEntry["status"], string>> = {
  ASKED: "no answer yet",
  OK: "ok",
  OVERFLOW: "incomplete",
  SUSPECT: "perhaps incomplete",
  TIMEOUT: "too slow",
  ERROR: "failed",
  ABORTED: "given up",
  NOT_ASKED: "not asked",
};

/** The account of a search: a line for each service. */
function tellLedger(ledger: readonly LedgerEntry[], io: Io): void {
  const lines = ledger.map(
    ({ archive, protocol, collection, status, rows, elapsedMs, message, serviceMessage, advice }) => [
      archive,
      protocol ?? "",
      collection ?? "",
      WORDS[status],
      status === "NOT_ASKED" ? "" : printCount(rows),
      status === "NOT_ASKED" ? "" : printDuration(elapsedMs),
      [status === "OVERFLOW" || status === "SUSPECT" ? serviceMessage : message, advice]
        .filter((part) => part !== undefined)
        .join(" "),
    ],
  );
  const head = ["ARCHIVE", "PROTOCOL", "COLLECTION", "STATUS", "ROWS", "TIME", ""];
  io.stderr.write(printAligned([head, ...lines], io.stderr.isTTY === true ? io.stderr.columns || 80 : undefined));
}
