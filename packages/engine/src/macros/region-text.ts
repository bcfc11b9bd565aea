import { bind, macro } from "./macro.ts";

// Regions in columns of text, as ObsCore's s_region has them: STC-S of TAP 1.0 (`Polygon ICRS TOPOCENTER 1 2 …`, unions of such, also without
// the word Union, as MAST writes them) and DALI's shapes (`polygon 1 2 …`). What is neither, and another frame than ICRS or FK5,
// gives NULL.

const PIECES =
  "string_split(regexp_replace(translate(lower(t), '(),\t\n', '     '), '\\b(polygon|circle|position|point|box)\\b', '|\\1', 'g'), '|')[2:]";

/** Words that change the meaning of numbers, or shapes that have no numbers of their own. */
const FOREIGN =
  "regexp_matches(t, '(?i)\\b(fk4|galactic\\w*|ecliptic|super_galactic|cartesian\\d|not|intersection|difference|range|ellipse|convex|moc)\\b')";

export const REGION_MACROS: readonly string[] = [
  macro(
    "sky_piece",
    "t",
    bind(
      "sky_w",
      "string_split(t, ' ')",
      bind(
        "sky_n",
        "list_filter(list_transform(sky_w[2:], lambda sky_word: TRY_CAST(sky_word AS DOUBLE)), lambda sky_number: isfinite(sky_number))",
        `CASE sky_w[1]
          WHEN 'circle' THEN CASE WHEN len(sky_n) = 3 THEN sky_n END
          WHEN 'polygon' THEN CASE WHEN len(sky_n) >= 6 AND len(sky_n) % 2 = 0 THEN sky_n END
          WHEN 'box' THEN CASE WHEN len(sky_n) = 4 THEN sky_box(sky_n[1], sky_n[2], sky_n[3], sky_n[4]) END
          ELSE CASE WHEN len(sky_n) = 2 THEN sky_n END END`,
      ),
    ),
  ),
  // A region: a LIST of shapes.
  macro(
    "sky_region",
    "t",
    `CASE WHEN ${FOREIGN} THEN NULL ELSE ${bind(
      "sky_pieces",
      `list_transform(${PIECES}, lambda sky_text: sky_piece(sky_text))`,
      "CASE WHEN len(sky_pieces) = 0 OR len(list_filter(sky_pieces, lambda sky_one: sky_one IS NULL)) > 0 THEN NULL ELSE sky_pieces END",
    )} END`,
  ),
  ...(["point", "circle", "polygon"] as const).map((kind) => {
    const test = { point: "= 2", circle: "= 3", polygon: ">= 6" }[kind];
    return macro(`sky_only_${kind}`, "r", `CASE WHEN len(r) = 1 AND len(r[1]) ${test} THEN r[1] END`);
  }),
  macro("sky_region_of", "g", "CASE WHEN sky_known(g) IS NOT NULL THEN [g] END"),
  // As DALI writes shapes, several of them joined as STC-S does.
  macro(
    "sky_region_text",
    "r",
    bind(
      "sky_texts",
      `list_transform(r, lambda sky_g: CASE len(sky_g) WHEN 2 THEN 'point ' WHEN 3 THEN 'circle ' ELSE 'polygon ' END
        || array_to_string(list_transform(sky_g, lambda sky_number: sql_number_text(sky_number)), ' '))`,
      "CASE WHEN len(sky_texts) = 1 THEN sky_texts[1] ELSE 'Union ICRS (' || array_to_string(sky_texts, ' ') || ')' END",
    ),
  ),
];
