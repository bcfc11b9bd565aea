import { macro } from "./macro.ts";

// Positions, angles and distances. Everything is NULL where a coordinate is NULL, NaN or infinite: it is nowhere, and DuckDB's
// cos(infinity) would end the query.

const FINITE = (...names: readonly string[]) => names.map((name) => `isfinite(${name}::DOUBLE)`).join(" AND ");

/** Components of the unit vector of a position. */
export const SPHERE_MACROS: readonly string[] = [
  macro(
    "sky_x",
    "ra, de",
    `CASE WHEN ${FINITE("ra", "de")} THEN cos(radians(de::DOUBLE)) * cos(radians(ra::DOUBLE)) END`,
  ),
  macro(
    "sky_y",
    "ra, de",
    `CASE WHEN ${FINITE("ra", "de")} THEN cos(radians(de::DOUBLE)) * sin(radians(ra::DOUBLE)) END`,
  ),
  macro("sky_z", "ra, de", `CASE WHEN ${FINITE("ra", "de")} THEN sin(radians(de::DOUBLE)) END`),
  macro("sky_vector", "ra, de", "{'x': sky_x(ra, de), 'y': sky_y(ra, de), 'z': sky_z(ra, de)}"),
  macro("sky_point", "ra, de", "CASE WHEN ra IS NOT NULL AND de IS NOT NULL THEN [ra::DOUBLE, de::DOUBLE] END"),
  macro("sky_circle", "ra, de, r", `CASE WHEN ${FINITE("ra", "de", "r")} THEN [ra::DOUBLE, de::DOUBLE, r::DOUBLE] END`),
  // sin² of half of an angle between 0 and 360 degrees.
  macro("sky_half", "angle", "pow(sin(radians((angle)::DOUBLE) / 2), 2)"),
  // Reduced to half a turn each way, for the digits of differences across right ascension 0.
  macro("sky_turn", "a", "((a) - 360 * round((a) / 360))"),
  // The haversine of the angle, and that of what is missing to 180 degrees: one of them has all its digits.
  macro(
    "sky_distance",
    "ra1, de1, ra2, de2",
    `CASE WHEN ${FINITE("ra1", "de1", "ra2", "de2")} THEN 2 * degrees(atan2(
      sqrt(greatest(0, sky_half(de1::DOUBLE - de2::DOUBLE) + cos(radians(de1::DOUBLE)) * cos(radians(de2::DOUBLE)) * sky_half(sky_turn(ra1::DOUBLE - ra2::DOUBLE)))),
      sqrt(greatest(0, sky_half(de1::DOUBLE + de2::DOUBLE) + cos(radians(de1::DOUBLE)) * cos(radians(de2::DOUBLE)) * sky_half(sky_turn(ra1::DOUBLE - ra2::DOUBLE) + 180)))
    )) END`,
  ),
  macro("sky_chord2", "x1, y1, z1, x2, y2, z2", "(pow(x1 - x2, 2) + pow(y1 - y2, 2) + pow(z1 - z2, 2))"),
  // The angle in degrees between unit vectors {x, y, z}, by the chord, or by that to the opposite point.
  macro(
    "sky_angle",
    "a, b",
    `CASE WHEN (a).x * (b).x + (a).y * (b).y + (a).z * (b).z >= 0
      THEN 2 * degrees(asin(least(1, sqrt(sky_chord2((a).x, (a).y, (a).z, (b).x, (b).y, (b).z)) / 2)))
      ELSE 180 - 2 * degrees(asin(least(1, sqrt(sky_chord2((a).x, (a).y, (a).z, -(b).x, -(b).y, -(b).z)) / 2))) END`,
  ),
  // The square of the chord of a radius in degrees, below 0 for one that has nothing in it: what chords are compared with.
  // NaN, which is more than any number to DuckDB, is no radius.
  macro(
    "sky_reach2",
    "r",
    "CASE WHEN isnan((r)::DOUBLE) THEN NULL WHEN r < 0 THEN -1 WHEN r >= 180 THEN 5 ELSE 4 * sky_half(r) END",
  ),
  // A shape with all its numbers: without one of them it is nowhere.
  macro(
    "sky_known",
    "g",
    `CASE WHEN list_bool_and(list_transform(g, lambda sky_number: ${FINITE("sky_number")})) THEN g END`,
  ),
  // A vector of any length as a point; NULL for the vector of length 0.
  macro(
    "sky_direction",
    "v",
    `CASE WHEN (v).x <> 0 OR (v).y <> 0 OR (v).z <> 0 THEN [
      CASE WHEN atan2((v).y, (v).x) < 0 THEN degrees(atan2((v).y, (v).x)) + 360 ELSE degrees(atan2((v).y, (v).x)) END,
      degrees(atan2((v).z, sqrt((v).x * (v).x + (v).y * (v).y)))] END`,
  ),
  // ADQL 2.1, section 4.2.9: the corners are at half the width and half the height; none beyond a pole.
  macro(
    "sky_box",
    "ra, de, w, h",
    `CASE WHEN ${FINITE("ra", "de")} AND w > 0 AND w < 180 AND h > 0 AND de - h / 2 >= -90 AND de + h / 2 <= 90 THEN
      [ra - w / 2, de - h / 2, ra + w / 2, de - h / 2, ra + w / 2, de + h / 2, ra - w / 2, de + h / 2]::DOUBLE[] END`,
  ),
];
