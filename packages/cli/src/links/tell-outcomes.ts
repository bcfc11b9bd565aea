import type { IdOutcome, LinksSummary } from "@armillary/datalink";
import { CommandError } from "../failure.ts";
import type { Io } from "../io.ts";
import { printableLine } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { tellNote, warn } from "../warnings.ts";

/** So many are told of one by one. */
const TOLD = 5;

/**
 * @throws CommandError code LINKS_NONE where none of the identifiers has any link
 */
export function requireLinks({ outcomes }: LinksSummary, label: string): void {
  const [first] = outcomes;
  if (first === undefined || outcomes.some(({ links }) => links > 0)) return;
  const words = wordsOf(first);
  const whom =
    outcomes.length === 1 ? `"${printableLine(first.id, 200)}"` : printCounted(outcomes.length, "identifier");
  throw new CommandError({
    code: "LINKS_NONE",
    message: `${printableLine(label, 300)} has no links for ${whom}${outcomes.length === 1 ? `: ${words}` : `; of the first it says: ${words}`}.`,
    where: label,
    hint: "Is it an identifier that this service knows, as a search gave it? Data that are not public may have no links.",
  });
}

/**
 * Tells of identifiers without links, and of what went otherwise.
 * @returns whether all have some
 */
export function tellOutcomes({ outcomes, remarks }: LinksSummary, io: Io): boolean {
  const lost = outcomes.filter(({ links }) => links === 0);
  for (const outcome of lost.slice(0, TOLD))
    warn(io, `No links for ${printableLine(outcome.id, 200)}: ${wordsOf(outcome)}.`);
  if (lost.length > TOLD) warn(io, `And ${printCounted(lost.length - TOLD, "identifier")} more without links.`);
  // That IDs were asked again, and circles not gone round twice, costs nobody anything.
  const told = remarks.filter(({ kind }) => kind !== "AGAIN" && kind !== "LOOP");
  for (const { kind, message } of told.slice(0, TOLD)) {
    if (kind === "NESTED") warn(io, printableLine(message, 500));
    else tellNote(io, printableLine(message, 500));
  }
  return lost.length === 0;
}

function wordsOf({ status, errors, failure }: IdOutcome): string {
  if (failure !== undefined) return printableLine(failure.message, 300).replace(/\.$/, "");
  const [words] = errors;
  return status === "NONE" || words === undefined
    ? "nothing is said of it"
    : printableLine(words, 300).replace(/\.$/, "");
}
