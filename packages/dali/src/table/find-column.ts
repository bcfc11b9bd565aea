import type { FieldMeta } from "@armillary/columns";
import { findFields } from "@armillary/votable";

/** Ways to tell a column by, the surest first. */
export interface ColumnWanted {
  /** Without case; without a prefix, any prefix will do. */
  readonly utypes?: readonly string[];
  /** Words that the UCD must have (UCD1+), or the one that it is (UCD1): `pos.eq.ra;meta.main`, `POS_EQ_RA_MAIN`. */
  readonly ucds?: readonly string[];
  /** Without case. */
  readonly names?: readonly string[];
}

/**
 * The place of the column that is meant, or undefined: the first by utype, or else by UCD, or else by name, in the order in
 * which they are wanted. UCDs are given to several columns often enough: among those, one whose UCD says nothing more wins.
 */
export function findColumn(
  fields: readonly FieldMeta[],
  { utypes = [], ucds = [], names = [] }: ColumnWanted,
): number | undefined {
  for (const utype of utypes) {
    const [found] = findFields(fields, { utype });
    if (found !== undefined) return fields.indexOf(found);
  }
  for (const ucd of ucds) {
    const found = findFields(fields, { ucd });
    const plainest = found.find((field) => wordCount(field.ucd) === wordCount(ucd)) ?? found[0];
    if (plainest !== undefined) return fields.indexOf(plainest);
  }
  for (const name of names) {
    const found = fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
    if (found !== -1) return found;
  }
  return undefined;
}

function wordCount(ucd: string | undefined): number {
  return ucd?.split(";").length ?? 0;
}
