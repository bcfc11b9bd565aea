import type { JsonDatatype } from "../json/column-type.ts";

/**
 * What the `type` of a field stands for. Whole numbers are long and all others double, as MAST's words for widths are not kept to
 * (`MatchID` of HSC is an `int`, and so are sizes of files; `float` has 17 digits). Undefined: found from the cells.
 * @see astroquery/mast/utils.py, parse_type (commit 2e8c636), for the words that there are
 */
const DECLARED_TYPES: Readonly<Record<string, JsonDatatype>> = {
  string: "char",
  char: "char",
  date: "char",
  datetime: "char",
  float: "double",
  double: "double",
  decimal: "double",
  number: "double",
  short: "int",
  unsignedbyte: "int",
  int: "long",
  long: "long",
  boolean: "boolean",
};

/**
 * Columns whose declared type is not what they are, by name in any service.
 *
 * `obsid` (observations), `obsID` and `parent_obsid` (products), `objID` and `objID1`: identifiers, declared `string` and sent as
 * numbers (astroquery's caom.json and products.json), declared `long` in the columns config: text, so that one column is the same
 * everywhere and goes back into a request as it came. `ID` of TIC and CTL likewise (tic.json). `calib_level`: 0 to 4, declared `int`.
 */
const KNOWN_TYPES: Readonly<Record<string, JsonDatatype>> = {
  obsid: "char",
  obsID: "char",
  parent_obsid: "char",
  objID: "char",
  objID1: "char",
  ID: "char",
  calib_level: "int",
};

/** The datatype that a column should have by its name and declaration; its cells may call for a wider one (`columnType`). */
export function expectedType(name: string, declared: string | undefined): JsonDatatype | undefined {
  if (Object.hasOwn(KNOWN_TYPES, name)) return KNOWN_TYPES[name];
  const word = declared?.trim().toLowerCase() ?? "";
  return Object.hasOwn(DECLARED_TYPES, word) ? DECLARED_TYPES[word] : undefined;
}
