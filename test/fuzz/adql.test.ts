import { applyFix, caretPicture, check, format, parse, print } from "@armillary/adql";
import { expect, test } from "vitest";
import { Random } from "../../bench/random.js";
import { queriesOfSuites } from "../support/adql-queries.ts";
import { Sentences } from "../support/adql-sentences.ts";
import { meaning } from "../support/adql-trees.ts";
import { cpuTimeMs } from "../support/cpu-time.ts";

// Queries, damaged at random but repeatably: whatever comes of it is a result, soon, with places inside the text; what is
// right is printed and laid out as what it was. ARMILLARY_FUZZ_SECONDS (60; this takes a quarter) and _SEED (1) choose.

const seconds = Number(process.env["ARMILLARY_FUZZ_SECONDS"] ?? 60) / 4;
const seed = Number(process.env["ARMILLARY_FUZZ_SEED"] ?? 1);
/** Of processor time. */
const MOST_MS_EACH = 5000;

const FRAGMENTS = [
  "SELECT", "FROM", "WHERE", "(", ")", ",", ".", "*", "AND", "OR", "NOT", "NULL", "'", '"', "x", "1", "<", "=", "==", "||", "JOIN",
  "ON", "USING", "GROUP BY", "ORDER BY", "HAVING", "UNION", "INTERSECT", "WITH q AS (", "AS", "IN", "BETWEEN", "LIKE", "IS",
  "EXISTS (", "COUNT(", "POINT(", "CIRCLE('',", "CASE", "WHEN", "THEN", "END", "CAST(", "TOP", "DISTINCT", "OFFSET", "LIMIT 5", "--",
  "/*", "*/", "//", "#", "\n", "\r", ";", "é", "😀", "\ud800", "\u00a0", "“", "’", "`", "[", "]", "-", "0x", "1e", "..", "NATURAL",
  "LEFT", "OUTER", "{", "\\", "\0", "ALL", "ANY", "FETCH FIRST", "%", "&", "~",
]; // biome-ignore format: one list

function damaged(text: string, random: Random, others: readonly string[]): string {
  let result = text;
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(result.length + 1);
    const end = at + random.below(12);
    const other = random.pick(others);
    const from = random.below(other.length + 1);
    const pieces = [
      "",
      ` ${random.pick(FRAGMENTS)} `,
      random.pick(FRAGMENTS),
      other.slice(from, from + random.below(40)),
      result.slice(at, end).repeat(2),
    ];
    result = result.slice(0, at) + random.pick(pieces) + result.slice(random.below(2) === 0 ? at : end);
  }
  return result;
}

function offences(text: string, random: Random): string[] {
  const version = random.pick(["2.0", "2.1"] as const);
  const extensions = random.pick(["allow", "warn", "error"] as const);
  const parsed = parse(text, { version, extensions });
  const found: string[] = [];
  let at = 0;
  for (const { start, end } of parsed.tokens) {
    if (start < at || end < start) found.push("tokens overlap");
    at = end;
  }
  if (at !== text.length) found.push("the end is not the end");
  for (const problem of parsed.problems.slice(0, 20)) {
    const { start, end } = problem.span;
    if (start < 0 || end < start || end > text.length) found.push(`a place outside: ${problem.message}`);
    caretPicture(text, problem);
    for (const fix of problem.fixes ?? []) parse(applyFix(text, fix), { version, extensions });
  }
  check(parsed, {});
  if (parsed.query === undefined) return found;
  const printed = print(parsed.query, { version });
  if (!parsed.valid) return found;
  const again = parse(printed, { version, extensions: "allow" });
  if (again.query === undefined || JSON.stringify(meaning(again.query)) !== JSON.stringify(meaning(parsed.query))) {
    found.push(`printed as something else: ${printed}`);
  }
  const once = format(text, { version, extensions });
  if (format(once, { version, extensions }) !== once) found.push("formatted twice is not formatted once");
  return found;
}

test(`no damage hurts a query (${seconds} s, seed ${seed})`, { timeout: (seconds + 600) * 1000 }, () => {
  const random = new Random(seed);
  const sentences = new Sentences(random);
  const texts = [
    ...queriesOfSuites().map(({ query }) => query),
    ...Array.from({ length: 300 }, () => sentences.query()),
  ].filter(({ length }) => length < 2000);
  const until = performance.now() + seconds * 1000;
  let turns = 0;
  for (; performance.now() < until; turns++) {
    const text = turns % 20 === 0 ? noise(random) : damaged(random.pick(texts), random, texts);
    const startMs = cpuTimeMs();
    expect(offences(text, random), JSON.stringify(text)).toEqual([]);
    expect(cpuTimeMs() - startMs, JSON.stringify(text)).toBeLessThan(MOST_MS_EACH);
  }
  expect(turns).toBeGreaterThan(0);
});

/** Characters of any kind, and words in any order. */
function noise(random: Random): string {
  const length = random.below(60);
  if (random.below(2) === 0) return Array.from({ length }, () => random.pick(FRAGMENTS)).join(random.pick(["", " "]));
  return String.fromCharCode(...Array.from({ length }, () => random.below(random.pick([128, 0x300, 0x10000]))));
}
