import { DalError } from "@armillary/dali";
import { MastError } from "../errors.ts";
import { type Filter, parseFilter } from "../filters/filter.ts";
import { type MashupFilter, toMashupFilters } from "../filters/mashup-filters.ts";
import { onlyExcludes } from "../filters/only-excludes.ts";
import { type ColumnsConfig, fetchColumnsConfig } from "../mashup/columns-config.ts";
import type { PollOptions } from "../mashup/poll.ts";
import type { MastSession } from "../session/session.ts";
import { type MastPlace, resolveMastName } from "./resolve-name.ts";

/** Which observations are wanted: by place, by what they are, or both. */
export interface ObservationQuestion {
  /** ICRS. */
  readonly position?: { readonly raDeg: number; readonly decDeg: number };
  /** An object instead of a position: MAST's resolver places it. */
  readonly name?: string;
  /** Around the position (default 0.2): observations whose centre is within it, inclusive. */
  readonly radiusDeg?: number;
  /** All must hold; text is read by `parseFilter`. */
  readonly filters?: readonly (Filter | string)[];
}

/** A question in MAST's terms. */
export interface PreparedQuestion {
  readonly place?: MastPlace;
  readonly radiusDeg: number;
  readonly filters: readonly MashupFilter[];
  /** What MAST cannot be asked, and is looked for in the rows. */
  readonly residual: readonly Filter[];
  readonly config: ColumnsConfig;
}

/** The columns of observations, to the portal; filters of `Mast.Caom.Filtered` go by it as well. */
export const OBSERVATIONS_CONFIG = "Mast.Caom.Cone";
const RADIUS_DEG = 0.2;

/**
 * Looks a question through as far as that goes without asking MAST: whether a column is there, and a name is known, only MAST can tell.
 * @returns its filters
 * @throws DalError code DAL_USAGE for a question without place and filters, or a place that is none; MastError code MAST_FILTER
 */
export function checkObservationQuestion({
  position,
  name,
  radiusDeg = RADIUS_DEG,
  filters = [],
}: ObservationQuestion): readonly Filter[] {
  if (position !== undefined && name !== undefined) {
    throw new DalError("DAL_USAGE", "Observations are searched around a position or an object, not around both.");
  }
  if (position !== undefined) checkPosition(position);
  if (!(radiusDeg > 0 && radiusDeg <= 180)) {
    throw new DalError("DAL_USAGE", `A radius is more than 0 and at most 180 degrees: not ${radiusDeg}.`);
  }
  const parsed = filters.map((filter) => (typeof filter === "string" ? parseFilter(filter) : filter));
  if (position === undefined && name === undefined && parsed.length === 0) {
    throw new DalError("DAL_USAGE", "Observations are searched by a position, a name or filters; none was given.");
  }
  if (position === undefined && name === undefined && onlyExcludes(parsed)) throw unaskable();
  return parsed;
}

/**
 * @throws as `checkObservationQuestion`; MastError code MAST_NAME
 */
export async function prepareQuestion(
  session: MastSession,
  question: ObservationQuestion,
  options: PollOptions,
): Promise<PreparedQuestion> {
  const parsed = checkObservationQuestion(question);
  const { position, name, radiusDeg = RADIUS_DEG } = question;
  const [config, place] = await Promise.all([
    fetchColumnsConfig(session, OBSERVATIONS_CONFIG, options),
    name === undefined ? position : resolveMastName(session, name, options),
  ]);
  const asked = toMashupFilters(parsed, config);
  if (place === undefined && asked.filters.length === 0) throw unaskable();
  return { ...(place === undefined ? {} : { place }), radiusDeg, ...asked, config };
}

function unaskable(): MastError {
  return new MastError(
    "MAST_FILTER",
    "These filters would have to be looked for in all of the archive: MAST can only be asked for what is wanted (not for what is not), and for one pattern a column. Add such a filter (obs_collection=JWST), a position or a name.",
  );
}

function checkPosition({ raDeg, decDeg }: { readonly raDeg: number; readonly decDeg: number }): void {
  if (raDeg >= 0 && raDeg <= 360 && decDeg >= -90 && decDeg <= 90) return;
  throw new DalError(
    "DAL_USAGE",
    `There is no position (${raDeg}, ${decDeg}): right ascensions are 0 to 360 degrees, declinations -90 to 90.`,
  );
}
