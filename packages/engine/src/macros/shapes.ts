import { bind, macro } from "./macro.ts";

// Shapes that are known only row by row, told apart by how many numbers they have: 2 a point, 3 a circle, from 6 on a polygon. A region is a
// LIST of shapes, of which it is the union.

const all = (list: string, name: string, test: string) =>
  `list_bool_and(list_transform(${list}, lambda ${name}: ${test}))`;
const any = (list: string, name: string, test: string) =>
  `list_bool_or(list_transform(${list}, lambda ${name}: ${test}))`;

const AT = (shape: string) => `sky_vector(${shape}[1], ${shape}[2])`;
const BETWEEN = (a: string, b: string) => `sky_distance(${a}[1], ${a}[2], ${b}[1], ${b}[2])`;
const OPPOSITE = (shape: string) => `sky_vector(${shape}[1] + 180, -${shape}[2])`;

export const SHAPE_MACROS: readonly string[] = [
  macro(
    "sky_polygon_has_point",
    "p, ra, de",
    `CASE WHEN isfinite((ra)::DOUBLE) AND isfinite((de)::DOUBLE) THEN ${bind("sky_v", "sky_vertices(p)", bind("sky_q", "sky_vector(ra, de)", "sky_polygon_has(sky_v, sky_q)"))} END`,
  ),
  // Whether all of `i` is in `o`, borders included.
  macro(
    "sky_shape_contains",
    "o, i",
    `CASE
      WHEN o IS NULL OR i IS NULL THEN NULL
      WHEN len(o) = 2 THEN CASE len(i) WHEN 2 THEN ${BETWEEN("o", "i")} = 0 WHEN 3 THEN i[3] = 0 AND ${BETWEEN("o", "i")} = 0 ELSE false END
      WHEN len(o) = 3 THEN CASE len(i)
        WHEN 2 THEN ${BETWEEN("o", "i")} <= o[3]
        WHEN 3 THEN ${BETWEEN("o", "i")} + i[3] <= o[3] OR o[3] >= 180
        ELSE ${bind(
          "sky_iv",
          "sky_vertices(i)",
          `CASE WHEN o[3] < 90 THEN ${bind("sky_oc", AT("o"), all("sky_iv", "sky_t", "sky_angle(sky_t, sky_oc) <= o[3]"))}
            WHEN o[3] >= 180 THEN true
            ELSE ${bind("sky_oa", OPPOSITE("o"), "NOT sky_polygon_has(sky_iv, sky_oa) AND sky_border_distance(sky_iv, sky_oa) >= 180 - o[3]")} END`,
        )} END
      ELSE ${bind(
        "sky_ov",
        "sky_vertices(o)",
        `CASE len(i)
          WHEN 2 THEN ${bind("sky_ip", AT("i"), "sky_polygon_has(sky_ov, sky_ip)")}
          WHEN 3 THEN ${bind("sky_ip", AT("i"), "sky_polygon_has(sky_ov, sky_ip) AND sky_border_distance(sky_ov, sky_ip) >= i[3]")}
          ELSE ${bind("sky_iv", "sky_vertices(i)", `${all("sky_iv", "sky_t", "sky_polygon_has(sky_ov, sky_t)")} AND NOT sky_borders_cross(sky_iv, sky_ov)`)} END`,
      )} END`,
  ),
  // A region of many rows and one point, circle or polygon: what is known of one side need not be asked again.
  macro(
    "sky_region_has_point",
    "r, ra, de",
    `CASE WHEN r IS NOT NULL AND isfinite((ra)::DOUBLE) AND isfinite((de)::DOUBLE) THEN ${any(
      "r",
      "sky_g",
      `CASE len(sky_g) WHEN 2 THEN sky_distance(sky_g[1], sky_g[2], ra, de) = 0
        WHEN 3 THEN sky_distance(sky_g[1], sky_g[2], ra, de) <= sky_g[3]
        ELSE sky_polygon_has_point(sky_g, ra, de) END`,
    )} END`,
  ),
  macro(
    "sky_region_meets_circle",
    "r, c",
    `CASE WHEN r IS NOT NULL AND c IS NOT NULL THEN ${any(
      "r",
      "sky_g",
      `CASE len(sky_g) WHEN 2 THEN ${BETWEEN("sky_g", "c")} <= c[3] WHEN 3 THEN ${BETWEEN("sky_g", "c")} <= c[3] + sky_g[3]
        ELSE sky_circle_meets(c, sky_g) END`,
    )} END`,
  ),
  macro(
    "sky_polygons_meet",
    "a, b",
    `CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN ${bind(
      "sky_av",
      "sky_vertices(a)",
      bind(
        "sky_bv",
        "sky_vertices(b)",
        bind(
          "sky_ac",
          "sky_cap(sky_av)",
          bind(
            "sky_bc",
            "sky_cap(sky_bv)",
            // Most are far from each other, which their caps tell at once.
            `CASE WHEN (sky_ac).r + (sky_bc).r < 90 AND sky_angle((sky_ac).c, (sky_bc).c) > (sky_ac).r + (sky_bc).r + 1e-9 THEN false
              ELSE ${any("sky_av", "sky_t", "sky_polygon_has(sky_bv, sky_t)")} OR ${any("sky_bv", "sky_u", "sky_polygon_has(sky_av, sky_u)")} OR sky_borders_cross(sky_av, sky_bv) END`,
          ),
        ),
      ),
    )} END`,
  ),
  macro(
    "sky_region_meets_polygon",
    "r, p",
    `CASE WHEN r IS NOT NULL AND p IS NOT NULL THEN ${any(
      "r",
      "sky_g",
      `CASE len(sky_g) WHEN 2 THEN sky_polygon_has_point(p, sky_g[1], sky_g[2]) WHEN 3 THEN sky_circle_meets(sky_g, p)
        ELSE sky_polygons_meet(sky_g, p) END`,
    )} END`,
  ),
  // Whether the two have a point in common.
  macro(
    "sky_shapes_intersect",
    "a, b",
    `CASE
      WHEN a IS NULL OR b IS NULL THEN NULL
      WHEN len(a) = 2 THEN sky_shape_contains(b, a)
      WHEN len(b) = 2 THEN sky_shape_contains(a, b)
      WHEN len(a) = 3 AND len(b) = 3 THEN ${BETWEEN("a", "b")} <= a[3] + b[3]
      WHEN len(a) = 3 THEN sky_circle_meets(a, b)
      WHEN len(b) = 3 THEN sky_circle_meets(b, a)
      ELSE sky_polygons_meet(a, b) END`,
  ),
  macro(
    "sky_contains",
    "o, i",
    `CASE WHEN o IS NULL OR i IS NULL THEN NULL ELSE ${all("i", "sky_inner", any("o", "sky_outer", "sky_shape_contains(sky_outer, sky_inner)"))} END`,
  ),
  macro(
    "sky_intersects",
    "a, b",
    `CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE ${any("a", "sky_one", any("b", "sky_other", "sky_shapes_intersect(sky_one, sky_other)"))} END`,
  ),
  // In square degrees.
  macro(
    "sky_shape_area",
    "g",
    `CASE len(g) WHEN 2 THEN 0 WHEN 3 THEN 4 * pi() * sky_half(least(180, greatest(0, g[3]))) * pow(180 / pi(), 2)
      ELSE ${bind("sky_v", "sky_vertices(g)", "abs(sky_signed_area(sky_v))")} * pow(180 / pi(), 2) END`,
  ),
  macro(
    "sky_shape_centroid",
    "g",
    `CASE WHEN len(g) <= 3 THEN g[1:2] ELSE ${bind("sky_v", "sky_vertices(g)", "sky_polygon_centroid(sky_v)")} END`,
  ),
  macro("sky_region_area", "r", "list_sum(list_transform(r, lambda sky_g: sky_shape_area(sky_g)))"),
  // Of several shapes, the mean of their centroids by area; of points, their mean.
  macro(
    "sky_region_centroid",
    "r",
    `CASE WHEN len(r) = 1 THEN sky_shape_centroid(r[1]) ELSE ${bind(
      "sky_weighed",
      `list_transform(r, lambda sky_g: ${bind("sky_p", "sky_shape_centroid(sky_g)", bind("sky_q", "sky_vector(sky_p[1], sky_p[2])", bind("sky_f", "sky_shape_area(sky_g) + 1e-30", "{'x': (sky_q).x * sky_f, 'y': (sky_q).y * sky_f, 'z': (sky_q).z * sky_f}")))})`,
      bind(
        "sky_sum",
        `{${["x", "y", "z"].map((axis) => `'${axis}': list_sum(list_transform(sky_weighed, lambda sky_w: (sky_w).${axis}))`).join(", ")}}`,
        "sky_direction(sky_sum)",
      ),
    )} END`,
  ),
];

/** Comes before SHAPE_MACROS, which use it. */
export const CIRCLE_MEETS: string = macro(
  "sky_circle_meets",
  "c, p",
  `CASE WHEN c IS NOT NULL AND p IS NOT NULL THEN ${bind(
    "sky_cv",
    "sky_vertices(p)",
    bind("sky_cc", AT("c"), "sky_polygon_has(sky_cv, sky_cc) OR sky_border_distance(sky_cv, sky_cc) <= c[3]"),
  )} END`,
);
