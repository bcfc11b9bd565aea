import { bind, macro } from "./macro.ts";

// HEALPix, NESTED, orders 0 to 29, as @armillary/sky has it (Górski et al. 2005, sections 4 and 5).

/** Bits of a number moved apart, a gap above each; `>>` the other way. Steps from the widest. */
const SPREAD: readonly (readonly [shift: number, mask: string])[] = [
  [16, "281470681808895"],
  [8, "71777214294589695"],
  [4, "1085102592571150095"],
  [2, "3689348814741910323"],
  [1, "6148914691236517205"],
];

function spreadSql(bits: string): string {
  return SPREAD.reduce(
    (value, [shift, mask], step) =>
      bind(`sky_s${step}`, value, `(sky_s${step} | (sky_s${step} << ${shift})) & ${mask}`),
    `(${bits})::BIGINT`,
  );
}

function gatherSql(bits: string): string {
  const steps = [...SPREAD].reverse();
  const start = `(${bits})::BIGINT & ${steps[0]?.[1]}`;
  return steps.reduce((value, [shift], step) => {
    const mask = steps[step + 1]?.[1] ?? "4294967295";
    return bind(`sky_g${step}`, value, `(sky_g${step} | (sky_g${step} >> ${shift})) & ${mask}`);
  }, start);
}

const SIDE = "(1::BIGINT << o)";

/** The cell of a position as {f, x, y}, of `sky_p` = {q: quarters, z, toPole in degrees, north}. */
const CELL = `CASE WHEN abs((sky_p).z) <= 2e0 / 3 THEN ${bind(
  "sky_l",
  `{'u': floor(${SIDE} * (0.5e0 + (sky_p).q) + ${SIDE} * (sky_p).z * 0.75e0)::BIGINT, 'd': floor(${SIDE} * (0.5e0 + (sky_p).q) - ${SIDE} * (sky_p).z * 0.75e0)::BIGINT}`,
  bind(
    "sky_f",
    // Lines may lie one base cell below 0: // cuts towards 0.
    `{'u': floor((sky_l).u::DOUBLE / ${SIDE})::BIGINT, 'd': floor((sky_l).d::DOUBLE / ${SIDE})::BIGINT}`,
    `{'f': CASE WHEN (sky_f).d = (sky_f).u THEN (sky_f).d % 4 + 4 WHEN (sky_f).d < (sky_f).u THEN (sky_f).d % 4 ELSE (sky_f).u % 4 + 8 END,
      'x': (sky_l).u - (sky_f).u * ${SIDE}, 'y': ${SIDE} - 1 - ((sky_l).d - (sky_f).d * ${SIDE})}`,
  ),
)} ELSE ${bind(
  "sky_k",
  `{'f': least(3, floor((sky_p).q))::BIGINT, 'r': ${SIDE} * sqrt(6e0) * sin(radians((sky_p).p / 2))}`,
  bind(
    "sky_w",
    `{'e': least(${SIDE} - 1, floor(((sky_p).q - (sky_k).f) * (sky_k).r))::BIGINT, 'w': least(${SIDE} - 1, floor((1 - ((sky_p).q - (sky_k).f)) * (sky_k).r))::BIGINT}`,
    `CASE WHEN (sky_p).n THEN {'f': (sky_k).f, 'x': ${SIDE} - 1 - (sky_w).w, 'y': ${SIDE} - 1 - (sky_w).e}
      ELSE {'f': (sky_k).f + 8, 'x': (sky_w).e, 'y': (sky_w).w} END`,
  ),
)} END`;

export const HEALPIX_MACROS: readonly string[] = [
  macro(
    "sky_ra",
    "ra",
    "CASE WHEN fmod(ra, 360e0) < 0 THEN CASE WHEN fmod(ra, 360e0) + 360 >= 360 THEN 0e0 ELSE fmod(ra, 360e0) + 360 END ELSE fmod(ra, 360e0) END",
  ),
  // NULL for an order that there is not, and where there is no position.
  macro(
    "sky_healpix_index",
    "o, ra, de",
    `CASE WHEN o BETWEEN 0 AND 29 AND isfinite(ra::DOUBLE) AND isfinite(de::DOUBLE) THEN ${bind(
      "sky_p",
      "{'q': sky_ra(ra::DOUBLE) / 90, 'z': sin(radians(de::DOUBLE)), 'p': greatest(0, 90 - abs(de::DOUBLE)), 'n': de >= 0}",
      bind("sky_c", CELL, `((sky_c).f << (2 * o)) + ${spreadSql("(sky_c).x")} + 2 * ${spreadSql("(sky_c).y")}`),
    )} END`,
  ),
  macro(
    "sky_healpix_centre",
    "o, h",
    `CASE WHEN o BETWEEN 0 AND 29 AND h >= 0 AND h < (12::BIGINT << (2 * o)) THEN ${bind(
      "sky_b",
      `{'f': h::BIGINT >> (2 * o), 'i': h::BIGINT & ((1::BIGINT << (2 * o)) - 1)}`,
      bind(
        "sky_c",
        `{'x': (${gatherSql("(sky_b).i")} + 0.5e0) / ${SIDE}, 'y': (${gatherSql("(sky_b).i >> 1")} + 0.5e0) / ${SIDE},
          'r': 2 + (sky_b).f // 4, 'c': CASE WHEN (sky_b).f // 4 = 1 THEN 2 * ((sky_b).f % 4) ELSE 2 * ((sky_b).f % 4) + 1 END}`,
        bind(
          "sky_w",
          "(sky_c).r - (sky_c).x - (sky_c).y",
          bind(
            "sky_n",
            "CASE WHEN sky_w < 1 THEN sky_w WHEN sky_w > 3 THEN 4 - sky_w ELSE 1 END",
            `[CASE WHEN sky_n < 1e-15 THEN 0e0 ELSE sky_ra(45e0 * ((sky_c).c * sky_n + (sky_c).x - (sky_c).y) / sky_n) END,
              CASE WHEN sky_w < 1 THEN 90 - 2 * degrees(asin(sky_n / sqrt(6e0))) WHEN sky_w > 3 THEN 2 * degrees(asin(sky_n / sqrt(6e0))) - 90
                ELSE degrees(asin((2 - sky_w) * 2 / 3)) END]`,
          ),
        ),
      ),
    )} END`,
  ),
];
