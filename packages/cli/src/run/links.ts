import { type ColumnBatch, valueAt } from "@armillary/columns";
import { DatalinkService, type LinksOptions, type LinksResult, linksAt } from "@armillary/datalink";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { type DownloadPlace, downloadLinks } from "../links/download-links.ts";
import { findLinkSource, type LinkSource } from "../links/link-source.ts";
import { requireLinks, tellOutcomes } from "../links/tell-outcomes.ts";
import { type Network, type NetworkOptions, openNetwork } from "../network/network.ts";
import { resolveService, type ServiceAddress } from "../network/service-address.ts";
import { printable } from "../printable.ts";
import { Progress } from "../progress.ts";
import { locateService } from "../services/locate-service.ts";
import { tellNote, warnOfDiagnostics } from "../warnings.ts";
import { deliver, formatOfPlace, type Place } from "./deliver.ts";

/** What is asked, and of whom. */
export interface LinksQuestion extends NetworkOptions {
  /** Identifiers, addresses of tables of links, or one `@IN`. */
  readonly what: readonly string[];
  readonly service?: string;
  readonly idColumn?: string;
  readonly semantics?: readonly string[];
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly follow?: true | number;
}

export interface LinksArguments extends LinksQuestion, Place {
  /** Show the first link in the browser. */
  readonly open: boolean;
  /** Fetch the files into this folder, instead of listing the links. */
  readonly download?: string;
  readonly json: boolean;
}

/** `armillary links`: what belongs to datasets, to OUT. */
export async function runLinks(args: LinksArguments, io: Io): Promise<0 | 1 | 3> {
  const { download: folder, verbose, json } = args;
  if (folder !== undefined) return runDownload(args, { folder, verbose, json }, io);
  const to = formatOfPlace(args, "links WHAT", io);
  if (args.open && io.stderr.isTTY !== true) throw usageError("--open shows a page to people: not without a terminal.");
  const { network, source } = await openLinks(args, io);
  let first: string | undefined;
  let isWhole = true;
  try {
    await deliver<LinksResult>(
      args,
      to,
      {
        open: (progress) => askLinks(source, args, network, progress),
        look: (batch) => {
          first ??= firstLink(batch);
        },
        judge: (summary) => requireLinks(summary, labelOf(source)),
        async tell(summary) {
          isWhole = tellOutcomes(summary, io);
          warnOfDiagnostics(io, labelOf(source), summary.diagnostics);
          if (args.open) await show(first, io);
        },
        end: () => undefined,
      },
      io,
    );
  } finally {
    await network.close();
  }
  return isWhole ? 0 : 3;
}

async function runDownload(args: LinksArguments, place: DownloadPlace, io: Io): Promise<0 | 3> {
  const { network, source } = await openLinks(args, io);
  const progress = new Progress(io);
  try {
    const links = await askLinks(source, args, network, progress);
    progress.end();
    const isComplete = await downloadLinks(links, network, place, io);
    return tellOutcomes(await links.summary, io) && isComplete ? 0 : 3;
  } finally {
    progress.end();
    await network.close();
  }
}

/** The way to services, and what is to be asked of them. */
export async function openLinks(
  question: LinksQuestion,
  io: Io,
): Promise<{ readonly network: Network; readonly source: LinkSource }> {
  const { what, service: named, idColumn, timeoutMs, retries, user, debug } = question;
  const given: NetworkOptions = {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
    ...(user === undefined ? {} : { user }),
    ...(debug === undefined ? {} : { debug }),
  };
  const located = named === undefined ? undefined : await locateService(named, "DataLink", given, io);
  const { service, options } = located ?? { service: undefined, options: given };
  let address: ServiceAddress | undefined;
  const network = await openNetwork(options, io, (config) => {
    if (service !== undefined) address = resolveService(service, config, "DataLink");
    return address?.url ?? what.find((text) => /^https?:/i.test(text));
  });
  try {
    const source = await findLinkSource(
      what,
      {
        ...options,
        ...(address === undefined ? {} : { serviceUrl: address.url }),
        ...(idColumn === undefined ? {} : { idColumn }),
      },
      io,
    );
    return { network, source };
  } catch (thrown) {
    await network.close();
    throw thrown;
  }
}

/** Asks for the links of a source. */
export function askLinks(
  source: LinkSource,
  { semantics, parameters, follow }: Pick<LinksQuestion, "semantics" | "parameters" | "follow">,
  { transport, deadline }: Network,
  progress: Progress,
): Promise<LinksResult> {
  const options: LinksOptions = {
    ...(semantics === undefined ? {} : { semantics }),
    ...(follow === undefined ? {} : { follow: follow === true ? true : { depth: follow } }),
    ...(deadline === undefined ? {} : { deadline }),
    onProgress({ phase, bytes }) {
      progress.phase = phase === "ASKING" ? "asking" : undefined;
      progress.bytesRead = bytes;
    },
  };
  if (source.kind === "urls") return linksAt(transport, source.urls, options);
  return new DatalinkService(source.url, { transport }).links(source.ids, { ...options, parameters });
}

export function labelOf(source: LinkSource): string {
  return source.kind === "ids" ? source.url : (source.urls[0] ?? "");
}

/** Where the first row leads that leads somewhere: `access_url` is the second column. */
function firstLink({ rows, columns }: ColumnBatch): string | undefined {
  const [, urls] = columns;
  for (let row = 0; urls !== undefined && row < rows; row++) {
    const url = valueAt(urls, row);
    if (typeof url === "string" && /^https?:/i.test(url)) return url;
  }
  return undefined;
}

async function show(url: string | undefined, io: Io): Promise<void> {
  if (url === undefined) return tellNote(io, "No link leads to a page or file that could be shown.");
  tellNote(io, `Opening ${printable(url)}`);
  await io.openInBrowser(url);
}
