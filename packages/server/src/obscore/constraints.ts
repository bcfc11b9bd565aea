import { type AdqlText, createAdqlTools, familyOf, typeOfColumn } from "@armillary/adql";
import { type Pos, parseInterval } from "@armillary/dali";
import { columnNamed } from "../columns/find-table.ts";
import type { PublishedTable } from "../engine.ts";
import { ServiceError, usageError } from "../errors.ts";

const tools = createAdqlTools();
const { adql, raw, allOf, anyOf, inRegion, distance, intersects, oneOf } = tools;

/** Conditions on the columns of an ObsCore table, for the protocols that search datasets. */
export class ObsCoreConstraints {
  readonly #table: PublishedTable;

  constructor(table: PublishedTable) {
    this.#table = table;
  }

  /**
   * Datasets that have something in common with a region: by their own region where they have one, else by their position and
   * extent, as far as the shape allows.
   */
  within(pos: Pos): AdqlText {
    const [ra, dec] = [this.column("s_ra"), this.column("s_dec")];
    const near = (): AdqlText => {
      if (pos.shape === "CIRCLE" && this.has("s_fov")) {
        const away = distance(ra, dec, turn(pos.longitudeDeg), pos.latitudeDeg);
        return adql`${away} <= ${pos.radiusDeg} + COALESCE(${this.column("s_fov")}, 0) / 2`;
      }
      return inRegion(ra, dec, regionOf(pos));
    };
    // A range of coordinates is no region of ADQL.
    if (pos.shape === "RANGE" || !this.#hasRegions()) return near();
    const region = this.column("s_region");
    return anyOf(intersects(region, regionOf(pos)), allOf(adql`${region} IS NULL`, near()));
  }

  /** The bounds of two columns that have something in common with one of the intervals. */
  overlaps(low: string, high: string, intervals: readonly string[]): AdqlText {
    return anyOf(
      ...intervals.map((text) => {
        const { lower, upper } = parseInterval(text);
        return allOf(
          Number.isFinite(upper) ? adql`${this.column(low)} <= ${upper}` : adql`${this.column(low)} IS NOT NULL`,
          Number.isFinite(lower) ? adql`${this.column(high)} >= ${lower}` : adql`${this.column(high)} IS NOT NULL`,
        );
      }),
    );
  }

  /** The values of a column that lie in one of the intervals. */
  between(name: string, intervals: readonly string[]): AdqlText {
    return anyOf(
      ...intervals.map((text) => {
        const { lower, upper } = parseInterval(text);
        return tools.inInterval(this.column(name), lower, upper);
      }),
    );
  }

  oneOf(name: string, values: readonly string[]): AdqlText {
    return oneOf(this.column(name), values);
  }

  /** Texts that are one of the values, in any case. */
  oneOfWords(name: string, values: readonly string[]): AdqlText {
    return oneOf(
      raw(`LOWER(${this.column(name).text})`),
      values.map((value) => value.toLowerCase()),
    );
  }

  /** Whole numbers. */
  oneOfCounts(name: string, values: readonly string[]): AdqlText {
    const wrong = values.find((value) => !/^-?\d+$/.test(value.trim()));
    if (wrong !== undefined) throw usageError(`${wrong} is no whole number.`);
    return oneOf(this.column(name), values.map(Number));
  }

  /** Texts of which one has a word in it; `%` and `_` stand for themselves nowhere, as states of polarization have none. */
  like(name: string, patterns: readonly string[]): AdqlText {
    return anyOf(...patterns.map((pattern) => adql`${this.column(name)} LIKE ${pattern}`));
  }

  has(name: string): boolean {
    return columnNamed(this.#table, name) !== undefined;
  }

  /** @throws ServiceError SERVER_USAGE for a column that this table does without */
  column(name: string): AdqlText {
    const column = columnNamed(this.#table, name);
    if (column === undefined) {
      throw new ServiceError("SERVER_USAGE", `${this.#table.name} has no ${name}: nothing can be found by it.`);
    }
    return raw(column.name);
  }

  #hasRegions(): boolean {
    const column = columnNamed(this.#table, "s_region");
    return column !== undefined && familyOf(typeOfColumn(column)) === "geometry";
  }
}

/** As ADQL's tools take regions: in capitals in DALI, and in degrees in both. */
function regionOf(pos: Pos): Parameters<typeof inRegion>[2] {
  switch (pos.shape) {
    case "CIRCLE":
      return { shape: "circle", raDeg: turn(pos.longitudeDeg), decDeg: pos.latitudeDeg, radiusDeg: pos.radiusDeg };
    case "POLYGON":
      return {
        shape: "polygon",
        verticesDeg: pos.vertices.map(({ longitudeDeg, latitudeDeg }) => [turn(longitudeDeg), latitudeDeg] as const),
      };
    case "RANGE": {
      const { lower: west, upper: east } = pos.longitudeDeg;
      const [from, to] = [bounded(west, 0), bounded(east, 360)];
      const meridians = to - from >= 360 ? ([0, 360] as const) : ([turn(from), to === 360 ? 360 : turn(to)] as const);
      return {
        shape: "range",
        raDeg: meridians,
        decDeg: [bounded(pos.latitudeDeg.lower, -90), bounded(pos.latitudeDeg.upper, 90)],
      };
    }
  }
}

function bounded(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}

/** Right ascensions from 0 to 360: -90 is as good as 270 (SIA 2.0, section 2.1.1). */
function turn(raDeg: number): number {
  return ((raDeg % 360) + 360) % 360;
}
