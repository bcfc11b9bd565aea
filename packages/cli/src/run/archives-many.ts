import { join } from "node:path";
import type { TableStream } from "@armillary/formats";
import {
  isArchivesError,
  type ManyArchivesResult,
  type ManyArchivesSummary,
  placedTable,
  searchArchivesMany,
  type TargetFind,
} from "@armillary/navo";
import { findConeColumns } from "@armillary/scs";
import { CommandError } from "../failure.ts";
import type { Io } from "../io.ts";
import { cacheFolder } from "../network/folders.ts";
import { type Network, openNetwork } from "../network/network.ts";
import { plotTitleOfMany } from "../plot/plot-title.ts";
import { printableLine } from "../printable.ts";
import { printCount, printCounted } from "../quantities.ts";
import { namedRegistry, openRegistry } from "../services/open-registry.ts";
import { openSink, type Sink } from "../sink.ts";
import { inTargets } from "../targets/in-targets.ts";
import { readExtent } from "../targets/region.ts";
import { tellNote, warn } from "../warnings.ts";
import { type ArchivesArguments, checkCollections, profilesOf } from "./archives.ts";
import { deliver, formatOfPlace, isChatty } from "./deliver.ts";
import { openInputs } from "./open-inputs.ts";
import { checkPlaces } from "./separate-places.ts";
import { isNotable, tellLedger } from "./tell-ledger.ts";

/** Many targets, asked of all archives. */
export interface ArchivesManyArguments extends Omit<ArchivesArguments, "place" | "usual"> {
  /** `@FILE`: a table of positions, or of names. */
  readonly target: string;
  /** Around every target, an angle with its unit. */
  readonly radius: string;
  readonly find: TargetFind;
  /** Of each archive. */
  readonly parallel: number;
  readonly requestsPerSecond?: number;
  readonly onError: "abort" | "ignore";
  readonly ra?: string;
  readonly dec?: string;
  readonly nameColumn?: string;
}

/** A target whose name nobody knows. */
interface Unresolved {
  readonly target: number;
  readonly name: string;
  readonly message: string;
}

/**
 * `armillary cone|images|spectra @TARGETS` without a service: what all archives have around each of many places, as one table to OUT.
 * @returns exit status: 3 where rows of some archives, or positions of some names, are missing
 */
export async function runArchivesMany(args: ArchivesManyArguments, io: Io): Promise<0 | 3> {
  const { kind, target, ledger, radius, parallel } = args;
  const to = formatOfPlace(args, `${kind} @TARGETS`, io);
  checkPlaces(args);
  const radiusDeg = readExtent("--radius", radius, 180);
  checkCollections(args);
  const network = await openNetwork(
    { ...args, connectionsPerHost: parallel, withoutMastToken: true },
    io,
    () => undefined,
  );
  const unresolved: Unresolved[] = [];
  let status: 0 | 3 = 0;
  try {
    const { timeoutMs, retries, debug } = args;
    const reading = {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(retries === undefined ? {} : { retries }),
      ...(debug === undefined ? {} : { debug }),
    };
    const inputs = await openInputs([target.slice(1)], io, reading);
    inputs.progress.end();
    const sink = ledger === undefined ? undefined : await openSink(ledger, io);
    try {
      const table = await placed(inputs.table, args, network, unresolved, io).catch((thrown: unknown) => {
        throw inTargets(target.slice(1), thrown);
      });
      await deliver<ManyArchivesResult>(
        args,
        to,
        {
          open(progress) {
            progress.countsBytes = false;
            return search(table, args, radiusDeg, network, io, (replies, rows) => {
              progress.phase = `${printCounted(replies, "answer")}, ${printCounted(rows, "row")}`;
            });
          },
          plotted: { title: plotTitleOfMany(kind, target.slice(1), radiusDeg), label: kind },
          async tell(summary) {
            if (summary.failed > 0 || unresolved.length > 0) status = 3;
            await writeLedger(sink, args, radiusDeg, summary, unresolved);
            tellUnresolved(unresolved, summary, io);
            const all = printCounted(summary.targets, "target");
            if (isChatty(args, io)) tellNote(io, `${all}, ${printCount(summary.matched)} with a match`);
            if (isChatty(args, io) || summary.ledger.some(isNotable)) tellLedger(summary.ledger, io);
          },
          end: () => undefined,
        },
        io,
      );
    } finally {
      await sink?.discard();
      await inputs.table.close();
    }
  } catch (thrown) {
    if (!isArchivesError(thrown)) throw thrown;
    if (args.json) throw thrown;
    tellLedger(thrown.ledger, io);
    const message = thrown.code === "NAVO_NO_ANSWER" ? "No archive answered." : "No archive can be asked this.";
    throw new CommandError({ code: thrown.code, message }, 1, { cause: thrown });
  } finally {
    await network.close();
  }
  return status;
}

/** The targets with positions: their own, or those of their names. */
async function placed(
  table: TableStream,
  { ra, dec, nameColumn }: ArchivesManyArguments,
  { transport, deadline }: Network,
  unresolved: Unresolved[],
  io: Io,
): Promise<TableStream> {
  const columns = findConeColumns(table.fields);
  const hasPosition =
    (ra !== undefined || columns.ra !== undefined) && (dec !== undefined || columns.dec !== undefined);
  if (nameColumn === undefined && hasPosition) return table;
  const { createFileCache } = await import("@armillary/tap/node");
  return placedTable(table, {
    transport,
    cache: createFileCache(join(cacheFolder(io.env), "names")),
    ...(deadline === undefined ? {} : { deadline }),
    ...(nameColumn === undefined ? {} : { column: nameColumn }),
    onUnresolved: (row, name, { message }) => void unresolved.push({ target: row, name, message }),
  });
}

async function search(
  table: TableStream,
  args: ArchivesManyArguments,
  radiusDeg: number,
  network: Network,
  io: Io,
  onProgress: (replies: number, rows: number) => void,
): Promise<ManyArchivesResult> {
  const { kind, question, keyword, protocols, collections, archives, waitMs, maxrec, common } = args;
  const { find, parallel, onError, ra, dec, nameColumn } = args;
  const { spoolToFile } = await import("@armillary/formats/node");
  const isInRegistry = collections.some(({ name }) => /^\s*ivo:/i.test(name));
  // Positions of names go by UCD, before any others that the targets may have.
  const named = nameColumn === undefined ? {} : { ra: table.fields.at(-2)?.name, dec: table.fields.at(-1)?.name };
  const position = Object.fromEntries(
    Object.entries({ ra, dec, ...named }).filter(([, name]) => name !== undefined),
  ) as { readonly ra?: string; readonly dec?: string };
  return searchArchivesMany(
    { table, ...position },
    {
      kind,
      radiusDeg,
      ...question,
      ...(keyword === undefined ? {} : { keyword }),
      ...(protocols === undefined ? {} : { protocols }),
      ...(collections.length === 0 ? {} : { collections }),
      ...(maxrec === undefined ? {} : { maxrec }),
    },
    {
      transport: network.transport,
      find,
      parallel,
      onError,
      commonOnly: common,
      spool: spoolToFile,
      ...(isInRegistry ? { registry: await openRegistry(network, namedRegistry(undefined, io), io) } : {}),
      ...(archives === undefined ? {} : { archives: profilesOf(archives) }),
      ...(waitMs === undefined ? {} : { patienceMs: waitMs }),
      ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
      onProgress: ({ replies, rows }) => onProgress(replies, rows),
    },
  );
}

async function writeLedger(
  sink: Sink | undefined,
  { kind, find }: ArchivesManyArguments,
  radiusDeg: number,
  { targets, matched, skipped, rows, failed, ledger, elapsedMs }: ManyArchivesSummary,
  unresolved: readonly Unresolved[],
): Promise<void> {
  const counts = { targets, matched, skipped: skipped.length, rows, failed };
  const document = { kind, find, radiusDeg, counts, elapsedMs, skipped, unresolved, archives: ledger };
  await sink?.write(Buffer.from(`${JSON.stringify(document)}\n`));
  await sink?.commit();
}

function tellUnresolved(unresolved: readonly Unresolved[], { skipped, targets }: ManyArchivesSummary, io: Io): void {
  const all = printCounted(targets, "target");
  const [first] = unresolved;
  if (first !== undefined) {
    const why = printableLine(first.message, 300);
    warn(
      io,
      `Incomplete: of ${all} ${printCount(unresolved.length)} have names without a position. The first, target ${first.target}: ${why}`,
    );
  } else if (skipped.length > 0) {
    warn(io, `${printCount(skipped.length)} of ${all} had no position, and were passed over.`);
  }
}
