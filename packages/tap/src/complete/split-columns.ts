import { type Catalog, familyOf, type Query, type SplitColumn, splittable } from "@armillary/adql";
import type { BoundaryKind } from "./boundary.ts";

/** A column that a result may be divided by, and how its values are ordered. */
export interface RankedColumn {
  readonly column: SplitColumn;
  /** Absent where the type is not known: what MIN and MAX give says it. */
  readonly kind?: BoundaryKind;
}

/** How many columns are tried; each costs some requests. */
const MOST_COLUMNS = 8;

const INTEGERS: ReadonlySet<string> = new Set(["BIT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT"]);

/** What the UCD of a good column begins with, and how good that makes it. */
const UCDS: readonly (readonly [pattern: RegExp, points: number])[] = [
  [/^meta\.id(;|$)/, 50],
  [/^pos\.healpix(;|$)/, 45],
  [/^pos\.eq\.(ra|dec)(;|$)/, 40],
  [/^pos\.(galactic|ecliptic|supergalactic)\.(lon|lat)(;|$)/, 25],
  [/^time(\.|;|$)/, 25],
];

/** Names of keys, and of the columns of ObsCore that are spread widely. */
const NAMES: readonly (readonly [pattern: RegExp, points: number])[] = [
  [/(^|_)(id|key|oid|pk)$|^(id|oid|cntr|recno|__row)$|id$/i, 30],
  [/healpix|^hpx|htm/i, 30],
  [/^(s_)?(ra|dec)(j2000|_?deg)?$|^(ra|de)j2000$/i, 25],
  [/^t_(min|max)$|mjd/i, 20],
];

/** What there is to divide a query by. */
export interface RankedColumns {
  /** All columns that it can be done by, the best first. */
  readonly all: readonly RankedColumn[];
  /** Those that are worth a try. */
  readonly best: readonly RankedColumn[];
  /** Why there are none. */
  readonly reason?: string;
}

/**
 * The columns that the rows of a query can be divided by, the best first: those with an index, keys, positions, HEALPix
 * numbers and times before others, numbers before text.
 */
export function rankColumns(query: Query, catalog: Catalog): RankedColumns {
  const { columns, reason } = splittable(query, catalog);
  if (columns === undefined) return { all: [], best: [], reason };
  const all = columns
    .map((column) => ({ column, ...kindOf(column), points: pointsOf(column) }))
    .sort((a, b) => b.points - a.points)
    .map(({ points: _, ...rest }) => rest);
  return { all, best: all.slice(0, MOST_COLUMNS) };
}

function kindOf({ column }: SplitColumn): { readonly kind?: BoundaryKind } {
  if (column === undefined) return {};
  switch (familyOf(column.type)) {
    case "numeric":
      return { kind: INTEGERS.has(column.type.name) ? "integer" : "float" };
    case "timestamp":
      return { kind: "time" };
    case "character":
      return { kind: "text" };
    default:
      return {};
  }
}

function pointsOf(split: SplitColumn): number {
  const { name, column } = split;
  const { kind } = kindOf(split);
  const typePoints = kind === "integer" ? 10 : kind === "float" ? 5 : kind === "time" ? 0 : kind === "text" ? -60 : -20;
  const metadata = column?.metadata;
  const ucd = metadata?.ucd?.trim().toLowerCase() ?? "";
  const byUcd = UCDS.find(([pattern]) => pattern.test(ucd))?.[1] ?? 0;
  const byName = NAMES.find(([pattern]) => pattern.test(name.name))?.[1] ?? 0;
  return (
    typePoints +
    Math.max(byUcd, byName) +
    (ucd.endsWith("meta.main") ? 15 : 0) +
    (metadata?.indexed === true ? 100 : 0) +
    (metadata?.principal === true ? 3 : 0) +
    // What VOSI calls primary is the key: nothing divides better.
    (metadata !== undefined && "flags" in metadata && isPrimary(metadata.flags) ? 80 : 0)
  );
}

function isPrimary(flags: unknown): boolean {
  return Array.isArray(flags) && flags.some((flag) => String(flag).toLowerCase() === "primary");
}
