import { anyWords, type Constraint, checkedWords, inRows } from "../constraint.ts";

/**
 * Resources with a column of a UCD, or a narrower one: `phot.mag` finds `phot.mag;em.opt.V` and `phot` finds both. A pattern
 * of SQL (`phot.mag;em.ir.%`) is taken as it is. Of several, one is enough.
 * @throws RegistryError code REG_USAGE for an empty UCD
 */
export function ucd(...ucds: readonly string[]): Constraint {
  const wanted = checkedWords(ucds, "UCD").map((each) => each.toLowerCase());
  return {
    text: `ucd: ${anyWords(wanted)}`,
    condition(features) {
      const { adql, anyOf } = features.tools;
      const fits = wanted.flatMap((each) =>
        each.includes("%")
          ? [adql`ucd LIKE ${each}`]
          : [adql`ucd = ${each}`, adql`ucd LIKE ${`${each}.%`}`, adql`ucd LIKE ${`${each};%`}`],
      );
      return inRows(features, "table_column", anyOf(...fits));
    },
  };
}
