import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, createCatalog, parse, quoteIdentifier } from "@armillary/adql";
import { readTables } from "@armillary/dali";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel } from "../support/corpus.ts";

// Every table that the services of the corpus declare can be asked for, whole and column by column.

const folder = corpusFolder === undefined ? undefined : join(corpusFolder, "dal/tables");
const files =
  folder === undefined
    ? []
    : readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".xml"))
        .sort();

describe.skipIf(files.length === 0)(`corpus/dal/tables${corpusLabel}`, () => {
  test.each(files)("%s", async (path) => {
    const { tables } = await readTables(readFileSync(join(folder ?? "", path)));
    const catalog = createCatalog({ tables });
    const faults: string[] = [];
    for (const table of catalog.tables) {
      const names = table.columns.map(
        ({ name }) => `t.${name.delimited ? `"${name.name}"` : quoteIdentifier(name.name)}`,
      );
      for (const list of ["*", ...names]) {
        const { problems, columns } = check(parse(`SELECT ${list} FROM ${table.qualifiedName} AS t`), catalog);
        faults.push(...problems.map(({ code, message }) => `${table.name} ${list}: ${code} ${message}`));
        if (list === "*" && columns.length !== table.columns.length)
          faults.push(`${table.name}: ${columns.length} columns`);
      }
    }
    expect(faults).toEqual([]);
  });
});
