import { HEALPIX_MACROS } from "./macros/healpix.ts";
import { MOTION_MACROS } from "./macros/motion.ts";
import { POLYGON_MACROS } from "./macros/polygon.ts";
import { REGION_MACROS } from "./macros/region-text.ts";
import { CIRCLE_MEETS, SHAPE_MACROS } from "./macros/shapes.ts";
import { JOIN_MACROS } from "./macros/sky-join.ts";
import { SPHERE_MACROS } from "./macros/sphere.ts";
import { VALUE_MACROS } from "./macros/values.ts";

/**
 * The macros that translated queries call, as statements to run once in an instance of DuckDB, in order, before any query. Built-in
 * functions alone: no extension is needed.
 */
export const MACROS: readonly string[] = [
  ...VALUE_MACROS,
  ...SPHERE_MACROS,
  ...POLYGON_MACROS,
  CIRCLE_MEETS,
  ...SHAPE_MACROS,
  ...REGION_MACROS,
  ...HEALPIX_MACROS,
  ...JOIN_MACROS,
  ...MOTION_MACROS,
];
