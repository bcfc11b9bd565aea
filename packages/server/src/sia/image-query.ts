import { type AdqlText, createAdqlTools, type OptionalCondition } from "@armillary/adql";
import { parsePos } from "@armillary/dali";
import type { PublishedTable } from "../engine.ts";
import type { Parameters } from "../http/parameters.ts";
import { ObsCoreConstraints } from "../obscore/constraints.ts";

const { adql, raw, allOf, anyOf } = createAdqlTools();

type Constraint = (find: ObsCoreConstraints, values: readonly string[]) => AdqlText;

/** What each parameter means for the columns (SIA 2.0, section 2.1); values of one are alternatives, all must hold. */
const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  POS: (find, values) => anyOf(...values.map((value) => find.within(parsePos(value)))),
  BAND: (find, values) => find.overlaps("em_min", "em_max", values),
  TIME: (find, values) => find.overlaps("t_min", "t_max", values),
  POL: (find, values) =>
    find.like(
      "pol_states",
      values.map((value) => `%/${value.trim().toUpperCase()}/%`),
    ),
  FOV: (find, values) => find.between("s_fov", values),
  SPATRES: (find, values) => find.between("s_resolution", values),
  SPECRP: (find, values) => find.between("em_res_power", values),
  EXPTIME: (find, values) => find.between("t_exptime", values),
  TIMERES: (find, values) => find.between("t_resolution", values),
  ID: (find, values) => find.oneOf("obs_publisher_did", values),
  COLLECTION: (find, values) => find.oneOf("obs_collection", values),
  FACILITY: (find, values) => find.oneOf("facility_name", values),
  INSTRUMENT: (find, values) => find.oneOf("instrument_name", values),
  DPTYPE: (find, values) => find.oneOfWords("dataproduct_type", values),
  CALIB: (find, values) => find.oneOfCounts("calib_level", values),
  TARGET: (find, values) => find.oneOf("target_name", values),
  FORMAT: (find, values) => find.oneOfWords("access_format", values),
};

/**
 * A search for images and cubes as a query on an ObsCore table.
 * @throws ServiceError SERVER_USAGE; DalError DAL_USAGE
 */
export function buildImageQuery(table: PublishedTable, parameters: Parameters): string {
  const find = new ObsCoreConstraints(table);
  const conditions = Object.entries(CONSTRAINTS).map(([name, constraint]): OptionalCondition => {
    const values = parameters.all(name);
    return values.length > 0 && constraint(find, values);
  });
  const images = find.oneOfWords("dataproduct_type", ["image", "cube"]);
  return adql`SELECT * FROM ${raw(table.name)} WHERE ${allOf(images, ...conditions)}`.text;
}
