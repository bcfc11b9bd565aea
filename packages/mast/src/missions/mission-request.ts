import { DalError, type DalRequest, type SkyPosition } from "@armillary/dali";

/** A condition as the service takes it: `{"sci_instrume": "ACS,WFC3"}`. */
export interface MissionCondition {
  readonly column: string;
  /** One value, several with commas, `!x`, `<n`, `>n`, `<=n`, `>=n`, `a..b`, `a*b`. */
  readonly expression: string;
}

export interface MissionSort {
  readonly column: string;
  readonly descending?: boolean;
}

/** What of a mission is asked for at once. */
export interface MissionPage {
  /** ICRS. */
  readonly targets: readonly SkyPosition[];
  readonly radiusDeg: number;
  readonly conditions: readonly MissionCondition[];
  /** Undefined for the service's own choice. */
  readonly columns: readonly string[] | undefined;
  readonly sort: readonly MissionSort[];
  readonly offset: number;
  readonly limit: number;
  /** Leaves out the count of all rows, which is as much work as the search. */
  readonly skipCount: boolean;
}

/** Targets of one request (astroquery 0.4.12, `mast/missions.py`). */
export const MOST_TARGETS = 100;
/** The largest radius that is answered, degrees: 30 arcmin (same place). */
const MOST_RADIUS_DEG = 0.5;

/**
 * The request for a page of a mission's search. POST, and harmless when sent twice.
 * @throws DalError code DAL_USAGE for a place or a radius that cannot be
 */
export function missionSearchRequest(mission: string, page: MissionPage): DalRequest {
  const { targets, radiusDeg, conditions, columns, sort, offset, limit, skipCount } = page;
  const cone =
    targets.length === 0
      ? {}
      : { target: targets.map(printTarget), radius: checkMissionRadius(radiusDeg) * 3600, radius_units: "arcseconds" };
  return {
    url: `${missionUrl(mission)}search`,
    method: "POST",
    json: JSON.stringify({
      ...cone,
      conditions: conditions.map(({ column, expression }) => ({ [column]: expression })),
      ...(columns === undefined ? {} : { select_cols: columns }),
      ...(sort.length === 0
        ? {}
        : { sort_by: sort.map(({ column }) => column), sort_desc: sort.map(({ descending = false }) => descending) }),
      offset,
      limit,
      skip_count: skipCount,
    }),
    accept: "application/json",
    idempotent: true,
  };
}

/** The request for the products of data sets. */
export function missionProductsRequest(mission: string, datasetIds: readonly string[]): DalRequest {
  return {
    url: `${missionUrl(mission)}post_list_products`,
    method: "POST",
    json: JSON.stringify({ dataset_ids: datasetIds }),
    accept: "application/json",
    idempotent: true,
  };
}

/** A path at MAST. @throws as `checkMissionName` */
function missionUrl(mission: string): string {
  checkMissionName(mission);
  return `/search/${mission}/api/v0.1/`;
}

/** @throws DalError code DAL_USAGE for what cannot be the name of a mission */
export function checkMissionName(mission: string): void {
  if (/^[a-z][a-z0-9_]*$/.test(mission)) return;
  throw new DalError("DAL_USAGE", `${JSON.stringify(mission)} is no mission: names are like "jwst" and "roman_cgi".`);
}

export function printTarget({ raDeg, decDeg }: SkyPosition): string {
  if (raDeg >= 0 && raDeg <= 360 && decDeg >= -90 && decDeg <= 90) return `${plain(raDeg)} ${plain(decDeg)}`;
  throw new DalError("DAL_USAGE", `There is no place at right ascension ${raDeg}°, declination ${decDeg}°.`);
}

/** Without an exponent, which not every reader of positions takes. */
function plain(degrees: number): string {
  const text = String(degrees);
  return text.includes("e") ? degrees.toFixed(20).replace(/\.?0+$/, "") : text;
}

export function checkMissionRadius(radiusDeg: number): number {
  if (radiusDeg > 0 && radiusDeg <= MOST_RADIUS_DEG) return radiusDeg;
  throw new DalError(
    "DAL_USAGE",
    `A radius of ${radiusDeg} degrees is not answered: it must be above 0, and ${MOST_RADIUS_DEG} (30 arcmin) at most.`,
  );
}
