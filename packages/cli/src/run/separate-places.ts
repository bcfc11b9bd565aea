import { resolve } from "node:path";
import { usageError } from "../failure.ts";

/** What a verb writes besides its rows. */
export interface WrittenPlaces {
  readonly output: string;
  readonly ledger?: string;
  readonly plot?: { readonly file: string };
}

/**
 * Looks whether rows, ledger and picture go to places of their own: what is written last would be all that is left.
 * @throws CommandError USAGE
 */
export function checkPlaces({ output, ledger, plot }: WrittenPlaces): void {
  if (ledger === "-" && output === "-") throw usageError("Rows and ledger cannot both go to standard output.");
  const places = [
    { what: "the rows", place: output },
    { what: "the ledger", place: ledger },
    { what: "the picture", place: plot?.file },
  ].flatMap(({ what, place }) => (place === undefined || place === "-" ? [] : [{ what, place, path: resolve(place) }]));
  for (const [index, one] of places.entries()) {
    const other = places.slice(index + 1).find(({ path }) => path === one.path);
    if (other !== undefined) throw usageError(`${other.place} cannot be both ${one.what} and ${other.what}.`);
  }
}
