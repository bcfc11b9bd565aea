import type { Random } from "../../bench/random.js";

/** Sentences of the grammar of ADQL 2.0, by its productions, at random. */
export class Sentences {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  query(depth = 3): string {
    const some = (item: () => string, most: number): string =>
      Array.from({ length: 1 + this.#below(most) }, item).join(", ");
    const maybe = (text: () => string): string => (this.#below(2) === 0 ? "" : ` ${text()}`);
    return [
      "SELECT",
      maybe(() => this.#pick(["ALL", "DISTINCT"])),
      maybe(() => `TOP ${this.#below(100)}`),
      ` ${this.#below(8) === 0 ? "*" : some(() => this.#item(depth), 3)}`,
      ` FROM ${some(() => this.#table(depth), 2)}`,
      maybe(() => `WHERE ${this.#condition(depth)}`),
      maybe(() => `GROUP BY ${some(() => this.#column(), 2)}`),
      maybe(() => `HAVING ${this.#condition(depth)}`),
      maybe(
        () =>
          `ORDER BY ${some(() => `${this.#pick([this.#name(), "1", "2"])}${this.#pick(["", " ASC", " DESC"])}`, 2)}`,
      ),
    ].join("");
  }

  #below(bound: number): number {
    return this.#random.below(bound);
  }

  #pick(items: readonly string[]): string {
    return this.#random.pick(items);
  }

  #name(): string {
    return this.#pick(["ra", "dec", "pmRA", "obs_id", "x1", '"B-V"', '"select"', '"a""b"', "mag", "s_region"]);
  }

  #tableName(): string {
    return this.#pick(["t", "cat.obs", "c.s.t", '"J/A+A/1".data', "tap_upload.mine"]);
  }

  #column(): string {
    return this.#pick(["", "", "t.", "cat.obs."]) + this.#name();
  }

  #item(depth: number): string {
    if (this.#below(8) === 0) return "t.*";
    return this.#value(depth) + this.#pick(["", ` AS ${this.#name()}`, ` ${this.#name()}`]);
  }

  #value(depth: number): string {
    return this.#pick([this.#number(depth), this.#number(depth), this.#string(depth), this.#geometry(depth)]);
  }

  #number(depth: number): string {
    if (depth <= 0) return this.#pick([this.#column(), "1", "2.5", ".5", "1.e-3"]);
    const part = (): string => this.#number(depth - 1);
    switch (this.#below(8)) {
      case 0:
        return `${part()} ${this.#pick(["+", "-", "*", "/"])} ${part()}`;
      case 1:
        return `(${part()})`;
      case 2:
        return `-${this.#column()}`;
      case 3:
        return `${this.#pick(["ABS", "SQRT", "log10", "COS", "RADIANS", "FLOOR", "COT"])}(${part()})`;
      case 4:
        return this.#pick([
          `MOD(${part()}, ${part()})`,
          "PI()",
          `ROUND(${part()}, 2)`,
          `TRUNCATE(${part()}, -1)`,
          "RAND()",
          `ATAN2(${part()}, 3)`,
        ]);
      case 5:
        return this.#pick(["COUNT(*)", `AVG(${part()})`, `MAX(DISTINCT ${part()})`]);
      case 6:
        return this.#pick([
          `AREA(${this.#geometry(depth - 1)})`,
          `DISTANCE(${this.#point(depth - 1)}, ${this.#column()})`,
          `COORD1(${this.#column()})`,
        ]);
      default:
        return `${this.#pick(["CONTAINS", "INTERSECTS"])}(${this.#geometry(depth - 1)}, ${this.#geometry(depth - 1)})`;
    }
  }

  #string(depth: number): string {
    const literal = this.#pick(["'a'", "'it''s'", "''", "'%--'"]);
    if (depth <= 0) return literal;
    return this.#pick([
      literal,
      `${this.#column()} || ${literal}`,
      `(${literal}) || ${this.#column()} || 'c'`,
      `ivo_foo(${this.#number(depth - 1)}, ${literal})`,
      `COORDSYS(${this.#column()})`,
    ]);
  }

  #point(depth: number): string {
    return `POINT('ICRS', ${this.#number(depth - 1)}, ${this.#number(depth - 1)})`;
  }

  #geometry(depth: number): string {
    const part = (): string => this.#number(depth - 1);
    if (depth <= 0) return this.#column();
    return this.#pick([
      this.#point(depth),
      `CIRCLE('', ${part()}, ${part()}, ${part()})`,
      `BOX('FK5', ${part()}, ${part()}, 1, 2)`,
      `POLYGON('ICRS', 1, 2, 3, 4, ${part()}, 6)`,
      `CENTROID(${this.#geometry(depth - 1)})`,
      "REGION('CIRCLE ICRS 1 2 3')",
      this.#column(),
    ]);
  }

  #condition(depth: number): string {
    if (depth <= 0) return `${this.#column()} ${this.#pick(["=", "<>", "!=", "<", ">", "<=", ">="])} 1`;
    const inner = (): string => this.#condition(depth - 1);
    const value = (): string => this.#number(depth - 1);
    const not = this.#pick(["", " NOT"]);
    switch (this.#below(9)) {
      case 0:
        return `${inner()} AND ${inner()}`;
      case 1:
        return `${inner()} OR ${inner()}`;
      case 2:
        return `(${inner()})`;
      case 3:
        return `NOT (${inner()})`;
      case 4:
        return `${value()}${not} BETWEEN ${value()} AND ${value()}`;
      case 5:
        return `${this.#column()}${not} IN (${this.#pick([`${value()}, 2`, "'a', 'b'", this.query(depth - 2)])})`;
      case 6:
        return `${this.#column()}${not} LIKE ${this.#pick(["'a%'", "'_b'", "'a' || 'b'"])}`;
      case 7:
        return `${this.#column()} IS${not} NULL`;
      default:
        return this.#pick([`EXISTS (${this.query(depth - 2)})`, `${value()} = ${value()}`, `${this.#column()} = 'x'`]);
    }
  }

  #table(depth: number): string {
    if (depth <= 0) return this.#tableName();
    const other = (): string => this.#table(depth - 2);
    const right = (): string =>
      this.#pick([`${this.#tableName()} AS w`, `(${other()} JOIN ${this.#tableName()} USING (id))`]);
    switch (this.#below(6)) {
      case 0:
        return `(${this.query(depth - 2)})${this.#pick([" AS q", " q"])}`;
      case 1:
        return `${other()} ${this.#pick(["JOIN", "INNER JOIN", "LEFT JOIN", "FULL OUTER JOIN"])} ${right()} ON ${this.#condition(depth - 2)}`;
      case 2:
        return `${other()} JOIN ${right()} USING (${this.#name()}, id)`;
      case 3:
        return `${other()} NATURAL ${this.#pick(["", "LEFT "])}JOIN ${right()}`;
      case 4:
        return `(${other()} JOIN ${right()} USING (id))`;
      default:
        return `${this.#tableName()}${this.#pick(["", " AS u", " v"])}`;
    }
  }
}
