import {
  createCatalog,
  literalOf,
  parse,
  parseQuery,
  print,
  type SplitColumn,
  splitAt,
  splitBy,
  splittable,
} from "@armillary/adql";
import { describe, expect, test } from "vitest";

const catalog = createCatalog({
  tables: [
    {
      name: "stars",
      columns: [
        { name: "ra", datatype: "double" },
        { name: "id", datatype: "long", indexed: true },
        { name: '"size"', datatype: "float" },
        { name: "pos", datatype: "double", arraysize: "2", xtype: "point" },
        { name: "flag", datatype: "boolean" },
        { name: "mags", datatype: "float", arraysize: "*" },
        { name: "name", datatype: "char", arraysize: "*" },
      ],
    },
    {
      name: "s.notes",
      columns: [
        { name: "id", datatype: "long" },
        { name: "note", datatype: "VARCHAR" },
      ],
    },
  ],
});

const namesOf = (columns: readonly SplitColumn[] | undefined): string[] =>
  (columns ?? []).map(({ references }) => references.map((reference) => print(reference)).join("|"));

describe("columns that rows can be divided by", () => {
  test.each<[string, string, readonly string[]]>([
    ["one table: what can be compared, indexed first", "SELECT name FROM stars", ["id", "ra", '"size"', "name"]],
    [
      "an alias is not needed for one table",
      "SELECT s.name FROM stars AS s WHERE s.ra < 1",
      ["id", "ra", '"size"', "name"],
    ],
    [
      "several tables",
      "SELECT * FROM stars, s.notes AS n",
      ["stars.id", "stars.ra", 'stars."size"', "stars.name", "n.id", "n.note"],
    ],
    [
      "an inner join",
      "SELECT 1 AS one FROM s.notes JOIN stars ON ra = 1",
      ["stars.id", "s.notes.id", "s.notes.note", "stars.ra", 'stars."size"', "stars.name"],
    ],
    [
      "the left of a left join",
      "SELECT * FROM stars LEFT JOIN s.notes AS n ON stars.id = n.id",
      ["stars.id", "stars.ra", 'stars."size"', "stars.name"],
    ],
    ["the right of a right join", "SELECT * FROM stars RIGHT JOIN s.notes AS n ON stars.id = n.id", ["n.id", "n.note"]],
    [
      "what a join merges has no table",
      "SELECT * FROM stars JOIN s.notes AS n USING (id)",
      ["id", "stars.ra", 'stars."size"', "stars.name", "n.note"],
    ],
    ["groups by what they are grouped by", "SELECT name, COUNT(*) FROM stars GROUP BY name, ra + 1", ["name"]],
    ["distinct rows by what is selected", "SELECT DISTINCT ra, id + 1, name FROM stars", ["ra", "name"]],
    ["distinct groups by both", "SELECT DISTINCT name FROM stars GROUP BY name, ra", ["name"]],
    ["distinct stars", "SELECT DISTINCT s.* FROM stars AS s", ["id", "ra", '"size"', "name"]],
    [
      "a union by columns in the same place",
      "SELECT id, name, ra FROM stars UNION SELECT id, note, 1 FROM s.notes",
      ["id|id", "name|note"],
    ],
    [
      "a union in parentheses, of stars",
      "(SELECT name, id FROM stars) EXCEPT ALL (SELECT note, n.* FROM s.notes AS n ORDER BY 1)",
      ["id|id", "name|note"],
    ],
    [
      "three in a row",
      "SELECT id FROM stars UNION SELECT id FROM s.notes INTERSECT SELECT id FROM stars",
      ["id|id|id"],
    ],
    ["a derived table", "SELECT * FROM (SELECT id AS number, ra + 1 AS more FROM stars) AS d", ["number", "more"]],
    ["WITH", "WITH d AS (SELECT id FROM stars) SELECT * FROM d", ["id"]],
    ["an order does not matter", "SELECT name FROM stars ORDER BY ra", ["id", "ra", '"size"', "name"]],
    [
      "an unknown table: what the query names of it",
      "SELECT a, B + 1 FROM mystery AS u WHERE u.c = 1 AND x IN (SELECT y FROM stars)",
      ["a", "B", "u.c", "x"],
    ],
    [
      "unknown tables: only what is said to be of one",
      "SELECT a, u.b, v.c FROM u LEFT JOIN v ON u.d = v.d",
      ["u.b", "u.d"],
    ],
  ])("%s", (_what, text, names) => {
    expect(parse(text).valid).toBe(true);
    const { columns, reason } = splittable(parseQuery(text), catalog);
    expect(reason).toBeUndefined();
    expect(namesOf(columns).sort()).toEqual([...names].sort());
    const indexed = (columns ?? []).map(({ column }) => column?.metadata.indexed === true);
    expect(indexed).toEqual([...indexed].sort().reverse());
  });

  test("places in the result", () => {
    const { columns } = splittable(parseQuery("SELECT name, s.*, ra AS alpha FROM stars AS s"), catalog);
    expect(columns?.map(({ name, output }) => [name.name, output])).toEqual([
      ["id", 2],
      ["ra", 1],
      ["size", 3],
      ["name", 0],
    ]);
    const { columns: unknown } = splittable(parseQuery("SELECT a, u.*, b FROM u"));
    expect(unknown?.map(({ name, output }) => [name.name, output])).toEqual([
      ["a", 0],
      ["b", undefined],
    ]);
  });

  test.each<[string, RegExp]>([
    ["SELECT TOP 5 name FROM stars", /TOP takes/],
    ["SELECT name FROM stars OFFSET 5", /OFFSET takes/],
    ["SELECT COUNT(*) FROM stars", /aggregates/],
    ["SELECT ra + 1, COUNT(*) FROM stars GROUP BY ra + 1", /GROUP BY .* not by a column/],
    ["SELECT DISTINCT ra + 1 FROM stars", /DISTINCT/],
    ["SELECT id FROM stars FULL JOIN s.notes USING (id)", /no column/],
    ["SELECT id FROM stars UNION SELECT note FROM s.notes OFFSET 3", /OFFSET takes/],
    [
      "SELECT id, ra FROM stars UNION SELECT 1, id FROM (SELECT flag AS id FROM stars) AS d",
      /same place of both sides of UNION/,
    ],
    ["SELECT id FROM stars UNION SELECT TOP 3 id FROM stars", /TOP in a query within/],
    ["SELECT id FROM stars WHERE RAND() < 0.5", /RAND/],
    ["SELECT * FROM (SELECT TOP 100 * FROM stars) AS d", /TOP in a query within/],
    ["SELECT * FROM stars WHERE id IN (SELECT id FROM s.notes OFFSET 3)", /OFFSET in a query within/],
    ["WITH d AS (SELECT TOP 3 id FROM stars) SELECT * FROM d", /TOP in a query within/],
    ["SELECT flag FROM (SELECT flag FROM stars) AS d", /no column/],
    ["SELECT 1 AS one FROM mystery", /no column/],
  ])("none: %s", (text, reason) => {
    expect(splittable(parseQuery(text), catalog)).toEqual({ reason: expect.stringMatching(reason) });
  });
});

describe("dividing", () => {
  const parts = (text: string, name: string, ...values: readonly (number | string)[]): string[] => {
    const query = parseQuery(text);
    const column = splittable(query, catalog).columns?.find((candidate) => candidate.name.name === name);
    if (column === undefined) throw new Error(`no column ${name}`);
    return splitAt(query, column, values.map(literalOf)).map((part) => {
      const printed = print(part);
      expect(parse(printed).problems).toEqual(parse(text).problems);
      return printed;
    });
  };

  test("in ranges and NULL", () => {
    expect(parts("SELECT ra FROM stars WHERE id > 1 OR id < 0 ORDER BY ra", "ra", -10, 20.5)).toEqual([
      "SELECT ra FROM stars WHERE (id > 1 OR id < 0) AND ra < -10 ORDER BY ra",
      "SELECT ra FROM stars WHERE (id > 1 OR id < 0) AND ra >= -10 AND ra < 20.5 ORDER BY ra",
      "SELECT ra FROM stars WHERE (id > 1 OR id < 0) AND ra >= 20.5 ORDER BY ra",
      "SELECT ra FROM stars WHERE (id > 1 OR id < 0) AND ra IS NULL ORDER BY ra",
    ]);
  });

  test("on each side of a set operation", () => {
    expect(parts("SELECT id, name FROM stars UNION SELECT id, note FROM s.notes WHERE id > 5", "name", "m'")).toEqual([
      "SELECT id, name FROM stars WHERE name < 'm''' UNION SELECT id, note FROM s.notes WHERE id > 5 AND note < 'm'''",
      "SELECT id, name FROM stars WHERE name >= 'm''' UNION SELECT id, note FROM s.notes WHERE id > 5 AND note >= 'm'''",
      "SELECT id, name FROM stars WHERE name IS NULL UNION SELECT id, note FROM s.notes WHERE id > 5 AND note IS NULL",
    ]);
  });

  test("groups before they are made", () => {
    expect(parts("SELECT name, MAX(ra) FROM stars GROUP BY name HAVING COUNT(*) > 2", "name", "n")[0]).toBe(
      "SELECT name, MAX(ra) FROM stars WHERE name < 'n' GROUP BY name HAVING COUNT(*) > 2",
    );
  });

  test("by nothing is the query itself", () => {
    expect(parts("SELECT name FROM stars", "ra")).toEqual(["SELECT name FROM stars"]);
  });

  test("a column of another query", () => {
    const [column] = splittable(parseQuery("SELECT id FROM stars"), catalog).columns ?? [];
    const union = parseQuery("SELECT id FROM stars UNION SELECT id FROM s.notes");
    expect(
      () => column && splitBy(union, column, (reference) => ({ kind: "IsNull", negated: false, value: reference })),
    ).toThrow(RangeError);
  });
});
