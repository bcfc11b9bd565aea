import { isBox, isPos, type SkyRegion } from "@armillary/dali/dataset";
import {
  ARCHIVE_PROFILES,
  type ArchiveName,
  type ArchiveProtocol,
  type ArchiveQuestion,
  type ArchivesResult,
  type CollectionChoice,
  isArchivesError,
  type LedgerEntry,
  type SearchKind,
  searchArchives,
} from "@armillary/navo";
import { CommandError, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { type NetworkOptions, openNetwork } from "../network/network.ts";
import { plotTitle } from "../plot/plot-title.ts";
import { printCounted } from "../quantities.ts";
import { namedRegistry, openRegistry } from "../services/open-registry.ts";
import { openSink, type Sink } from "../sink.ts";
import { type PlaceWords, printSkyRegion, regionOf } from "../targets/region.ts";
import { deliver, formatOfPlace, isChatty, type Place } from "./deliver.ts";
import { checkPlaces } from "./separate-places.ts";
import { isNotable, tellLedger } from "./tell-ledger.ts";

/** What all archives are asked, and how. */
export interface ArchivesArguments extends NetworkOptions, Place {
  readonly kind: SearchKind;
  /** Where. */
  readonly place: PlaceWords;
  /** How large a region around a place is, where `place` does not say. */
  readonly usual?: Pick<PlaceWords, "radius" | "size">;
  readonly question?: Pick<ArchiveQuestion, "bandM" | "timeMjd">;
  readonly keyword?: readonly string[];
  readonly protocols?: readonly ArchiveProtocol[];
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
  const { kind, question, keyword, protocols, collections, archives, waitMs, maxrec, common, ledger } = args;
  const to = formatOfPlace(args, `${kind} TARGET`, io);
  checkPlaces(args);
  const meant = regionOf(args.place, args.usual ?? {});
  checkCollections(args);
  const region = await meant(args, io);
  const isInRegistry = collections.some(({ name }) => /^\s*ivo:/i.test(name));
  const network = await openNetwork({ ...args, withoutMastToken: true }, io, () => undefined);
  const sink = ledger === undefined ? undefined : await openSink(ledger, io);
  const started = performance.now();
  let status: 0 | 3 = 0;
  try {
    await deliver<ArchivesResult>(
      args,
      to,
      {
        async open(progress) {
          const { spoolToFile } = await import("@armillary/formats/node");
          const counts = { answered: 0, rows: 0 };
          progress.countsBytes = false;
          const show = (): void => {
            progress.phase = `${printCounted(counts.answered, "archive")} heard, ${printCounted(counts.rows, "row")}`;
          };
          return searchArchives(
            {
              kind,
              region,
              ...question,
              ...(keyword === undefined ? {} : { keyword }),
              ...(protocols === undefined ? {} : { protocols }),
              ...(collections.length === 0 ? {} : { collections }),
              ...(maxrec === undefined ? {} : { maxrec }),
            },
            {
              transport: network.transport,
              ...(isInRegistry ? { registry: await openRegistry(network, namedRegistry(undefined, io), io) } : {}),
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
        plotted: { title: plotTitle(kind, args.place.target, region), label: kind, region },
        async tell(summary) {
          if (summary.failed > 0) status = 3;
          await writeLedger(sink, region, kind, summary.ledger, summary.elapsedMs);
          if (isChatty(args, io) || summary.ledger.some(isNotable)) tellLedger(summary.ledger, io);
        },
        end: () => undefined,
      },
      io,
    );
  } catch (thrown) {
    if (!isArchivesError(thrown)) throw thrown;
    await writeLedger(sink, region, kind, thrown.ledger, performance.now() - started);
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

/**
 * A collection of an archive that is not among those that are asked would only leave the others out.
 * @throws CommandError
 */
export function checkCollections({ collections, archives }: Pick<ArchivesArguments, "collections" | "archives">): void {
  const strange = collections.find(({ archive }) => archive !== undefined && archives?.includes(archive) === false);
  if (strange === undefined) return;
  throw usageError(`--collection ${strange.archive}:${strange.name} is of an archive that --archive leaves out.`);
}

/** Those of the archives that are wanted. */
export function profilesOf(names: readonly ArchiveName[]): typeof ARCHIVE_PROFILES {
  return ARCHIVE_PROFILES.filter(({ name }) => (names as readonly string[]).includes(name));
}

async function writeLedger(
  sink: Sink | undefined,
  region: SkyRegion,
  kind: SearchKind,
  ledger: readonly LedgerEntry[],
  elapsedMs: number,
): Promise<void> {
  const document = { kind, ...placeOf(region), elapsedMs, archives: ledger };
  await sink?.write(Buffer.from(`${JSON.stringify(document)}\n`));
  await sink?.commit();
}

/** The region, and of a circle its numbers. */
function placeOf(region: SkyRegion): object {
  return { region: printSkyRegion(region), ...(!isPos(region) && !isBox(region) ? region : {}) };
}
