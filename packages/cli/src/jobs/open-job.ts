import { TapJob, TapService } from "@armillary/tap";
import type { JournalEntry } from "@armillary/tap/node";
import { CommandError, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { type Network, type NetworkOptions, openNetwork } from "../network/network.ts";
import { openJournal, type SafeJournal } from "./safe-journal.ts";

/** A job that the command line is about, and what is around it. */
export interface OpenedJob {
  readonly job: TapJob;
  /** Where it runs, as far as that shows. */
  readonly service?: TapService;
  /** What the journal has of it. */
  readonly entry: JournalEntry | undefined;
  readonly journal: SafeJournal;
  readonly network: Network;
}

/**
 * Opens the job that the command line names: by its URL, or where the journal has it, by its id; without a name the one that
 * was made last.
 * @throws CommandError for a name that is none
 */
export async function openJob(named: string | undefined, options: NetworkOptions, io: Io): Promise<OpenedJob> {
  const journal = await openJournal(io);
  const url = await urlOf(named, journal);
  const entry = await journal.get(url);
  const network = await openNetwork(options, io, () => url);
  const { transport } = network;
  const service = entry?.service ?? /^(.*)\/async\/[^/]+\/?$/.exec(url)?.[1];
  const { spoolToFile: spool } = await import("@armillary/formats/node");
  if (service === undefined) return { job: TapJob.attach(url, { transport, spool }), entry, journal, network };
  const tap = new TapService(service, { transport, spool });
  return { job: tap.job(url), service: tap, entry, journal, network };
}

async function urlOf(named: string | undefined, journal: SafeJournal): Promise<string> {
  if (named !== undefined && /^https?:\/\//i.test(named)) return checkedUrl(named);
  const { jobs } = await journal.list();
  const found = named === undefined ? jobs.slice(0, 1) : jobs.filter(({ url }) => idOf(url) === named);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only.url;
  if (only !== undefined) {
    throw usageError(`Several jobs are called ${named}: ${found.map(({ url }) => url).join(", ")}.`, "Give the URL.");
  }
  throw new CommandError({
    code: "JOB_UNKNOWN",
    message: named === undefined ? "No job is known here." : `No job that is known here is called ${named}.`,
    hint: "Give the job's URL; armillary job list --service SERVICE asks the service for its jobs.",
  });
}

function checkedUrl(text: string): string {
  if (!URL.canParse(text)) throw usageError(`"${text}" is not a URL.`);
  const { username, password, origin, pathname } = new URL(text);
  if (username === "" && password === "") return text;
  throw usageError(
    `A URL must not hold a password: ${origin}${pathname} is asked for without.`,
    "--user NAME asks for the password, and sends it to this service alone.",
  );
}

/** The last part of a job's URL. */
function idOf(url: string): string {
  const path = new URL(url).pathname.replace(/\/+$/, "");
  return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
}
