import type { Datatype, FieldMeta } from "@armillary/columns";
import { parseAngleDeg } from "@armillary/dali";
import { findColumn } from "@armillary/dali/table";

/** Where a table has the columns that the standard requires of a cone search; absent: it has none that can be told. */
export interface ConeColumns {
  /** Place of the column with the main identifier. */
  readonly id?: number;
  readonly ra?: AngleColumn;
  readonly dec?: AngleColumn;
}

/** A column of angles. */
export interface AngleColumn {
  /** Place among the columns. */
  readonly index: number;
  /** What a value is multiplied with to be in degrees; absent for text, which is sexagesimal. */
  readonly degrees?: number;
}

/** Names that services without UCDs have for the columns, in small letters. */
const NAMES = {
  ra: ["ra", "raj2000", "_raj2000", "ra_icrs", "ra_j2000", "ra2000", "radeg", "ra_deg", "s_ra", "_ra"],
  dec: [
    "dec",
    "dej2000",
    "_dej2000",
    "decj2000",
    "de_icrs",
    "dec_icrs",
    "dec_j2000",
    "dec2000",
    "decdeg",
    "dec_deg",
    "s_dec",
    "_dec",
    "_de",
    "de",
  ],
} as const;

const NUMBERS: ReadonlySet<Datatype> = new Set(["unsignedByte", "short", "int", "long", "float", "double"]);

/**
 * Finds the main identifier and position among the columns of a table: by UCD, of UCD1+ (`pos.eq.ra;meta.main`) or UCD1
 * (`POS_EQ_RA_MAIN`, Simple Cone Search 1.03, section 2.2), main ones before others, numbers before text; by name where no
 * UCD tells.
 */
export function findConeColumns(fields: readonly FieldMeta[]): ConeColumns {
  const id = findColumn(fields, {
    ucds: ["meta.id;meta.main", "ID_MAIN", "meta.id", "ID"],
    names: ["id", "main_id", "source_id", "objid", "name"],
  });
  const ra = findAngle(fields, "ra");
  const dec = findAngle(fields, "dec");
  return {
    ...(id === undefined ? {} : { id }),
    ...(ra === undefined ? {} : { ra }),
    ...(dec === undefined ? {} : { dec }),
  };
}

function findAngle(fields: readonly FieldMeta[], axis: "ra" | "dec"): AngleColumn | undefined {
  let found: AngleColumn | undefined;
  let best = Number.POSITIVE_INFINITY;
  fields.forEach((field, index) => {
    const column = angleColumn(field, index, axis);
    const rank = column === undefined ? best : rankOf(field, axis) + (column.degrees === undefined ? 100 : 0);
    if (rank < best) [found, best] = [column, rank];
  });
  return found;
}

/** How surely the column is the one: less is surer. */
function rankOf({ name, ucd = "" }: FieldMeta, axis: "ra" | "dec"): number {
  const [first = "", ...others] = ucd
    .toLowerCase()
    .split(";")
    .map((word) => word.trim());
  // The first word is what the column is: `stat.error;pos.eq.ra` and `pos.pm;pos.eq.ra` are something else.
  if (first === `pos.eq.${axis}`) return others.includes("meta.main") ? others.length - 1 : 10 + others.length;
  if (first === `pos_eq_${axis}_main`) return 5;
  if (first === `pos_eq_${axis}`) return 15;
  const place = (NAMES[axis] as readonly string[]).indexOf(name.toLowerCase());
  return place === -1 || /^(stat|error)[._]/.test(first) ? Number.POSITIVE_INFINITY : 20 + place;
}

/** The column as one of angles; undefined where it cannot be. */
function angleColumn(
  { datatype, arraysize = "1", unit = "" }: FieldMeta,
  index: number,
  axis: "ra" | "dec",
): AngleColumn | undefined {
  if (datatype === "char" || datatype === "unicodeChar") return { index };
  if (!NUMBERS.has(datatype) || arraysize !== "1") return undefined;
  const word = unit.trim();
  // Degrees are due, and are meant by services that say nothing.
  if (word === "" || word === "n.n") return { index, degrees: 1 };
  // `hr` and the like are of time: of right ascension alone.
  if (axis === "ra" && /^(hr|hrs|hours?)$/i.test(word)) return { index, degrees: 15 };
  try {
    return { index, degrees: parseAngleDeg(`1${word}`) };
  } catch {
    return undefined;
  }
}
