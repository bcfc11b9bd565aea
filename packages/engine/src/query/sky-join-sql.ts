import type { PointShape } from "../geometry/shape.ts";
import { withinSql } from "../geometry/within.ts";
import { doubleLiteral } from "../sql.ts";
import type { SkyJoin } from "./sky-join.ts";

/** The SQL of one sky join: what is put around the two tables, and the condition that joins by it. */
export interface SkyJoinSql {
  readonly spread: Layer;
  readonly kept?: Layer;
  readonly condition: string;
}

/** Aliases of the two tables, and a name for the columns of this join. */
export interface JoinNames {
  readonly spread: string;
  readonly kept: string;
  readonly column: string;
}

/** A table as it stands behind FROM, under its alias, with columns added. */
export type Layer = (table: string) => string;

/** @param maximum - of the radius in all rows, as a subquery, where rows have their own */
export function skyJoinSql(join: SkyJoin, names: JoinNames, maximum: string): SkyJoinSql {
  const { spread, kept, constantRadiusDeg, largestDeg } = join;
  const cell = `${names.spread}.${names.column}`;
  // Correlated, DuckDB would pair every row with every other before it looks at the cells: through an OFFSET it does not reach.
  const barrier = join.isCorrelated ? " OFFSET 0" : "";
  const around = (alias: string, column: string, table: string) =>
    `(SELECT ${alias}.*, ${column} FROM ${table}${barrier}) AS ${alias}`;
  if (largestDeg !== undefined) {
    const chord = 2 * Math.sin((largestDeg * Math.PI) / 360) * (1 + 1e-14);
    const hasOwn = constantRadiusDeg === undefined && join.radiusOf === spread.source;
    const reach = hasOwn ? `sky_reach(${join.radius})` : doubleLiteral(chord);
    const scale = doubleLiteral(cellScale(chord));
    const cells = `unnest(sky_cells(${[...spread.point.vector, reach, scale].join(", ")})) AS ${names.column}`;
    return {
      spread: (table) => around(names.spread, cells, table),
      condition: `${cell} = sky_cell(${[...kept.point.vector, scale].join(", ")})`,
    };
  }
  // DuckDB takes no subquery in the condition of an outer join, so what the widest circle says becomes a column of both tables.
  const widest = `${names.column}_w`;
  const wide = (alias: string, table: string) => around(alias, `${maximum} AS ${widest}`, table);
  // Where the other table has the radius, every row is spread as far as the widest circle reaches.
  const own = join.radiusOf === spread.source ? join.radius : `${names.spread}.${widest}`;
  const scale = (alias: string) => `sky_cell_scale(sky_reach(${alias}.${widest}))`;
  const cells = `sky_cells(${[...spread.point.vector, `sky_reach(${own})`, scale(names.spread)].join(", ")})`;
  const key = `sky_cell(${[...kept.point.vector, scale(names.kept)].join(", ")})`;
  return {
    spread: (table) => around(names.spread, `unnest(${cells}) AS ${names.column}`, wide(names.spread, table)),
    kept: (table) => around(names.kept, `${key} AS ${names.column}_k`, wide(names.kept, table)),
    condition: `${cell} = ${names.kept}.${names.column}_k`,
  };
}

/**
 * As skyJoinSql, for an outer join that keeps rows of the one table without a partner: DuckDB looks for partners by equality alone
 * there, and would compare every row with every other. So the spread table is joined to the positions of the other first, and each pair
 * has the position that it was found for.
 *
 * @param keptTable - what stands behind FROM for the table that is kept, with its alias
 */
export function outerSkyJoinSql(join: SkyJoin, names: JoinNames, maximum: string, keptTable: string): SkyJoinSql {
  const { found, condition } = foundPairs(join, names, maximum, keptTable);
  return { spread: (table) => `(${found(table)}) AS ${names.spread}`, condition };
}

/**
 * As outerSkyJoinSql, for a join that keeps the rows of both tables, and has no other condition: those of the spread one that have no
 * partner have no position that they were found for.
 */
export function fullSkyJoinSql(join: SkyJoin, names: JoinNames, maximum: string, keptTable: string): SkyJoinSql {
  const { found, columns, condition } = foundPairs(join, names, maximum, keptTable);
  const [rows, number, pairs] = [`${names.column}_r`, `${names.column}_n`, `${names.column}_f`];
  const keys = columns.map((column) => `${pairs}.${column}`).join(", ");
  const all = `${rows} AS ${names.spread}`;
  return {
    // Read once: rows of a subquery come in no order, and are known by their numbers here.
    spread: (table) =>
      `(WITH ${rows} AS MATERIALIZED (SELECT *, row_number() OVER () AS ${number} FROM ${table}) SELECT ${names.spread}.*, ${keys} FROM ${all} LEFT JOIN (${found(all)}) AS ${pairs} ON ${pairs}.${number} = ${names.spread}.${number}) AS ${names.spread}`,
    condition,
  };
}

interface FoundPairs {
  /** Rows of the spread table as often as there are positions that they are near to, which follow in columns of their own. */
  readonly found: Layer;
  readonly columns: readonly string[];
  /** That the position is the kept row's. */
  readonly condition: string;
}

function foundPairs(join: SkyJoin, names: JoinNames, maximum: string, keptTable: string): FoundPairs {
  const { spread, kept, constantRadiusDeg, radiusOf, radius, strictly } = join;
  const places = `${names.column}_p`;
  const keys = [...kept.point.vector, ...(radiusOf === kept.source ? [radius] : [])];
  const columns = keys.map((_, index) => `${names.column}_${index + 1}`);
  const widest = constantRadiusDeg === undefined ? `, ${maximum} AS ${names.column}_m` : "";
  const positions = `(SELECT DISTINCT ${keys.map((key, index) => `${key} AS ${columns[index]}`).join(", ")}${widest} FROM ${keptTable}) AS ${places}`;
  const [x = "", y = "", z = ""] = columns.map((column) => `${places}.${column}`);
  const place: PointShape = { ...kept.point, vector: [x, y, z], indexed: false, isColumn: false };
  const own = radiusOf === kept.source ? `${places}.${columns[3]}` : radius;
  const circle = {
    kind: "circle" as const,
    centre: spread.point,
    radius: own,
    ...(constantRadiusDeg === undefined ? {} : { constantRadiusDeg }),
  };
  const inner = skyJoinSql({ ...join, kept: { ...kept, point: place } }, names, maximum);
  const scale = `sky_cell_scale(sky_reach(${places}.${names.column}_m))`;
  const cell =
    constantRadiusDeg === undefined
      ? `${names.spread}.${names.column} = sky_cell(${[x, y, z, scale].join(", ")})`
      : inner.condition;
  return {
    found: (table) =>
      `SELECT ${names.spread}.*, ${columns.map((column) => `${places}.${column}`).join(", ")} FROM ${positions} JOIN ${inner.spread(table)} ON ${cell} AND ${withinSql(place, circle, { strictly, isFilter: true })}`,
    columns,
    condition: keys.map((key, index) => `${key} = ${names.spread}.${columns[index]}`).join(" AND "),
  };
}

/** As the macro of this name: so large cells that most positions reach no second one along an axis. */
function cellScale(chord: number): number {
  return Math.min(1e6, Math.max(0.5, 1 / (8 * Math.max(chord, 1e-9))));
}
