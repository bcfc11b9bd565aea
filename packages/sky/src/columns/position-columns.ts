import type { Field } from "@armillary/columns";
import { SkyError } from "../errors.ts";
import { degreesPerUnit } from "./angle-unit.ts";

/** A column of angles, and what its values are multiplied by to be degrees. */
export interface AngleColumn {
  /** Among the fields, from 0. */
  readonly index: number;
  readonly degreesPerUnit: number;
}

/** Where the positions of a table are. */
export interface PositionColumns {
  readonly ra: AngleColumn;
  readonly dec: AngleColumn;
  /** What told them: a UCD, a utype, the name alone, or the caller. */
  readonly by: "UCD" | "utype" | "name" | "choice";
}

/** Columns that the caller names. */
export interface PositionChoice {
  /** By name or, where no name fits, by ID. */
  readonly ra?: string;
  readonly dec?: string;
}

type Clue = readonly [by: "UCD" | "utype" | "name", ra: RegExp, dec: RegExp];

/** What tells positions, the surest first. A clue counts where both of its columns are there. */
const CLUES: readonly Clue[] = [
  ["UCD", /^pos\.eq\.ra;(.*;)?meta\.main$/i, /^pos\.eq\.dec;(.*;)?meta\.main$/i],
  ["UCD", /^POS_EQ_RA_MAIN$/i, /^POS_EQ_DEC_MAIN$/i],
  ["UCD", /^pos\.eq\.ra(;|$)/i, /^pos\.eq\.dec(;|$)/i],
  ["UCD", /^POS_EQ_RA$/i, /^POS_EQ_DEC$/i],
  [
    "utype",
    /(^|[:.])(Coord\.Position2D\.Value2\.C1|AstroCoords\.Position2D\.Value2\.C1|lon|ra)$/i,
    /(^|[:.])(Coord\.Position2D\.Value2\.C2|AstroCoords\.Position2D\.Value2\.C2|lat|dec)$/i,
  ],
  ["name", /^ra$/i, /^(dec|de)$/i],
  ["name", /^_?ra_?j2000$/i, /^_?dec?_?j2000$/i],
  [
    "name",
    /^(ra_?(icrs|deg|mean)|s_ra|alpha(_?j2000)?|right_?ascension)$/i,
    /^(dec?_?(icrs|deg|mean)|s_dec|delta(_?j2000)?|declination)$/i,
  ],
];

/** UCDs that begin as a position's do and tell something about one: errors, motions, limits. */
const NO_POSITION = /stat\.|arith\.|\bpos\.pm|obs\.|instr\./i;

/**
 * The columns that hold the positions of a table, equatorial and in degrees when multiplied: those that the caller names, else
 * by UCD (`pos.eq.ra;meta.main`, `POS_EQ_RA_MAIN`, `pos.eq.ra`), then by utype, then by name (`ra`, `RAJ2000`, `s_ra`, …). Of several
 * the first counts. Columns without a unit are taken for degrees.
 * @throws SkyError SKY_POSITION where none are told, where a name is no column, and where a column holds no scalar numbers or
 *   has a unit that is none of angle
 */
export function positionColumns(fields: readonly Field[], choice: PositionChoice = {}): PositionColumns {
  const chosen = {
    ...(choice.ra === undefined ? {} : { ra: namedColumn(fields, choice.ra) }),
    ...(choice.dec === undefined ? {} : { dec: namedColumn(fields, choice.dec) }),
  };
  const found = find(fields, chosen);
  if (found === undefined) throw untold(fields);
  return { ra: angleColumn(fields, found.ra), dec: angleColumn(fields, found.dec), by: found.by };
}

/**
 * A column of angles that the caller names, by name or ID.
 * @param unit - of a column that has none (default degrees)
 * @throws SkyError SKY_POSITION
 */
export function namedAngleColumn(fields: readonly Field[], name: string, unit = "deg"): AngleColumn {
  return angleColumn(fields, namedColumn(fields, name), unit);
}

interface Found {
  readonly ra: number;
  readonly dec: number;
  readonly by: PositionColumns["by"];
}

/**
 * @param chosen - of the two what is known
 * @param isEligible - whether a column may be one of them
 */
function find(
  fields: readonly Field[],
  chosen: { readonly ra?: number; readonly dec?: number },
  isEligible: (field: Field) => boolean = isNumeric,
): Found | undefined {
  if (chosen.ra !== undefined && chosen.dec !== undefined) return { ra: chosen.ra, dec: chosen.dec, by: "choice" };
  for (const [by, raClue, decClue] of CLUES) {
    const ra = chosen.ra ?? fields.findIndex((field) => isEligible(field) && fits(field, by, raClue));
    const dec = chosen.dec ?? fields.findIndex((field) => isEligible(field) && fits(field, by, decClue));
    if (ra >= 0 && dec >= 0) return { ra, dec, by };
  }
  return undefined;
}

function fits(field: Field, by: Clue[0], clue: RegExp): boolean {
  const text = by === "UCD" ? field.ucd : by === "utype" ? field.utype : field.name;
  if (text === undefined || !clue.test(text.trim())) return false;
  return by !== "UCD" || !NO_POSITION.test(text);
}

function untold(fields: readonly Field[]): SkyError {
  const text = find(fields, {}, (field) => field.layout.kind === "utf8");
  const [ra, dec] = [fields[text?.ra ?? -1]?.name, fields[text?.dec ?? -1]?.name];
  const what =
    text === undefined
      ? "Nothing tells which columns are right ascension and declination: no UCD, no utype, no name."
      : `Columns "${ra}" and "${dec}" have positions as text, and numbers are wanted: degrees, radians or hours.`;
  return new SkyError("SKY_POSITION", `${what} Say which: ${namesOf(fields)}.`);
}

function namedColumn(fields: readonly Field[], name: string): number {
  let index = fields.findIndex((field) => field.name === name);
  if (index < 0) index = fields.findIndex((field) => field.ID === name);
  if (index < 0) throw new SkyError("SKY_POSITION", `There is no column "${name}". The table has: ${namesOf(fields)}.`);
  return index;
}

function angleColumn(fields: readonly Field[], index: number, fallback = "deg"): AngleColumn {
  const field = fields[index] as Field;
  if (!isNumeric(field)) {
    const message = `Column "${field.name}" holds no numbers but ${describe(field)}: angles in degrees, radians or hours are wanted.`;
    throw new SkyError("SKY_POSITION", message);
  }
  const unit = field.unit === undefined || field.unit.trim() === "" ? fallback : field.unit;
  const degrees = degreesPerUnit(unit);
  if (degrees === undefined) {
    throw new SkyError("SKY_POSITION", `Column "${field.name}" is in "${unit}", which is no unit of angle.`);
  }
  return { index, degreesPerUnit: degrees };
}

function isNumeric({ layout }: Field): boolean {
  return layout.kind === "float" || layout.kind === "int";
}

function describe({ datatype, arraysize }: Field): string {
  return arraysize === undefined ? datatype : `${datatype}[${arraysize}]`;
}

function namesOf(fields: readonly Field[]): string {
  const names = fields.map(({ name }) => name);
  return names.length > 20 ? `${names.slice(0, 20).join(", ")}, … (${names.length})` : names.join(", ");
}
