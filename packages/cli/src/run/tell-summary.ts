import type { CompletenessProof, LimitSource, Remedy, TapSummary } from "@armillary/tap";
import type { Io } from "../io.ts";
import { printableLine } from "../printable.ts";
import { printCount, printCounted } from "../quantities.ts";
import { tellNote, warn, warnOfDiagnostics } from "../warnings.ts";

/** Whether rows are missing, for certain or by all appearance. */
export function isCut({ status, suspect, limit, proof }: TapSummary): boolean {
  if (proof !== undefined) return !proof.isComplete;
  return (status === "OVERFLOW" && limit?.rows !== 0) || suspect;
}

/**
 * What the user must know of a result that was read to its end: that rows are missing, and how to get them; what was
 * changed of the query; values that were lost.
 * @param chatty - whether also what is good to know, and no fault
 */
export function tellSummary(io: Io, label: string, summary: TapSummary, chatty: boolean): void {
  for (const { before, after, reason } of summary.changes) {
    const what = `"${printableLine(before, 60)}" → "${printableLine(after, 60)}"`;
    tellNote(io, `The query was written as the service understands it: ${what}: ${printableLine(reason)}`);
  }
  for (const { message, code } of summary.problems) {
    if (chatty || summary.changes.length > 0) tellNote(io, `${printableLine(message)} (${code})`);
  }
  if (summary.proof !== undefined) tellProof(io, summary.proof, [...summary.notes, ...summary.proof.remarks], chatty);
  else if (isCut(summary)) warn(io, describeCut(summary));
  warnOfDiagnostics(io, label, summary.diagnostics);
}

const WORDS: Readonly<Record<LimitSource, string>> = {
  MAXREC: "as many as --maxrec asks for",
  TOP: "as many as TOP asks for",
  "service default": "which is what the service gives where --maxrec does not say otherwise",
  "hard limit": "which is the most that the service gives",
  "known limit": "which is the most that the service is known to give",
  bytes: "where the answer came up to the service's limit in bytes",
  unknown: "at a limit that the service does not name",
};

/** Which limit bit, and how to get the rest, in the command's own options. */
export function describeCut({ status, rows, limit, remedies, message, proof }: TapSummary): string {
  if (proof !== undefined) return describeProof(proof);
  const at = WORDS[limit?.source ?? "unknown"];
  const what =
    status === "OVERFLOW"
      ? `Incomplete: the result ends after ${printCounted(rows, "row")}, ${at}; there are more (OVERFLOW).`
      : `Perhaps incomplete: the result has ${printCounted(rows, "row")}, ${at}, though the service does not say that there are more.`;
  const ways = remedies.map(describeRemedy);
  const next = ways.length === 0 ? "" : ` For the rest: ${ways.join("; ")}.`;
  const words = message === undefined ? "" : ` The service says: "${printableLine(message, 300)}"`;
  return `${what}${next}${words}`;
}

function describeRemedy(remedy: Remedy): string {
  switch (remedy.kind) {
    case "maxrec":
      return remedy.upTo === undefined ? "--maxrec with more" : `--maxrec, up to ${printCount(remedy.upTo)}`;
    case "async":
      return remedy.upTo === undefined ? "--async" : `--async, which gives up to ${printCounted(remedy.upTo, "row")}`;
    case "top":
      return "TOP with more, which lifts the limit";
    case "parts":
      return "--complete, which asks in parts";
    case "count":
      return "SELECT COUNT(*) tells whether there are any";
  }
}

/** Whether all rows are there, and how that is known. */
function describeProof({
  isComplete,
  received,
  counted,
  recounted,
  parts,
  columns,
  requests,
}: CompletenessProof): string {
  const by = columns.length === 0 ? "" : ` by ${columns.join(", ")}`;
  const how = `in ${printCounted(parts.length, "part")}${by}, with ${printCounted(requests, "query").replace("querys", "queries")}`;
  if (isComplete) return `Complete: ${printCounted(received, "row")}, as many as COUNT(*) says, ${how}.`;
  const said = counted === undefined ? "the service does not count them" : `COUNT(*) says ${counted}`;
  const later = recounted === undefined || recounted === counted ? "" : ` before, and ${recounted} after`;
  return `Perhaps incomplete: ${printCounted(received, "row")} came ${how}, and ${said}${later}.`;
}

function tellProof(io: Io, proof: CompletenessProof, remarks: readonly string[], chatty: boolean): void {
  for (const remark of remarks) if (chatty || !proof.isComplete) tellNote(io, remark);
  if (proof.order === "lost") warn(io, "The rows are not in the order of ORDER BY: they came in parts.");
  if (!proof.isComplete) warn(io, describeProof(proof));
  else if (chatty) tellNote(io, describeProof(proof));
}
