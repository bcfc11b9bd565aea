import { bind, componentsOf, crossSql, dotSql, macro, structOf } from "./macro.ts";

// Polygons whose vertices are known only row by row: LISTs of unit vectors, joined in order by the shorter arcs of great circles. Of the
// two sides of a border the inside is the smaller one, whichever way round. A polygon must fit into half of the sky.

const [Q, A, B, C, R, WAY, NORMAL] = ["q", "sky_a", "sky_b", "sky_c", "sky_r", "sky_way", "sky_n"].map(
  componentsOf,
) as [
  ReturnType<typeof componentsOf>,
  ReturnType<typeof componentsOf>,
  ReturnType<typeof componentsOf>,
  ReturnType<typeof componentsOf>,
  ReturnType<typeof componentsOf>,
  ReturnType<typeof componentsOf>,
  ReturnType<typeof componentsOf>,
];

/** Any direction that no survey centres its fields on: it makes ways out of a polygon. */
const ASIDE = { x: "0.5411961e0", y: "0.3226834e0", z: "0.7765363e0" };

/** Applies `body` to every edge from `sky_a` to `sky_b`. */
function edges(index: string, vertices: string, body: string): string {
  const start = `${vertices}[${index}]`;
  const end = `${vertices}[${index} % len(${vertices}) + 1]`;
  return `list_transform(generate_series(1, len(${vertices})), lambda ${index}: ${bind("sky_a", start, bind("sky_b", end, body))})`;
}

const sum = (x: string, y: string, z: string) => structOf({ x, y, z });
const vectorSum = (vertices: string, _factor = "") =>
  sum(
    ...(["x", "y", "z"].map((axis) => `list_sum(list_transform(${vertices}, lambda sky_v: (sky_v).${axis}))`) as [
      string,
      string,
      string,
    ]),
  );

// The arc from q to r (a right angle from the middle, so outside) and the arc from a to b cross. Where r is on the left of the
// edge, q must be on its right, and the other way round; and the two arcs must cross where they are, not on the other side of the sky.
const CROSSES = `(${dotSql(WAY, A)} > 0) <> (${dotSql(WAY, B)} > 0)
  AND (${dotSql(NORMAL, Q)} > 0) <> (${dotSql(NORMAL, R)} > 0)
  AND (${dotSql(WAY, A)} > 0) = (${dotSql(NORMAL, Q)} < 0)`;

/** On the great circle of an edge and no farther from its middle than its ends, but for rounding. */
const ON_EDGE = `abs(${dotSql(NORMAL, Q)}) <= 1e-13 * sqrt(${dotSql(NORMAL, NORMAL)})
  AND ${dotSql(Q, A)} + ${dotSql(Q, B)} >= 1 + ${dotSql(A, B)} - 1e-13`;

/** Twice the area of the triangle from the first vertex over an edge, halved (Oosterom and Strackee). */
const TRIANGLE = `2 * atan2(${dotSql(C, NORMAL)}, 1 + ${dotSql(C, A)} + ${dotSql(A, B)} + ${dotSql(B, C)})`;

export const POLYGON_MACROS: readonly string[] = [
  macro(
    "sky_vertices",
    "p",
    "list_transform(generate_series(1, len(p) // 2), lambda sky_i: sky_vector(p[2 * sky_i - 1], p[2 * sky_i]))",
  ),
  // Whether q = {x, y, z} is within, the border included.
  macro(
    "sky_polygon_has",
    "v, q",
    bind(
      "sky_c",
      vectorSum("v"),
      bind(
        "sky_r",
        crossSql(C, ASIDE),
        bind(
          "sky_way",
          crossSql(Q, R),
          bind(
            "sky_hits",
            edges(
              "sky_e",
              "v",
              bind("sky_n", crossSql(A, B), `CASE WHEN ${ON_EDGE} THEN 1000000 WHEN ${CROSSES} THEN 1 ELSE 0 END`),
            ),
            `(list_max(sky_hits) = 1000000 OR (${dotSql(Q, C)} > 0 AND list_sum(sky_hits) % 2 = 1))`,
          ),
        ),
      ),
    ),
  ),
  // A cone around the vertices, and so around the polygon where it is less than half of the sky: its middle {x, y, z}, its radius in degrees.
  macro(
    "sky_cap",
    "v",
    bind(
      "sky_sum",
      vectorSum("v"),
      bind(
        "sky_len",
        `sqrt(${dotSql(componentsOf("sky_sum"), componentsOf("sky_sum"))})`,
        bind(
          "sky_mid",
          structOf({ x: "(sky_sum).x / sky_len", y: "(sky_sum).y / sky_len", z: "(sky_sum).z / sky_len" }),
          "{'c': sky_mid, 'r': list_max(list_transform(v, lambda sky_far: sky_angle(sky_far, sky_mid)))}",
        ),
      ),
    ),
  ),
  // How far q is from the border, in degrees.
  macro(
    "sky_border_distance",
    "v, q",
    `list_min(${edges(
      "sky_d",
      "v",
      bind(
        "sky_n",
        crossSql(A, B),
        `CASE WHEN ${dotSql(componentsOf(crossSql(NORMAL, A)), Q)} > 0 AND ${dotSql(componentsOf(crossSql(NORMAL, B)), Q)} < 0
          THEN degrees(asin(least(1, abs(${dotSql(NORMAL, Q)}) / sqrt(${dotSql(NORMAL, NORMAL)}))))
          ELSE least(sky_angle(q, sky_a), sky_angle(q, sky_b)) END`,
      ),
    )})`,
  ),
  // Whether an edge of one crosses an edge of the other.
  macro(
    "sky_borders_cross",
    "v, w",
    `list_bool_or(list_transform(generate_series(1, len(v)), lambda sky_s: ${bind(
      "q",
      "v[sky_s]",
      bind(
        "sky_r",
        "v[sky_s % len(v) + 1]",
        bind("sky_way", crossSql(Q, R), `list_bool_or(${edges("sky_e", "w", bind("sky_n", crossSql(A, B), CROSSES))})`),
      ),
    )}))`,
  ),
  macro(
    "sky_signed_area",
    "v",
    bind(
      "sky_c",
      "v[1]",
      bind(
        "sky_total",
        `list_sum(${edges("sky_e", "v", bind("sky_n", crossSql(A, B), TRIANGLE))})`,
        "sky_total - 4 * pi() * round(sky_total / (4 * pi()))",
      ),
    ),
  ),
  // The mean of all directions within: ½ Σ (angle of an edge) × (its pole), by Stokes.
  macro(
    "sky_polygon_centroid",
    "v",
    bind(
      "sky_parts",
      edges(
        "sky_e",
        "v",
        bind(
          "sky_n",
          crossSql(A, B),
          bind(
            "sky_f",
            `CASE WHEN ${dotSql(NORMAL, NORMAL)} > 0 THEN sky_angle(sky_a, sky_b) / sqrt(${dotSql(NORMAL, NORMAL)}) ELSE 0 END`,
            structOf({ x: `sky_f * ${NORMAL.x}`, y: `sky_f * ${NORMAL.y}`, z: `sky_f * ${NORMAL.z}` }),
          ),
        ),
      ),
      bind(
        "sky_side",
        "sign(sky_signed_area(v))",
        bind("sky_sum", vectorSum("sky_parts", " * sky_side"), "sky_direction(sky_sum)"),
      ),
    ),
  ),
];
