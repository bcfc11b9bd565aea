import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, parse, type ServiceMetadata } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel } from "../support/corpus.ts";

// Queries whose verdict comes from tables and functions: those that vollt's own checker is tested with. What it knows of
// tables and functions is deduced from the queries and the names of the tests.

interface Verdict {
  readonly id: string;
  readonly query: string;
  readonly valid: boolean;
  readonly level?: string;
  readonly version: string;
}

const column = (name: string, datatype: string, arraysize?: string, xtype?: string) => ({
  name,
  datatype,
  ...(arraysize === undefined ? {} : { arraysize }),
  ...(xtype === undefined ? {} : { xtype }),
});

const TABLES: NonNullable<ServiceMetadata["tables"]> = [
  {
    name: "aschema.foo",
    columns: [column("colS", "char", "*"), column("colI", "int"), column("colG", "double", "2", "point")],
  },
  { name: "foo2", columns: [column("oid", "long")] },
  { name: "table1", columns: ["oid", "ra", "dec", "h_m", "j_m", "k_m"].map((name) => column(name, "double")) },
  { name: "table2", columns: ["oid2", "ra", "dec"].map((name) => column(name, "double")) },
  { name: "table3", columns: ["oid2", "oid"].map((name) => column(name, "double")) },
];

/** Functions that a test has declared, by the end of its identifier. */
const FUNCTIONS: readonly (readonly [test: RegExp, signatures: readonly string[]])[] = [
  [/testUDFManagement-/, ["toto(txt VARCHAR) -> VARCHAR"]],
  [
    /testTypesChecking-(84|85|86|87|88|89|90|93|95|98|100|102)$/,
    ["toto() -> VARCHAR", "tata() -> INTEGER", "titi() -> REGION"],
  ],
  [
    /testTypesChecking-(104|105)$/,
    ["fct1(str VARCHAR, num INTEGER) -> VARCHAR", "fct2(num INTEGER) -> INTEGER", "fct3(str VARCHAR) -> INTEGER"],
  ],
  [/testTypesChecking-/, ["toto(txt VARCHAR) -> VARCHAR", "toto(num INTEGER) -> INTEGER", "toto(pos POINT) -> POINT"]],
];

/** Verdicts that tables and functions do not decide, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "vollt-TestDBChecker-testGeometry-58":
    "INTERSECTS is forbidden by a setting of that checker; to us, one that is not declared is a warning",
  "vollt-TestDBChecker-testGeometry-60": "BOX inside a REGION string is forbidden by a setting; we do not read STC-S",
  "vollt-TestDBChecker-testCoordSys-77":
    "a list of coordinate systems that a service allows is nothing a service can declare",
  "vollt-TestDBChecker-testCoordSys-78": "as above, inside a REGION string",
  "vollt-TestDBChecker-testTypesChecking-100":
    "a number beside ||, which the same suite takes when it is a column (89); databases turn it into a string",
  "vollt-TestDBChecker-testTypesChecking-112":
    "a point beside ||, which the same suite takes when it is a column (90): a warning to us",
};

/** Queries that the suite both takes and refuses: here with what the test at hand has declared. */
const CONTEXTUAL: Readonly<Record<string, boolean>> = {
  "vollt-TestDBChecker-testUDFManagement-47": false,
  "vollt-TestDBChecker-testUDFManagement-50": true,
  "vollt-TestDBChecker-testGeometry-56": true,
};

function verdicts(): Verdict[] {
  if (corpusFolder === undefined) return [];
  return ["valid", "invalid", "contextual"]
    .flatMap((group) =>
      ["TestDBChecker", "TestSubQueries"].map((suite) => join("adql/vollt", group, `${suite}.ndjson`)),
    )
    .map((path) => join(corpusFolder ?? "", path))
    .filter((path) => existsSync(path))
    .flatMap((path) => readFileSync(path, "utf8").split("\n").filter(Boolean))
    .map((line) => JSON.parse(line) as Verdict)
    .filter(({ level }) => level === "semantic");
}

const queries = verdicts();

describe.skipIf(queries.length === 0)(`corpus/adql, verdicts by metadata${corpusLabel}`, () => {
  test.each(queries)("$id", ({ id, query, valid, version }) => {
    const signatures = FUNCTIONS.find(([name]) => name.test(id))?.[1] ?? [];
    const service = { tables: TABLES, functions: signatures.map((signature) => ({ signature })) };
    const result = check(parse(query, { version: version === "adql-2.0" ? "2.0" : "2.1" }), service);
    const errors = result.problems.filter(({ severity }) => severity === "error").map(({ message }) => message);
    const expected = CONTEXTUAL[id] ?? valid;
    // An exception that is none any more has to go.
    if (EXCEPTIONS[id] === undefined) expect(errors.length === 0, errors.join(" ")).toBe(expected);
    else expect(result.valid).not.toBe(expected);
  });

  test("every exception is a query of the corpus", () => {
    const ids = new Set(queries.map(({ id }) => id));
    expect([...Object.keys(EXCEPTIONS), ...Object.keys(CONTEXTUAL)].filter((id) => !ids.has(id))).toEqual([]);
  });
});
