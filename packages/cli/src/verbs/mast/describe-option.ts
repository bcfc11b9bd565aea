import { Option } from "commander";
import { usageError } from "../../failure.ts";

/** Columns instead of rows. */
export function describeOption(): Option {
  return new Option(
    "--describe",
    "give the columns that there are, with what is known of them, instead of rows (default: false)",
  ).conflicts(["count", "allColumns"]);
}

/**
 * Columns are of no place, and are not sorted: what is about rows is misunderstood.
 * @throws CommandError for the first of these words that was given
 */
export function refuseBesideDescribe(given: Readonly<Record<string, unknown>>): void {
  const strange = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (strange === undefined) return;
  const word =
    strange === "target" ? "a target" : `--${strange.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw usageError(`--describe tells the columns, and ${word} is about rows: leave one out.`);
}
