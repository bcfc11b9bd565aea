import { bind, macro } from "./macro.ts";

// Cells for joins by position: cubes that the unit vectors lie in, `s` of them to 1. Cubes need neither poles nor right ascension 0 seen
// to; of neighbouring positions the vectors are at a chord from each other, whatever the place.

const index = (value: string) => `floor((${value}) * s)::BIGINT`;
const number = (x: string, y: string, z: string) => `((${x} << 42) + (${y} << 21) + ${z})`;

/** More than the rounding of a component. */
const SLACK = "1e-15";

export const JOIN_MACROS: readonly string[] = [
  // Cubes to 1 for a reach: so large that most positions reach no second one along an axis; at most 2 million along an axis.
  macro("sky_cell_scale", "c", "least(1e6, greatest(0.5e0, 1 / (8 * greatest(c, 1e-9))))"),
  // The chord that two positions within `r` degrees have at most.
  macro(
    "sky_reach",
    "r",
    `CASE WHEN isnan((r)::DOUBLE) THEN NULL WHEN r >= 180 THEN 2e0 WHEN r >= 0 THEN 2 * sin(radians((r)::DOUBLE) / 2) * (1 + 1e-14) END`,
  ),
  macro("sky_cell", "x, y, z, s", number(index("x + 1"), index("y + 1"), index("z + 1"))),
  // All cubes that a ball of radius `c` around a position touches; NULL where there is no position.
  macro(
    "sky_cells",
    "x, y, z, c, s",
    bind(
      "sky_span",
      // greatest and least pass over NULL: without a position, or a radius, it would be everywhere.
      `CASE WHEN x IS NOT NULL AND c IS NOT NULL THEN {${["x", "y", "z"]
        .map(
          (axis) =>
            `'${axis}0': ${index(`greatest(0, ${axis} + 1 - c - ${SLACK})`)}, '${axis}1': ${index(`least(2, ${axis} + 1 + c + ${SLACK})`)}`,
        )
        .join(", ")}} END`,
      `CASE WHEN (sky_span).x0 = (sky_span).x1 AND (sky_span).y0 = (sky_span).y1 AND (sky_span).z0 = (sky_span).z1
        THEN [${number("(sky_span).x0", "(sky_span).y0", "(sky_span).z0")}]
        ELSE flatten(list_transform(generate_series((sky_span).x0, (sky_span).x1), lambda sky_kx:
          flatten(list_transform(generate_series((sky_span).y0, (sky_span).y1), lambda sky_ky:
            list_transform(generate_series((sky_span).z0, (sky_span).z1), lambda sky_kz: ${number("sky_kx", "sky_ky", "sky_kz")}))))) END`,
    ),
  ),
];
