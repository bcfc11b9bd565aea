import { bind, macro } from "./macro.ts";

// Positions at other epochs, and in other frames.

/** Milliarcseconds in a radian. */
const MAS = "206264806.24709636e0";
/** Kilometres per second in an astronomical unit per Julian year. */
const AU_PER_YEAR = "4.740470463533349e0";

/** A rotation applied to a struct {x, y, z}. */
function rotated(rows: readonly (readonly [number, number, number])[], vector: string): string {
  const sum = ([a, b, c]: readonly [number, number, number]) =>
    `(${a}::DOUBLE) * (${vector}).x + (${b}::DOUBLE) * (${vector}).y + (${c}::DOUBLE) * (${vector}).z`;
  const [x, y, z] = rows.map(sum);
  return `{'x': ${x}, 'y': ${y}, 'z': ${z}}`;
}

/** ICRS to Galactic: the matrix of the Hipparcos catalogue (ESA SP-1200, volume 1, section 1.5.3). */
const TO_GALACTIC = [
  [-0.0548755604162154, -0.873437090234885, -0.4838350155487132],
  [0.4941094278755837, -0.4448296299600112, 0.746982244497219],
  [-0.8676661490190047, -0.1980763734312015, 0.4559837761750669],
] as const;

/** ICRS to the mean ecliptic of J2000: the obliquity of IAU 2006, 84381.406″; the bias of the frame, 0.02″, is left out. */
const COS_OBLIQUITY = Math.cos((84381.406 / 3600 / 180) * Math.PI);
const SIN_OBLIQUITY = Math.sin((84381.406 / 3600 / 180) * Math.PI);
const TO_ECLIPTIC = [
  [1, 0, 0],
  [0, COS_OBLIQUITY, SIN_OBLIQUITY],
  [0, -SIN_OBLIQUITY, COS_OBLIQUITY],
] as const;

function transposed(
  rows: readonly (readonly [number, number, number])[],
): readonly (readonly [number, number, number])[] {
  return [0, 1, 2].map((column) => rows.map((row) => row[column] ?? 0) as unknown as readonly [number, number, number]);
}

/** The position vectors of a shape turned; what comes behind them, a radius, stays. */
function frameMacro(name: string, rows: readonly (readonly [number, number, number])[]): string {
  const turned = bind(
    "sky_v",
    "sky_vector(g[2 * sky_i - 1], g[2 * sky_i])",
    bind("sky_t", rotated(rows, "sky_v"), "sky_direction(sky_t)"),
  );
  return macro(
    name,
    "g",
    `flatten(list_transform(generate_series(1, len(g) // 2), lambda sky_i: ${turned})) || CASE WHEN len(g) = 3 THEN [g[3]] ELSE [] END`,
  );
}

export const MOTION_MACROS: readonly string[] = [
  frameMacro("sky_icrs_to_galactic", TO_GALACTIC),
  frameMacro("sky_galactic_to_icrs", transposed(TO_GALACTIC)),
  frameMacro("sky_icrs_to_ecliptic", TO_ECLIPTIC),
  frameMacro("sky_ecliptic_to_icrs", transposed(TO_ECLIPTIC)),
  // Along a straight line in space (Hipparcos catalogue, volume 1, section 1.5.5); motions in mas/yr, years of 365.25 days. Without a
  // parallax there is no distance, so radial velocity is of no account.
  macro(
    "sky_epoch_position",
    "ra, de, plx, pmra, pmde, rv, t",
    bind(
      "sky_m",
      `{'a': radians(ra::DOUBLE), 'd': radians(de::DOUBLE), 'u': COALESCE(pmra, 0) * t / ${MAS}, 'v': COALESCE(pmde, 0) * t / ${MAS},
        'w': COALESCE(CASE WHEN plx > 0 THEN rv * plx * t / ${AU_PER_YEAR} / ${MAS} END, 0)}`,
      bind(
        "sky_moved",
        `{'x': cos((sky_m).d) * cos((sky_m).a) * (1 + (sky_m).w) - sin((sky_m).a) * (sky_m).u - sin((sky_m).d) * cos((sky_m).a) * (sky_m).v,
          'y': cos((sky_m).d) * sin((sky_m).a) * (1 + (sky_m).w) + cos((sky_m).a) * (sky_m).u - sin((sky_m).d) * sin((sky_m).a) * (sky_m).v,
          'z': sin((sky_m).d) * (1 + (sky_m).w) + cos((sky_m).d) * (sky_m).v}`,
        "CASE WHEN isfinite(ra::DOUBLE) AND isfinite(de::DOUBLE) THEN sky_direction(sky_moved) END",
      ),
    ),
  ),
];
