import { type DownloadItem, DownloadProgress } from "@armillary/dali/download";
import type { FileOutcome } from "@armillary/dali/node";
import type { LinksResult } from "@armillary/datalink";
import { DownloadDisplay } from "../download/download-display.ts";
import { tellOutcome } from "../download/tell-download.ts";
import { CommandError } from "../failure.ts";
import type { Io } from "../io.ts";
import type { Network } from "../network/network.ts";
import { printCounted } from "../quantities.ts";
import { tellNote } from "../warnings.ts";

export interface DownloadPlace {
  readonly folder: string;
  readonly verbose: boolean;
  readonly json: boolean;
}

/**
 * Fetches the files that links lead to; tables of links and folders are no files.
 * @returns whether all came
 * @throws CommandError code LINKS_NO_FILES
 */
export async function downloadLinks(
  links: LinksResult,
  { transport, deadline, config }: Network,
  { folder, verbose, json }: DownloadPlace,
  io: Io,
): Promise<boolean> {
  const items: DownloadItem[] = [];
  let others = 0;
  for await (const { kind, accessUrl, isNested, isDirectory, contentLengthBytes, contentType } of links.records()) {
    if (kind !== "access" || accessUrl === undefined) continue;
    if (isNested || isDirectory || !/^https?:/i.test(accessUrl)) others++;
    else {
      items.push({
        url: accessUrl,
        // What services say of lengths is often of the file before it was compressed, or after.
        ...(contentLengthBytes === undefined ? {} : { estimatedBytes: contentLengthBytes }),
        ...(contentType === undefined ? {} : { contentType }),
      });
    }
  }
  if (others > 0) tellNote(io, `${printCounted(others, "link")} to tables, folders or other schemes left out.`);
  if (items.length === 0) {
    throw new CommandError({
      code: "LINKS_NO_FILES",
      message: "No link leads to a file.",
      hint: "Without --download the links are listed; --follow reads nested tables.",
    });
  }
  const { downloadFiles } = await import("@armillary/dali/node");
  const progress = new DownloadProgress();
  const display = new DownloadDisplay(io, progress, { files: items.length });
  const failures: Extract<FileOutcome, { status: "failed" }>[] = [];
  const ending = new AbortController();
  const { connectionsPerHost } = config.limits;
  const running = downloadFiles(items, {
    transport,
    folder,
    progress,
    signal: ending.signal,
    onFile: (outcome) => {
      if (outcome.status === "failed") failures.push(outcome);
    },
    ...(connectionsPerHost === undefined ? {} : { perHost: connectionsPerHost }),
    ...(deadline === undefined ? {} : { deadline }),
  });
  const onSignal = async (): Promise<void> => {
    ending.abort();
    await running.catch(() => undefined);
  };
  io.onSignal.add(onSignal);
  try {
    const summary = await running;
    display.end();
    await tellOutcome(summary, failures, { json, folder, isShown: verbose || io.stderr.isTTY === true }, io);
    const [first] = failures;
    if (summary.completeFiles === 0 && first !== undefined) throw first.error;
    return summary.failedFiles === 0;
  } finally {
    display.end();
    io.onSignal.delete(onSignal);
  }
}
