import { isFailure, type LedgerEntry } from "@armillary/navo";
import { printAligned } from "../aligned.ts";
import { wording } from "../failure.ts";
import type { Io } from "../io.ts";
import { printCount, printDuration } from "../quantities.ts";

/** Entries that people must see also where they have not asked to be told what is done. */
export function isNotable(entry: LedgerEntry): boolean {
  return isFailure(entry) || entry.status === "OVERFLOW" || entry.status === "SUSPECT";
}

const WORDS: Readonly<Record<LedgerEntry["status"], string>> = {
  ASKED: "no answer yet",
  OK: "ok",
  OVERFLOW: "incomplete",
  SUSPECT: "perhaps incomplete",
  TIMEOUT: "too slow",
  ERROR: "failed",
  ABORTED: "given up",
  NOT_ASKED: "not asked",
};

/** The account of a search: a line for each service. */
export function tellLedger(ledger: readonly LedgerEntry[], io: Io): void {
  const lines = ledger.map((entry) => {
    const { archive, protocol, collection, status, elapsedMs, message, serviceMessage, advice } = entry;
    const isAsked = status !== "NOT_ASKED";
    return [
      archive,
      protocol ?? "",
      collection ?? "",
      WORDS[status],
      isAsked ? printRows(entry) : "",
      isAsked ? printDuration(elapsedMs) : "",
      [status === "OVERFLOW" || status === "SUSPECT" ? serviceMessage : message && wording(message), advice]
        .filter((part) => part !== undefined)
        .join(" "),
    ];
  });
  const head = ["ARCHIVE", "PROTOCOL", "COLLECTION", "STATUS", "ROWS", "TIME", ""];
  io.stderr.write(printAligned([head, ...lines], io.stderr.isTTY === true ? io.stderr.columns || 80 : undefined));
}

/** Those that are there, of those that came. */
function printRows({ rows, received }: LedgerEntry): string {
  return rows === received ? printCount(rows) : `${printCount(rows)} of ${printCount(received)}`;
}
