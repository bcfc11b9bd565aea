import { type ColumnBatch, type Field, valueAt } from "@armillary/columns";
import type { Transport } from "@armillary/dali";
import type { SkyRegion } from "@armillary/dali/dataset";
import type { SearchOptions, SearchResult, SearchSummary } from "@armillary/dali/table";
import { usageError, wording } from "../failure.ts";
import type { Io } from "../io.ts";
import type { Network, NetworkOptions } from "../network/network.ts";
import type { Protocol } from "../network/service-address.ts";
import type { Subject } from "../plot/picture.ts";
import { printable, printableLine } from "../printable.ts";
import type { Progress } from "../progress.ts";
import { printCounted } from "../quantities.ts";
import { openService } from "../services/open-service.ts";
import type { MeantRegion } from "../targets/region.ts";
import { tellNote, warn, warnOfDiagnostics } from "../warnings.ts";
import { deliver, formatOfPlace, type Place } from "./deliver.ts";

/** What every verb that searches is told. */
export interface SearchArguments extends NetworkOptions, Place {
  readonly service: string;
  /** Of the service's own. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly maxrec?: number;
  /** Show the first row's link, or else the answer, in the browser. */
  readonly open: boolean;
}

/** A service that is to be searched, and how. */
export interface SearchedService {
  readonly url: string;
  readonly transport: Transport;
  readonly options: SearchOptions;
}

/** What a verb adds to a search. */
export interface SearchVerb<Result extends SearchResult<unknown>> {
  /** How the command begins that was given, for hints: `cone TARGET`. */
  readonly usage: string;
  readonly protocol: Protocol;
  /** Where; a name is looked up when all else is known to be right. Default: anywhere. */
  readonly region?: MeantRegion;
  search(service: SearchedService, region: SkyRegion | undefined): Promise<Result>;
  /** What a picture of the answer is called, and what was asked for. */
  subject(region: SkyRegion | undefined): Subject;
  /** The place of the column that has links to data, for `--open`. */
  findLinks?(fields: readonly Field[]): number | undefined;
}

/** Searches one service, and writes its answer to its place, streaming. */
export async function runSearch<Result extends SearchResult<unknown>>(
  args: SearchArguments,
  verb: SearchVerb<Result>,
  io: Io,
): Promise<void> {
  const to = formatOfPlace(args, verb.usage, io);
  if (args.open && io.stderr.isTTY !== true) throw usageError("--open shows a page to people: not without a terminal.");
  const { network, address } = await openService(args.service, verb.protocol, args, io);
  let link: string | undefined;
  try {
    const region = await verb.region?.(args, io);
    await deliver(
      args,
      to,
      {
        async open(progress) {
          const { transport } = network;
          return verb.search({ url: address.url, transport, options: await searchOptions(network, progress) }, region);
        },
        plotted: { ...verb.subject(region), label: address.label },
        look(batch, { fields, url }) {
          if (args.open && link === undefined) link = firstLink(batch, verb.findLinks?.(fields), url);
        },
        async tell(summary, result) {
          tellSearch(io, address.label, summary);
          if (args.open) await show(link ?? result.url, io);
        },
        end: () => undefined,
      },
      io,
    );
  } finally {
    await network.close();
  }
}

/** How the answers of searches are read to be written at once. */
export async function searchOptions({ deadline }: Network, progress: Progress): Promise<SearchOptions> {
  const { spoolToFile } = await import("@armillary/formats/node");
  return {
    lend: true,
    spool: spoolToFile,
    onProgress({ phase, bytes }) {
      progress.phase = phase === "ASKING" ? "asking" : undefined;
      progress.bytesRead = bytes;
    },
    ...(deadline === undefined ? {} : { deadline }),
  };
}

/** What the user must know of an answer that was read to its end: that rows are missing, that values were lost. */
export function tellSearch(
  io: Io,
  label: string,
  { status, suspect, rows, message, diagnostics, notes }: SearchSummary,
): void {
  for (const note of notes) tellNote(io, wording(note));
  const words = message === undefined ? "" : ` The service says: "${printableLine(message, 300)}"`;
  if (status === "OVERFLOW") {
    const next = "For the rest: --maxrec with more, or a smaller region.";
    warn(
      io,
      `Incomplete: the answer ends after ${printCounted(rows, "row")}; there are more (OVERFLOW). ${next}${words}`,
    );
  } else if (suspect) {
    const what = `Perhaps incomplete: the answer has ${printCounted(rows, "row")}, as many as --maxrec asks for`;
    warn(io, `${what}, though the service does not say that there are more.${words}`);
  }
  warnOfDiagnostics(io, label, diagnostics);
}

/** The first link among rows, made absolute: some services send paths. */
function firstLink(batch: ColumnBatch, column: number | undefined, base: string): string | undefined {
  const links = column === undefined ? undefined : batch.columns[column];
  for (let row = 0; links !== undefined && row < batch.rows; row++) {
    const text = valueAt(links, row);
    if (typeof text === "string" && text.trim() !== "" && URL.canParse(text.trim(), base)) {
      return new URL(text.trim(), base).href;
    }
  }
  return undefined;
}

async function show(url: string, io: Io): Promise<void> {
  tellNote(io, `Opening ${printable(url)}`);
  await io.openInBrowser(url);
}
