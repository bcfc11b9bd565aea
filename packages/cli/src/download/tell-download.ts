import { redactUrl } from "@armillary/dali";
import type { DownloadPlan, DownloadSummary, FileOutcome } from "@armillary/dali/node";
import { type Io, writeOut } from "../io.ts";
import { printableLine } from "../printable.ts";
import { printBytes, printCount, printCounted, printDuration } from "../quantities.ts";
import { warn } from "../warnings.ts";

/** Failures that are told one by one; the manifest has all. */
const MOST_TOLD = 10;

/** What a download would do, for people. */
export function printPlan(plan: DownloadPlan, folder: string): string {
  const {
    files,
    presentFiles,
    presentBytes,
    missingFiles,
    missingBytes,
    unknownSizes,
    unusable,
    freeBytes,
    isEstimate,
  } = plan;
  const about = isEstimate ? "about " : "";
  const unknown = unknownSizes === 0 ? "" : `, and ${printCounted(unknownSizes, "file")} of unknown size`;
  const lines = [
    printCounted(files, "file"),
    ...(presentFiles === 0
      ? []
      : [`  here already: ${printCounted(presentFiles, "file")}, ${printBytes(presentBytes)}`]),
    `  to fetch: ${printCounted(missingFiles, "file")}, ${about}${printBytes(missingBytes)}${unknown}`,
    ...(unusable === 0 ? [] : [`  not to be fetched: ${printCount(unusable)}, which are no http or https URLs`]),
    ...(freeBytes === undefined ? [] : [`  free in ${printableLine(folder)}: ${printBytes(freeBytes)}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Tells what became of a download: failures as warnings, the whole in a line, or all of it as JSON. */
export async function tellOutcome(
  summary: DownloadSummary,
  failures: readonly Extract<FileOutcome, { status: "failed" }>[],
  {
    json,
    folder,
    isShown,
    facts = {},
  }: { readonly json: boolean; readonly folder: string; readonly isShown: boolean; readonly facts?: object },
  io: Io,
): Promise<void> {
  const { files, completeFiles, presentFiles, failedFiles, receivedBytes, bytes, elapsedMs, manifest } = summary;
  if (json) {
    const failed = failures.map(({ item, path, error: { code, message } }) => ({
      url: redactUrl(item.url),
      ...(path === undefined ? {} : { path }),
      code,
      message,
    }));
    const document = {
      files,
      completeFiles,
      presentFiles,
      failedFiles,
      bytes,
      receivedBytes,
      elapsedMs,
      manifest,
      ...facts,
      failures: failed,
    };
    await writeOut(io.stdout, `${JSON.stringify(document)}\n`);
    return;
  }
  // A single one is told as the error that ends the command.
  if (completeFiles > 0 || files > 1) {
    for (const { error } of failures.slice(0, MOST_TOLD)) warn(io, `${error.message} (${error.code})`);
    const more = failedFiles - Math.min(MOST_TOLD, failures.length);
    if (more > 0) warn(io, `${printCount(more)} more failed: ${printableLine(manifest)} says why, file by file.`);
    if (failedFiles > 0 && completeFiles > 0) {
      warn(
        io,
        `${printCount(failedFiles)} of ${printCounted(files, "file")} failed; the same command tries them again.`,
      );
    }
  }
  if (!isShown) return;
  const rate = elapsedMs < 100 || receivedBytes === 0 ? [] : [`${printBytes((receivedBytes / elapsedMs) * 1000)}/s`];
  const before = presentFiles === 0 ? [] : [`${printCount(presentFiles)} of them here before`];
  const parts = [printCounted(completeFiles, "file"), ...before, printBytes(bytes), printDuration(elapsedMs), ...rate];
  io.stderr.write(`${parts.join(" · ")} → ${printableLine(folder)}\n`);
}
