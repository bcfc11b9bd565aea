import { describe, expect, test } from "vitest";
import {
  definition,
  type OutlineItem,
  outline,
  prepareRename,
  references,
  rename,
} from "../../../packages/adql/src/index.ts";
import { SERVICE } from "./service.ts";

const split = (marked: string): readonly [text: string, offset: number] => [
  marked.replace("|", ""),
  marked.indexOf("|"),
];

const WITH = "WITH w AS (SELECT ra AS x FROM sky.source) SELECT q.x FROM w AS q";

describe("definition", () => {
  test.each<readonly [marked: string, target: number]>([
    ["SELECT |s.ra FROM sky.source AS s", 31],
    ["SELECT s.ra FROM sky.source AS |s", 31],
    ["SELECT s|.* FROM sky.source AS s", 30],
    ["SELECT s.nothing FROM sky.source AS s WHERE |s.ra > 1", 36],
    [WITH.replace("FROM w", "FROM |w"), 5],
    [WITH.replace("q.x", "q.|x"), 24],
    ["SELECT x FROM (SELECT ra AS x FROM sky.source) AS d WHERE |d.x > 1", 50],
    ["SELECT ra AS lon FROM sky.source ORDER BY |lon", 13],
    [
      "SELECT ra FROM sky.source AS o WHERE EXISTS (SELECT 1 FROM sky.spectra AS i WHERE i.source_id = |o.source_id)",
      29,
    ],
  ])("%s", (marked, target) => {
    expect(definition(...split(marked), SERVICE)?.target.start).toBe(target);
  });

  test.each(["SELECT |ra FROM sky.source", "SELECT ra FROM sky.|source", "SELECT 'a|b' FROM x", "|"])(
    "none: %s",
    (marked) => {
      expect(definition(...split(marked), SERVICE)).toBeUndefined();
    },
  );
});

test("references are all places, without a service too", () => {
  const text = "SELECT s.*, s.ra FROM sky.source AS s JOIN sky.spectra AS t ON s.a = t.a ORDER BY s.ra";
  const starts = references(text, 7).map(({ start }) => start);
  expect(starts).toEqual([7, 12, 36, 63, 82]);
  expect(starts.every((start) => text[start] === "s")).toBe(true);
});

describe("rename", () => {
  const renamed = (marked: string, name: string): string => {
    const [text, offset] = split(marked);
    const { edits, refused } = rename(text, offset, name, SERVICE);
    if (edits === undefined) return refused;
    return [...edits]
      .reverse()
      .reduce((done, edit) => done.slice(0, edit.span.start) + edit.text + done.slice(edit.span.end), text);
  };

  test.each([
    ["SELECT |s.*, s.ra FROM sky.source AS s", "g", "SELECT g.*, g.ra FROM sky.source AS g"],
    ["SELECT s.ra FROM sky.source |s", "order", 'SELECT "order".ra FROM sky.source "order"'],
    ["SELECT s.ra FROM sky.source |s", '"My stars"', 'SELECT "My stars".ra FROM sky.source "My stars"'],
    [WITH.replace("FROM w", "FROM |w"), "near", WITH.replace("w AS (", "near AS (").replace("FROM w", "FROM near")],
    [
      "SELECT |s.ra FROM sky.source AS s WHERE EXISTS (SELECT 1 FROM sky.spectra AS s WHERE s.teff > 1)",
      "g",
      "SELECT g.ra FROM sky.source AS g WHERE EXISTS (SELECT 1 FROM sky.spectra AS s WHERE s.teff > 1)",
    ],
  ])("%s to %s", (marked, name, becomes) => {
    expect(renamed(marked, name)).toBe(becomes);
  });

  test.each([
    ["SELECT |ra FROM sky.source", "x", /^Only aliases/],
    ["SELECT ra FROM sky.|source", "x", /^Only aliases/],
    ["SELECT ra AS |lon FROM sky.source", "x", /^Only aliases/],
    ["SELECT |s.ra FROM sky.source AS s, sky.spectra AS t", "T", /^The query uses the name T already/],
    ["SELECT |s.ra FROM sky.source AS s", " ", /^A name cannot be empty/],
    ["SELECT |s.ra, FROM sky.source AS s", "x", /^The query has errors/],
  ])("%s to %s is refused", (marked, name, why) => {
    expect(renamed(marked, name)).toMatch(why);
  });

  test("the name is told before", () => {
    expect(prepareRename(...split("SELECT |s.ra FROM sky.source AS s"))).toEqual({
      span: { start: 7, end: 8 },
      name: "s",
    });
    expect(prepareRename("SELECT ra FROM t", 8)).toHaveProperty("refused");
  });
});

test("the outline", () => {
  const text =
    "WITH w AS (SELECT 1 FROM t) SELECT * FROM (SELECT a FROM u) AS d WHERE a IN (SELECT b FROM v) AND EXISTS (SELECT 1 FROM w)";
  const names = ({ kind, name, children }: OutlineItem): unknown => [kind, name, ...children.map(names)];
  expect(outline(text).map(names)).toEqual([
    [
      "query",
      "WITH w AS (SELECT 1 FROM t) SELECT * FR…",
      ["common-table", "w"],
      ["derived-table", "d"],
      ["subquery", "SELECT b FROM v"],
      ["subquery", "SELECT 1 FROM w"],
    ],
  ]);
  expect(outline("no query")).toEqual([]);
});
