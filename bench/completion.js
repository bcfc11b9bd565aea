// Completion in a schema of 50 000 columns, at places that people stop at.
import { complete, createCatalog } from "@armillary/adql";
import { median } from "./measure.js";
import { Random } from "./random.js";

/** @typedef {import("./properties.js").Property} Property */
/** @typedef {import("./run.js").Settings} Settings */

const TABLES = 500;
const COLUMNS = 100;
const WORDS = ["phot", "flux", "mag", "error", "mean", "radial", "velocity", "parallax", "quality", "epoch", "colour"];
const TIMES = 200;

/** @param {Random} random */
function service(random) {
  const tables = Array.from({ length: TABLES }, (_, table) => ({
    name: `survey${table % 20}.table_${table}`,
    schema: `survey${table % 20}`,
    description: "A table among many.",
    columns: Array.from({ length: COLUMNS }, (_, column) => ({
      name: column === 0 ? "source_id" : `${random.pick(WORDS)}_${random.pick(WORDS)}_${column}`,
      datatype: "double",
      unit: "mag",
      ucd: column === 0 ? "meta.id;meta.main" : `phot.mag;em.opt.${"UBVRI"[column % 5]}`,
      description: "Measured in the optical, as others are.",
    })),
    foreignKeys:
      table === 0 ? [] : [{ targetTable: "survey0.table_0", columns: [{ from: "source_id", target: "source_id" }] }],
  }));
  const wide = { name: "survey0.wide", schema: "survey0", columns: tables.flatMap(({ columns }) => columns) };
  return { tables: [...tables, wide] };
}

/** The bar is the cursor. */
const PLACES = [
  "SELECT | FROM survey7.table_7 AS t",
  "SELECT t.phot|, t.source_id FROM survey7.table_7 AS t JOIN survey8.table_8 AS u ON t.source_id = u.source_id WHERE u.source_id > 1",
  "SELECT * FROM tab|",
  "SELECT * FROM survey7.table_7 AS t JOIN |",
  "SELECT * FROM survey7.table_7 AS t JOIN survey0.table_0 AS u ON |",
  "SELECT flux| FROM survey0.wide",
  "SELECT | FROM survey0.wide",
  "SELECT source_id FROM survey0.wide AS w WHERE EXISTS (SELECT 1 FROM survey3.table_3 AS t WHERE t.source_id = |)",
];

/**
 * The median time of the slowest place, when its tables have been asked for before.
 * @param {Settings} _ @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* completion(_, budgets) {
  const catalog = createCatalog(service(new Random(2)));
  for (const place of PLACES) at(place, catalog);
  const medians = PLACES.map((place) => median(Array.from({ length: TIMES }, () => at(place, catalog))));
  const value = Math.max(...medians);
  yield { name: "completion, 50 000 columns", value, unit: "ms", budget: budgets.completionMilliseconds, atMost: true };
}

/** @param {string} place @param {import("@armillary/adql").Catalog} catalog */
function at(place, catalog) {
  const begun = performance.now();
  const found = complete(place.replace("|", ""), place.indexOf("|"), catalog);
  if (found.length === 0) throw new Error(`nothing is completed in ${place}`);
  return performance.now() - begun;
}
