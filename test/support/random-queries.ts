import type { Random } from "../../bench/random.js";
import { columnOf, emptyTable } from "./translated.ts";

/** Two tables with columns of every kind, of the same names. */
export const RANDOM_TABLES = ["t", "s.u"].map((name) =>
  emptyTable(
    name,
    [
      "id long",
      "ra double deg",
      "dec double deg",
      "n int",
      "small short",
      "mag float mag",
      "name char",
      "flag boolean",
      "seen timestamp",
      "pos point",
      "round circle",
      "outline polygon",
      "s_region region",
      "arr floats",
    ].map(columnOf),
  ),
);

type Kind = "number" | "text" | "time" | "point" | "geometry";

/** Right queries over RANDOM_TABLES, at random: every clause, every function, values of the types that they take. */
export class RandomQueries {
  readonly #random: Random;
  #names = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  query(depth = 2): string {
    const body = this.#below(5) === 0 ? this.#set(depth) : this.#select(depth);
    if (this.#below(5) > 0) return body;
    return `WITH w AS (SELECT id, ra, name FROM t WHERE ${this.#condition(["t"], 1)}) ${body}`;
  }

  #set(depth: number): string {
    const operator = this.#pick(["UNION", "UNION ALL", "EXCEPT", "INTERSECT"]);
    const side = () => {
      const alias = this.#alias();
      return `SELECT ${alias}.id, ${this.#value("number", [alias], depth - 1)} AS x FROM t AS ${alias} WHERE ${this.#condition([alias], 1)}`;
    };
    return `${side()} ${operator} ${side()}${this.#pick(["", " ORDER BY id", " ORDER BY 2 DESC OFFSET 1"])}`;
  }

  #select(depth: number): string {
    const one = this.#alias();
    const other = this.#alias();
    const joined = this.#below(2) === 0;
    const from = joined ? this.#join(one, other, depth) : `${this.#table(depth)} AS ${one}`;
    const tables = joined ? [one, other] : [one];
    const where = this.#below(3) === 0 ? "" : ` WHERE ${this.#condition(tables, depth)}`;
    if (this.#below(4) === 0) {
      const key = this.#value(this.#pick(["number", "text"]), tables, 1);
      const aggregates = this.#pick([
        "COUNT(*)",
        `AVG(${one}.mag)`,
        `MAX(${one}.name)`,
        `SUM(${one}.n)`,
        `MIN(${one}.ra)`,
      ]);
      return `SELECT ${key} AS k, ${aggregates} AS v FROM ${from}${where} GROUP BY k${this.#pick(["", " HAVING COUNT(*) > 1", " ORDER BY 2"])}`;
    }
    const items = Array.from(
      { length: 1 + this.#below(3) },
      (_, index) =>
        `${this.#value(this.#pick(["number", "text", "time", "point", "geometry"]), tables, depth)} AS v${index}`,
    );
    const list = this.#pick([`${one}.*`, items.join(", "), items.join(", ")]);
    const order = this.#pick(["", ` ORDER BY ${one}.id`, ` ORDER BY ${one}.mag DESC, ${one}.id`]);
    return `SELECT ${this.#pick(["", "TOP 5 ", "ALL "])}${list} FROM ${from}${where}${order}${this.#pick(["", " OFFSET 2"])}`;
  }

  #join(one: string, other: string, depth: number): string {
    const kind = this.#pick(["JOIN", "INNER JOIN", "LEFT JOIN", "RIGHT OUTER JOIN"]);
    const on = this.#pick([
      `${one}.id = ${other}.id`,
      `1=CONTAINS(POINT(${one}.ra, ${one}.dec), CIRCLE(${other}.ra, ${other}.dec, 0.1))`,
      `DISTANCE(POINT(${one}.ra, ${one}.dec), ${other}.pos) < ${other}.mag`,
      `DISTANCE(${one}.ra, ${one}.dec, ${other}.ra, ${other}.dec) <= 10/3600. AND ${this.#condition([one, other], 0)}`,
    ]);
    return `${this.#table(depth)} AS ${one} ${kind} s.u AS ${other} ON ${on}`;
  }

  #table(depth: number): string {
    return depth > 1 && this.#below(4) === 0 ? "(SELECT * FROM t WHERE n > 1)" : this.#pick(["t", "s.u"]);
  }

  #condition(tables: readonly string[], depth: number): string {
    const value = (kind: Kind) => this.#value(kind, tables, depth - 1);
    const inner = () => this.#condition(tables, depth - 1);
    const not = this.#pick(["", "NOT "]);
    const outer = this.#pick(tables);
    switch (this.#below(depth > 0 ? 14 : 8)) {
      case 0:
        return `${value("number")} ${this.#pick(["=", "<>", "!=", "<", ">="])} ${value("number")}`;
      case 1:
        return `${value("text")} ${not}${this.#pick(["LIKE", "ILIKE"])} 'a_%'`;
      case 2:
        return `${value("number")} ${not}BETWEEN ${value("number")} AND 7`;
      case 3:
        return `${value("text")} ${not}IN ('a', 'it''s', ${value("text")})`;
      case 4:
        return `${value(this.#pick(["number", "text", "point"]))} IS ${not}NULL`;
      case 5:
        return `${value("time")} > '2020-01-01T00:00:00'`;
      case 6:
        return `${this.#pick(["1", "0"])}=${this.#pick(["CONTAINS", "INTERSECTS"])}(${value("geometry")}, ${value("geometry")})`;
      case 7:
        return `DISTANCE(${value("point")}, ${value("point")}) < ${this.#pick(["1.5", `${outer}.mag`])}`;
      case 8:
        return `(${inner()} AND ${inner()})`;
      case 9:
        return `(${inner()} OR ${inner()})`;
      case 10:
        return `NOT (${inner()})`;
      case 11:
        return `EXISTS (SELECT * FROM t AS e WHERE e.id = ${outer}.id AND ${this.#condition(["e"], 0)})`;
      case 12:
        return `${outer}.id ${not}IN (SELECT e.id FROM s.u AS e WHERE ${this.#condition(["e"], 0)})`;
      default:
        return `${outer}.flag = 'True'`;
    }
  }

  #value(kind: Kind, tables: readonly string[], depth: number): string {
    const table = this.#pick(tables);
    const value = (inner: Kind) => this.#value(inner, tables, depth - 1);
    const leaf = depth <= 0;
    switch (kind) {
      case "number":
        if (leaf) return this.#pick([`${table}.ra`, `${table}.n`, `${table}.small`, `${table}.id`, "3", "2.5", "1e-3"]);
        return this.#pick([
          `(${value("number")} ${this.#pick(["+", "-", "*", "/"])} ${value("number")})`,
          `-${table}.n`,
          `${this.#pick(["ABS", "SQRT", "LOG10", "COS", "FLOOR", "CEILING", "EXP", "RADIANS", "ASIN"])}(${value("number")})`,
          `${this.#pick(["MOD", "POWER", "ATAN2"])}(${value("number")}, ${value("number")})`,
          `${this.#pick(["ROUND", "TRUNCATE"])}(${value("number")}, 1)`,
          `COALESCE(${table}.mag, ${value("number")})`,
          `IN_UNIT(${table}.ra, 'arcsec')`,
          `AREA(${value("geometry")})`,
          `COORD1(${value("point")})`,
          `DISTANCE(${value("point")}, ${value("point")})`,
          `CAST(${table}.ra AS ${this.#pick(["INTEGER", "REAL", "BIGINT"])})`,
          `ivo_healpix_index(4, ${table}.ra, ${table}.dec)`,
          `ivo_to_mjd(${value("time")})`,
          `CASE WHEN ${table}.n > 2 THEN ${value("number")} ELSE 0 END`,
        ]);
      case "text":
        if (leaf) return this.#pick([`${table}.name`, "'x'", "'it''s --'"]);
        return this.#pick([
          `UPPER(${value("text")})`,
          `${value("text")} || ${value("text")}`,
          `CAST(${value("number")} AS VARCHAR(8))`,
          `CAST(${table}.seen AS CHAR(10))`,
          `COALESCE(${table}.name, ${value("text")})`,
        ]);
      case "time":
        return this.#pick([`${table}.seen`, "CAST('2020-02-03T04:05:06' AS TIMESTAMP)"]);
      case "point":
        if (leaf) return this.#pick([`${table}.pos`, "POINT(10, 20)", `POINT(${table}.ra, ${table}.dec)`]);
        return this.#pick([
          `POINT('ICRS', ${value("number")}, ${value("number")})`,
          `CENTROID(${value("geometry")})`,
          `ivo_epoch_prop_pos(${table}.ra, ${table}.dec, 1, 2, 3, 4, 2000, 2016)`,
          `ivo_healpix_center(3, ${table}.n)`,
        ]);
      case "geometry":
        if (leaf) return this.#pick([`${table}.pos`, `${table}.round`, `${table}.outline`, `${table}.s_region`]);
        return this.#pick([
          value("point"),
          `CIRCLE(${value("point")}, ${value("number")})`,
          `CIRCLE(12, -3, 0.5)`,
          `BOX('', ${table}.ra, ${table}.dec, 1, 2)`,
          "BOX(10, 20, 3, 4)",
          `POLYGON(1, 2, 3, 4, ${value("number")}, 6)`,
          "POLYGON(350, -5, 10, -5, 10, 5)",
          "REGION('Union ICRS (Circle 1 2 3 Polygon 1 1 2 1 2 2)')",
          `ivo_geom_transform('ICRS', 'GALACTIC', CIRCLE(12, -3, 0.5))`,
        ]);
    }
  }

  #alias(): string {
    return `a${++this.#names}`;
  }

  #below(bound: number): number {
    return this.#random.below(bound);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return this.#random.pick(items);
  }
}
