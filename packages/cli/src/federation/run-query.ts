import type { FederatedPlan, FederatedQueryOptions, FederatedResult, Member, StepOutcome } from "@armillary/federation";
import { TAP_PRESETS, TapService } from "@armillary/tap";
import { readQuery } from "../adql/read-query.ts";
import { printAligned } from "../aligned.ts";
import { asCommandError } from "../failure.ts";
import { ClosedPipeError, type Io, writeOut } from "../io.ts";
import { withLocalTables } from "../local/open-tables.ts";
import type { LocalQueryArguments } from "../local/run-query.ts";
import { type Network, openNetwork } from "../network/network.ts";
import { resolveService } from "../network/service-address.ts";
import { printBytes, printCount, printCounted, printDuration } from "../quantities.ts";
import { pictured } from "../run/check-query.ts";
import { completeSettings } from "../run/complete-query.ts";
import { deliver, formatOfPlace, isChatty } from "../run/deliver.ts";
import { checkPlaces } from "../run/separate-places.ts";
import { openMetadataCache } from "../services/load-metadata.ts";
import { warn } from "../warnings.ts";
import { QueryLedger } from "./query-ledger.ts";

/** An archive under a name of the user's own. */
export interface MemberArgument {
  readonly name: string;
  /** A short name, or a base URL. */
  readonly service: string;
}

export interface FederatedQueryArguments extends LocalQueryArguments {
  readonly members: readonly MemberArgument[];
  readonly strategy: "auto" | "fetch" | "move";
  readonly complete: boolean;
  readonly mostRows?: number;
  /** A file for what became of each archive. */
  readonly ledger?: string;
}

/** `armillary query archives`: one query over tables of several archives, its result to OUT, streaming. */
export async function runFederatedQuery(args: FederatedQueryArguments, io: Io): Promise<void> {
  const { place, explain, json } = args;
  const to = formatOfPlace(place, "query archives ADQL", io);
  checkPlaces({ output: place.output, ...(args.ledger === undefined ? {} : { ledger: args.ledger }) });
  const query = await readQuery(args.query, io);
  const { text } = query;
  const network = await openNetwork(args.network, io, () => undefined);
  let ledger: QueryLedger | undefined;
  try {
    ledger = args.ledger === undefined ? undefined : await QueryLedger.open(text, args.ledger, io);
    const { explainFederation, queryFederation } = await import("@armillary/federation");
    const members = await membersOf(args.members, network, io);
    await withLocalTables({ ...args, mayBeNone: true }, io, async (engine) => {
      const options = { ...optionsOf(args, network), members, engine };
      if (explain) {
        const plan = await explainFederation(text, options);
        await writeOut(io.stdout, json ? `${JSON.stringify(plan)}\n` : printPlan(plan));
        return;
      }
      await deliver<FederatedResult>(
        place,
        to,
        {
          async open(progress) {
            progress.countsBytes = false;
            const result = await queryFederation(text, {
              ...options,
              onPlan: (plan) => ledger?.onPlan(plan),
              onStep: (step) => {
                const { member = "here", rows, status } = step;
                ledger?.onStep(step);
                // The rows of parts are none of the result's, which are counted as they are written.
                if (status === "RECEIVING") progress.phase = `${printCounted(rows, "row")} of ${member}`;
              },
            });
            progress.phase = undefined;
            return result;
          },
          async tell({ status, message, rows, steps }) {
            await ledger?.write({ status, rows, ...(message === undefined ? {} : { message }) });
            if (isChatty(place, io)) io.stderr.write(printSteps(steps));
            if (status === "OVERFLOW")
              warn(io, `Incomplete: ${message ?? "there are more rows than --maxrec asks for."}`);
          },
          end: () => undefined,
        },
        io,
      );
    });
  } catch (thrown) {
    const isLeft = thrown instanceof ClosedPipeError;
    await ledger?.write(
      isLeft ? { status: "ABORTED" } : { status: "ERROR", message: asCommandError(thrown).failure.message },
    );
    const hint = "armillary tables ARCHIVE lists an archive's tables, and armillary tables ARCHIVE TABLE its columns.";
    throw pictured(thrown, query, { what: "was not run", hint }, json, io);
  } finally {
    await ledger?.discard();
    await network.close();
  }
}

function optionsOf(
  { strategy, complete, mostRows, maxrec, network }: FederatedQueryArguments,
  { deadline, config }: Network,
): Omit<FederatedQueryOptions, "members" | "engine"> {
  return {
    strategy,
    complete: complete && completeSettings(network, config),
    ...(mostRows === undefined ? {} : { mostRows }),
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(deadline === undefined ? {} : { deadline }),
  };
}

/** The archives that a query may name: the user's own names go before those of the configuration, and these before ours. */
async function membersOf(
  given: readonly MemberArgument[],
  { config, transport }: Network,
  io: Io,
): Promise<readonly Member[]> {
  const metadataCache = await openMetadataCache(io);
  const { spoolToFile } = await import("@armillary/formats/node");
  const known = [...config.presets, ...TAP_PRESETS].map(({ name }) => ({ name, service: name }));
  return [...given, ...known].map(({ name, service }) => {
    const { url } = resolveService(service, config);
    return { name, service: new TapService(url, { transport, spool: spoolToFile, metadataCache }) };
  });
}

/** A plan for people: who is asked what, how many rows that is, and what is then done here. */
export function printPlan({ steps, here }: FederatedPlan): string {
  const lines = steps.map(({ id, member = "here", url, adql, uploads, estimate, estimatedBytes }) => {
    const rows =
      estimate.rows === undefined
        ? "as many as match"
        : `${estimate.from === "count" ? "" : "up to "}${printCounted(estimate.rows, "row")}`;
    const much = uploads === undefined && estimate.rows === undefined ? "nobody knows how many rows" : rows;
    const bytes = estimatedBytes === undefined ? "" : `, about ${printBytes(estimatedBytes)}`;
    const moved = uploads === undefined ? "" : ` for the rows of ${uploads}, which are uploaded`;
    return `${id}: ${member}${url === undefined ? "" : ` (${url})`}${moved}\n   ${much}${bytes}\n   ${adql}\n`;
  });
  const last = here === undefined ? "The archive answers all of it.\n" : `here:\n   ${here}\n`;
  return `${lines.join("\n")}\n${last}`;
}

function printSteps(steps: readonly StepOutcome[]): string {
  return printAligned(
    steps.map(({ id, member = "here", status, rows, elapsedMs, message = "" }) => [
      id,
      member,
      status,
      `${printCount(rows)} rows`,
      printDuration(elapsedMs),
      message,
    ]),
  );
}
