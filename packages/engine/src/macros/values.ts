import { macro } from "./macro.ts";

// What ADQL's functions of numbers and strings do where DuckDB's do something else. A square root of -1 or a logarithm of 0 would end
// the whole query for one row of it; here it is what IEEE 754 makes of it.

const NAN = "'NaN'::DOUBLE";

export const VALUE_MACROS: readonly string[] = [
  macro("sql_sqrt", "x", `CASE WHEN x >= 0 THEN sqrt(x) WHEN x < 0 THEN ${NAN} END`),
  macro("sql_ln", "x", `CASE WHEN x > 0 THEN ln(x) WHEN x = 0 THEN '-Infinity'::DOUBLE WHEN x < 0 THEN ${NAN} END`),
  macro(
    "sql_log10",
    "x",
    `CASE WHEN x > 0 THEN log10(x) WHEN x = 0 THEN '-Infinity'::DOUBLE WHEN x < 0 THEN ${NAN} END`,
  ),
  macro("sql_acos", "x", `CASE WHEN x BETWEEN -1 AND 1 THEN acos(x) WHEN x IS NOT NULL THEN ${NAN} END`),
  macro("sql_asin", "x", `CASE WHEN x BETWEEN -1 AND 1 THEN asin(x) WHEN x IS NOT NULL THEN ${NAN} END`),
  ...["sin", "cos", "tan", "cot"].map((name) =>
    macro(`sql_${name}`, "x", `CASE WHEN isfinite((x)::DOUBLE) THEN ${name}(x) WHEN x IS NOT NULL THEN ${NAN} END`),
  ),
  macro("sql_round", "x, n", "round((x)::DOUBLE, (n)::INTEGER)"),
  macro("sql_truncate", "x, n", "trunc((x)::DOUBLE, (n)::INTEGER)"),
  // 1, and not DuckDB's 1.0, for a DOUBLE of that value.
  macro("sql_number_text", "x", "regexp_replace(CAST(x AS VARCHAR), '\\.0$', '')"),
  // As DALI has it (1.1, section 3.3.3), with as many digits of a second as there are.
  macro(
    "sql_timestamp_text",
    "x",
    "regexp_replace(regexp_replace(strftime(x, '%Y-%m-%dT%H:%M:%S.%f'), '0+$', ''), '\\.$', '')",
  ),
  macro("sql_julian_day", "x", "epoch_us(x) / 86400e6 + 2440587.5e0"),
  macro("sql_flag", "x", "CAST(COALESCE(x, false) AS INTEGER)"),
  // How often each of 0 to bins + 1 is in a list.
  macro(
    "sql_counts",
    "places, bins",
    "list_transform(generate_series(0, (bins)::INTEGER + 1), lambda sql_bin: len(list_filter(places, lambda sql_place: sql_place = sql_bin))::INTEGER)",
  ),
  // Every word of `needle` stands in `haystack` between characters that are neither letters nor digits.
  macro(
    "sql_has_word",
    "haystack, needle",
    `list_bool_and(list_transform(
      list_filter(regexp_split_to_array(lower(needle), '[^\\p{L}\\p{N}]+'), lambda sql_part: sql_part <> ''),
      lambda sql_word: list_contains(regexp_split_to_array(lower(haystack), '[^\\p{L}\\p{N}]+'), sql_word)))`,
  ),
  // Sexagesimal text in its own unit; NULL for what is none.
  macro(
    "sql_sexagesimal",
    "t",
    `CASE WHEN regexp_matches(trim(t), '^[+-]?\\d+(\\s*[:hd°]\\s*|\\s+)\\d+(\\s*[:m'']\\s*|\\s+)\\d+(\\.\\d*)?\\s*[s"]?$')
      THEN (CASE WHEN starts_with(trim(t), '-') THEN -1 ELSE 1 END) * (
        regexp_extract_all(t, '\\d+(\\.\\d*)?')[1]::DOUBLE + regexp_extract_all(t, '\\d+(\\.\\d*)?')[2]::DOUBLE / 60
        + regexp_extract_all(t, '\\d+(\\.\\d*)?')[3]::DOUBLE / 3600) END`,
  ),
];
