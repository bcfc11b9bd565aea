import { type CurlScriptOptions, type DownloadItem, printCurlScript, printUrlList } from "@armillary/dali/download";
import type { DownloadOptions, DownloadPlan } from "@armillary/dali/node";
import { type DownloadFlags, downloadOptions } from "../download/download-options.ts";
import { checkSpace, followDownload } from "../download/follow-download.ts";
import { type ItemOptions, ItemSource } from "../download/item-source.ts";
import { printPlan } from "../download/tell-download.ts";
import { type Io, writeOut } from "../io.ts";
import { type NetworkOptions, openNetwork } from "../network/network.ts";
import { printCount, printCounted } from "../quantities.ts";
import { openSink } from "../sink.ts";
import { warn } from "../warnings.ts";

export interface DownloadArguments extends NetworkOptions, DownloadFlags, ItemOptions {
  readonly inputs: readonly string[];
  readonly dryRun: boolean;
  /** Where a script, or a list, goes instead of any file being fetched. */
  readonly script?: string;
  readonly list?: string;
  readonly withSecrets: boolean;
  readonly verbose: boolean;
  readonly json: boolean;
}

/** So many files are asked for their size by a dry run: more would be a load of its own. */
const MOST_ASKED = 1000;

/**
 * `armillary download`.
 * @returns 0 where all is here; 1 where nothing came; 3 where some failed
 */
export async function runDownload(options: DownloadArguments, io: Io): Promise<0 | 1 | 3> {
  const source = new ItemSource(options.inputs, options, io);
  const { script, list, dryRun, json } = options;
  if (script !== undefined) return write(script, printCurlScript, source, options, io);
  if (list !== undefined) return write(list, printUrlList, source, options, io);
  const firstUrl = options.user === undefined ? undefined : await source.firstUrl();
  const perHost = options.perHost ?? options.parallel;
  const network = await openNetwork(
    { ...options, ...(perHost === undefined ? {} : { connectionsPerHost: perHost }) },
    io,
    () => firstUrl,
  );
  const downloading = { transport: network.transport, ...downloadOptions(options, network) };
  const { planDownload } = await import("@armillary/dali/node");
  try {
    const links = new LinkCounter();
    const plan = await planDownload(links.counting(source.items()), {
      ...downloading,
      askSizes: dryRun ? MOST_ASKED : 0,
    });
    if (source.rowsWithoutUrl > 0) warn(io, `${printCounted(source.rowsWithoutUrl, "row")} without a URL left out.`);
    links.warn(io);
    if (dryRun) {
      await writeOut(io.stdout, json ? `${JSON.stringify(plan)}\n` : printPlan(plan, options.folder));
      return 0;
    }
    checkSpace(plan, options.folder, io);
    return await fetchAll(source, plan, downloading, options, io);
  } finally {
    await network.close();
  }
}

async function write(
  out: string,
  print: (items: AsyncIterable<DownloadItem>, options: CurlScriptOptions) => AsyncIterable<string>,
  source: ItemSource,
  { withSecrets }: DownloadArguments,
  io: Io,
): Promise<0> {
  const sink = await openSink(out, io);
  try {
    for await (const text of print(source.items(), { withSecrets })) await sink.write(Buffer.from(text));
    await sink.commit();
    return 0;
  } finally {
    await sink.discard();
  }
}

async function fetchAll(
  source: ItemSource,
  plan: DownloadPlan,
  downloading: DownloadOptions,
  { json, verbose, folder }: DownloadArguments,
  io: Io,
): Promise<0 | 1 | 3> {
  const { downloadFiles } = await import("@armillary/dali/node");
  return followDownload(
    (following) => downloadFiles(source.items(), { ...downloading, ...following }),
    { plan, folder, verbose, json },
    io,
  );
}

/** Counts what leads to links instead of files: ObsCore has many such rows. */
class LinkCounter {
  #links = 0;

  async *counting(items: AsyncIterable<DownloadItem>): AsyncGenerator<DownloadItem, void, undefined> {
    for await (const item of items) {
      if (/content\s*=\s*"?datalink/i.test(item.contentType ?? "")) this.#links++;
      yield item;
    }
  }

  warn(io: Io): void {
    if (this.#links === 0) return;
    const what = this.#links === 1 ? "1 URL leads to a table" : `${printCount(this.#links)} URLs lead to tables`;
    warn(io, `${what} of links (DataLink), not to the file itself.`);
  }
}
