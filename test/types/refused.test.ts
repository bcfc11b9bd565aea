import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "./compile.ts";

// What the compiler says of a query with a name that is not there: in one line, and which.

const REFUSED = [
  ["SELECT rah FROM gaiadr3.gaia_source", "There is no column 'rah' in gaiadr3.gaia_source"],
  ["SELECT ra FROM gaiadr3.gaia_sauce", "There is no table 'gaiadr3.gaia_sauce'"],
  ["SELECT ra FROM gaiadr3.gaia_source, nowhere", "There is no table 'nowhere'"],
  ["SELECT a.ra, b.rah FROM gaia_source a, gaia_source AS b", "There is no column 'rah' in gaiadr3.gaia_source"],
  [
    "SELECT v.ra FROM gaia_source g JOIN vari_summary v USING (source_id)",
    "There is no column 'ra' in gaiadr3.vari_summary",
  ],
  ["SELECT x.ra FROM gaia_source g", "There is no table 'x' in FROM"],
  ["SELECT x.* FROM gaia_source g", "There is no table 'x' in FROM"],
  ["SELECT gaiadr3.gaia_source.ra FROM gaia_source g", "There is no table 'gaiadr3.gaia_source' in FROM"],
  ["SELECT one, two FROM ivoa.obscore, gaia_source", "There is no column 'one' in ivoa.obscore, gaiadr3.gaia_source"],
  ["SELECT source_id FROM gaia_source, vari_summary", "Several tables have a column 'source_id': write which is meant"],
  [
    "SELECT ra FROM gaia_source WHERE 1 = CONTAINS(POINT('', ra, deck), CIRCLE('', 1, 2, 3))",
    "There is no column 'deck' in gaiadr3.gaia_source",
  ],
  [
    "SELECT g.ra FROM gaia_source g JOIN vari_summary v ON g.source_id = v.id",
    "There is no column 'id' in gaiadr3.vari_summary",
  ],
  ["SELECT MAX(rah) AS m FROM gaia_source", "There is no column 'rah' in gaiadr3.gaia_source"],
  ["SELECT ra AS a FROM gaia_source ORDER BY a, b", "There is no column 'b' in gaiadr3.gaia_source"],
  [
    "SELECT best_class FROM vari_summary GROUP BY clas HAVING COUNT(*) > 1",
    "There is no column 'clas' in gaiadr3.vari_summary",
  ],
  ['SELECT "Sp type" FROM "J/A+A/1"."table.2"', `There is no column '"Sp type"' in "J/A+A/1"."table.2"`],
  [
    "SELECT ra FROM gaia_source WHERE rah > 1 AND source_id IN (SELECT any FROM other)",
    "There is no column 'rah' in gaiadr3.gaia_source",
  ],
] as const;

test("the compiler's words", () => {
  const program = REFUSED.map(([adql], index) => `export const query${index} = adql(${JSON.stringify(adql)});`).join(
    "\n",
  );
  const { errors } = compile(program, readFileSync(new URL("archive-schema.d.ts", import.meta.url), "utf8"));
  expect(errors).toEqual(
    REFUSED.map(
      ([, message]) =>
        `TS2345: Argument of type 'string' is not assignable to parameter of type 'AdqlTypeError<${JSON.stringify(message)}>'.`,
    ),
  );
});
