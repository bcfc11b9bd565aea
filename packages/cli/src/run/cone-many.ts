import { coneParameters, type Find, type ManySummary, ScsService, type TargetOutcome } from "@armillary/scs";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { plotTitleOfMany } from "../plot/plot-title.ts";
import { printableLine } from "../printable.ts";
import { printCount, printCounted } from "../quantities.ts";
import { openService } from "../services/open-service.ts";
import { openSink } from "../sink.ts";
import { inTargets } from "../targets/in-targets.ts";
import { readExtent } from "../targets/region.ts";
import { tellNote, warn } from "../warnings.ts";
import type { ConeArguments } from "./cone.ts";
import { deliver, formatOfPlace, isChatty } from "./deliver.ts";
import { openInputs } from "./open-inputs.ts";
import { checkPlaces } from "./separate-places.ts";

/** How many targets are searched. */
export interface ManyArguments {
  readonly find: Find;
  readonly parallel: number;
  readonly requestsPerSecond?: number;
  readonly onError: "abort" | "ignore";
  readonly merge: boolean;
  readonly ra?: string;
  readonly dec?: string;
  /** A file for what became of each target. */
  readonly ledger?: string;
}

/**
 * `armillary cone @TARGETS`: what a catalogue has around each of many places, one table to OUT, streaming.
 * @returns exit status: 3 where some targets failed
 */
export async function runConeMany(
  args: ConeArguments & ManyArguments & { readonly target: string; readonly radius: string },
  io: Io,
): Promise<0 | 3> {
  const { target, ledger, verbosity, maxrec, parameters, requestsPerSecond, ra, dec } = args;
  const { find, parallel, onError, merge } = args;
  const place = target.slice(1);
  const to = formatOfPlace(args, "cone @TARGETS --service S", io);
  if (args.open) throw usageError("--open shows one answer: not those of many targets.");
  checkPlaces(args);
  const radiusDeg = readExtent("--radius", args.radius, 180);
  // The places are in the table.
  coneParameters({ raDeg: 0, decDeg: 0, radiusDeg, parameters });
  const { network, address } = await openService(args.service, "SCS", { ...args, connectionsPerHost: parallel }, io);
  const outcomes: TargetOutcome[] = [];
  let status: 0 | 3 = 0;
  try {
    const { user: _, ...reading } = args;
    const inputs = await openInputs([place], io, networkOnly(reading));
    inputs.progress.end();
    const ledgerSink = ledger === undefined ? undefined : await openSink(ledger, io);
    try {
      await deliver(
        args,
        to,
        {
          open: (progress) =>
            new ScsService(address.url, { transport: network.transport })
              .searchMany(
                { table: inputs.table, ...(ra === undefined ? {} : { ra }), ...(dec === undefined ? {} : { dec }) },
                {
                  radiusDeg,
                  find,
                  parallel,
                  onError,
                  merge,
                  parameters,
                  ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
                  ...(verbosity === undefined ? {} : { verbosity }),
                  ...(maxrec === undefined ? {} : { maxrec }),
                  ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
                  onOutcome(outcome) {
                    if (ledger !== undefined || outcome.status !== "OK") outcomes.push(outcome);
                  },
                  onProgress({ targets, requests, bytes }) {
                    progress.bytesRead = bytes;
                    progress.phase = `${printCounted(targets, "target")}, ${printCounted(requests, "request")}`;
                  },
                },
              )
              .catch((thrown: unknown) => {
                throw inTargets(place, thrown);
              }),
          plotted: { title: plotTitleOfMany("cone", place, radiusDeg), label: address.label },
          async tell(summary) {
            if (summary.failed > 0) status = 3;
            tellMany(io, summary, outcomes, { chatty: isChatty(args, io), hasLedger: ledger !== undefined });
            const document = { service: address.url, find, radiusDeg, ...countsOf(summary), targets: outcomes };
            await ledgerSink?.write(Buffer.from(`${JSON.stringify(document)}\n`));
            await ledgerSink?.commit();
          },
          end: () => undefined,
        },
        io,
      );
    } finally {
      await ledgerSink?.discard();
      await inputs.table.close();
    }
  } finally {
    await network.close();
  }
  return status;
}

function networkOnly({
  timeoutMs,
  retries,
  debug,
}: Omit<ConeArguments, "user">): Pick<ConeArguments, "timeoutMs" | "retries" | "debug"> {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
    ...(debug === undefined ? {} : { debug }),
  };
}

function countsOf({
  targets: count,
  requests,
  matched,
  overflowed,
  failed,
  skipped,
  rows,
  elapsedMs,
}: ManySummary): object {
  return { counts: { targets: count, requests, matched, overflowed, failed, skipped, rows }, elapsedMs };
}

/** What the user must know: targets whose rows are missing, all of them or some. */
function tellMany(
  io: Io,
  summary: ManySummary,
  outcomes: readonly TargetOutcome[],
  { chatty, hasLedger }: { readonly chatty: boolean; readonly hasLedger: boolean },
): void {
  const { targets, requests, matched, overflowed, failed, skipped } = summary;
  const all = printCounted(targets, "target");
  if (failed > 0) {
    const first = outcomes.find(({ status }) => status === "ERROR");
    const why =
      first?.error === undefined ? "" : ` The first, target ${first.index}: ${printableLine(first.error.message, 300)}`;
    warn(
      io,
      `Incomplete: ${printCount(failed)} of ${all} failed.${hasLedger ? "" : " --ledger FILE tells which."}${why}`,
    );
  }
  if (overflowed > 0) {
    const next = "--maxrec with more, or a smaller --radius";
    warn(
      io,
      `Incomplete: around ${printCount(overflowed)} of ${all} the service has more rows than it gave. For them: ${next}.`,
    );
  }
  if (skipped > 0) warn(io, `${printCount(skipped)} of ${all} had no position, and were passed over.`);
  if (chatty) tellNote(io, `${all}, ${printCount(matched)} with a match, ${printCounted(requests, "request")}`);
}
