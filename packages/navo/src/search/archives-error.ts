import type { LedgerEntry } from "./ledger.ts";

/** Codes of ArchivesError. Stable: callers match on them. */
export const ARCHIVES_ERROR_CODES = [
  "NAVO_NO_ANSWER", // every service that was asked failed
  "NAVO_NOBODY_ASKED", // no service can be asked the question
] as const;
export type ArchivesErrorCode = (typeof ARCHIVES_ERROR_CODES)[number];

/** A question to several archives came to nothing. `ledger` says what became of each. */
export class ArchivesError extends Error {
  override readonly name = "ArchivesError";
  readonly code: ArchivesErrorCode;
  readonly ledger: readonly LedgerEntry[];

  constructor(code: ArchivesErrorCode, ledger: readonly LedgerEntry[]) {
    const what =
      code === "NAVO_NO_ANSWER" ? "No archive answered." : "No archive was asked, for none can be asked this.";
    const each = ledger.map(({ archive, message }) => `${archive}: ${message ?? "nothing is known"}`);
    super(`${what} ${each.join(" ")}`);
    this.code = code;
    this.ledger = [...ledger];
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isArchivesError(failure: unknown): failure is ArchivesError {
  return failure instanceof Error && failure.name === "ArchivesError";
}
