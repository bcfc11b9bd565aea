import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TransportOptions } from "@armillary/dali";
import { type DownloadItem, type ManifestEntry, parseEntry } from "@armillary/dali/download";
import {
  createNodeTransport,
  type DownloadOptions,
  type DownloadSummary,
  downloadFiles,
  type FileOutcome,
  MANIFEST_NAME,
} from "@armillary/dali/node";
import { onTestFinished } from "vitest";

/** A new folder that is gone after the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "armillary-download-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface RunResult {
  readonly summary: DownloadSummary;
  readonly outcomes: readonly FileOutcome[];
}

/** Runs a download with a transport of its own, that repeats at once. */
export async function download(
  folder: string,
  items: AsyncIterable<DownloadItem> | Iterable<DownloadItem>,
  options: Partial<DownloadOptions> = {},
  transporting: TransportOptions = {},
): Promise<RunResult> {
  const transport = createNodeTransport({
    retry: { retries: 1, baseMs: 5, maxDelayMs: 20 },
    connectionsPerHost: 8,
    ...transporting,
  });
  const outcomes: FileOutcome[] = [];
  try {
    const onFile = (outcome: FileOutcome): void => void outcomes.push(outcome);
    const summary = await downloadFiles(items, { transport, folder, retries: 2, onFile, ...options });
    return { summary, outcomes };
  } finally {
    await transport.close();
  }
}

/** The code of the one file's failure; `complete` where it came. */
export function fateOf({ outcomes }: RunResult): string {
  const [outcome] = outcomes;
  return outcome === undefined ? "nothing" : outcome.status === "complete" ? "complete" : outcome.error.code;
}

/** Every file below a folder by its path, with its SHA-256; the manifest left out. */
export async function sumsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const sums: (readonly [path: string, sum: string])[] = [];
  // One after the other: there may be more than a process can have open.
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    const sum = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    sums.push([path.slice(folder.length + 1), sum]);
  }
  return Object.fromEntries(sums.filter(([path]) => path !== MANIFEST_NAME).sort());
}

export async function pathsIn(folder: string): Promise<readonly string[]> {
  return Object.keys(await sumsIn(folder));
}

/** The lines of a manifest that can be read. */
export async function readManifest(folder: string): Promise<readonly ManifestEntry[]> {
  const text = await readFile(join(folder, MANIFEST_NAME), "utf8");
  return text.split("\n").flatMap((line) => parseEntry(line) ?? []);
}
