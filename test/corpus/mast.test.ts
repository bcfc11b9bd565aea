import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "@armillary/dali";
import { createMastSession, invokeMashup, invokeMashupJson } from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { JsonRowsReader } from "../../packages/mast/src/json/rows-reader.ts";
import { parseColumnsConfig } from "../../packages/mast/src/mashup/columns-config.ts";
import { corpusFolder, corpusLabel } from "../support/corpus.ts";

// Answers of MAST that astroquery's authors recorded, read as ours reads them, beside what JSON.parse makes of them.

interface ExpectedAnswer {
  readonly keys?: readonly string[];
  readonly fields?: readonly { readonly name: string; readonly type: string }[];
}

interface Recorded {
  readonly name: string;
  readonly text: string;
  readonly expected: ExpectedAnswer;
}

const folder = join(corpusFolder ?? "", "dal/mashup/astroquery");
const RECORDED: readonly Recorded[] =
  corpusFolder === undefined
    ? []
    : readdirSync(folder)
        .filter((name) => name.endsWith(".json") && !name.endsWith(".expect.json"))
        .map((name) => ({
          name,
          text: readFileSync(join(folder, name), "utf8"),
          expected: JSON.parse(readFileSync(join(folder, `${name}.expect.json`), "utf8")) as ExpectedAnswer,
        }));

const TABLES = RECORDED.filter(({ expected }) => expected.fields !== undefined);

/** The members that are rows, in MAST's APIs. */
const ROWS_KEYS = ["data", "results", "products", "resolvedCoordinate"];

function answering(text: string): typeof globalThis.fetch {
  return async () => new Response(text, { headers: { "content-type": "text/plain" } });
}

/** Digits of the numbers that a double does not hold, by column and row, as they stand in the text. */
function longNumbers(text: string): readonly string[] {
  return [...text.matchAll(/:\s*(-?\d{16,})\s*[,}]/g)].map(([, digits]) => digits as string);
}

describe.skipIf(corpusFolder === undefined)(`recorded answers of MAST${corpusLabel}`, () => {
  test("there are some of every kind", () => {
    expect(TABLES.length).toBeGreaterThanOrEqual(5);
    expect(RECORDED.length).toBeGreaterThanOrEqual(15);
  });

  test.each(TABLES)("$name has its rows, cell by cell, in their types", async ({ text, expected }) => {
    const session = createMastSession({ transport: createTransport({ fetch: answering(text) }) });
    const result = await invokeMashup(session, { service: "Mast.Recorded" });
    const wanted = (JSON.parse(text) as { readonly data: readonly Record<string, unknown>[] }).data;
    const names = [...new Set((expected.fields ?? []).map(({ name }) => name))].filter((name) => name !== "_selected_");
    expect(result.fields.map(({ name }) => name).slice(0, names.length)).toStrictEqual(names);

    const types = new Map(result.fields.map(({ name, datatype }) => [name, datatype]));
    const said: string[] = [];
    let row = 0;
    for await (const cells of result.rows()) {
      for (const [name, cell] of Object.entries(cells)) {
        said.push(String(cell));
        const given = wanted[row]?.[name] ?? null;
        const isLong = typeof given === "number" && !Number.isSafeInteger(given) && Number.isInteger(given);
        if (isLong) continue; // JSON.parse has lost digits of it.
        const same =
          typeof cell === "bigint"
            ? Number(cell)
            : types.get(name) === "char" && given !== null
              ? cell === String(given) && given
              : cell;
        expect(same, `${name} in row ${row}`).toBe(given === "" && types.get(name) !== "char" ? null : given);
      }
      row++;
    }
    expect(row).toBe(wanted.length);
    expect(said).toEqual(expect.arrayContaining([...longNumbers(text)]));
    const summary = await result.summary;
    expect(summary).toMatchObject({ status: "OK", complete: true, notes: [], diagnostics: [] });
  });

  test("identifiers that are declared text and sent as numbers are text", async () => {
    const seen: string[] = [];
    for (const { name, text } of TABLES) {
      const session = createMastSession({ transport: createTransport({ fetch: answering(text) }) });
      const result = await invokeMashup(session, { service: "Mast.Recorded" });
      for (const field of result.fields) {
        if (/^(?:obsid|obsID|objID|ID)$/.test(field.name)) seen.push(`${name} ${field.name} ${field.datatype}`);
      }
      await result.close();
    }
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.filter((one) => !one.endsWith(" char"))).toStrictEqual([]);
  });

  test.each(RECORDED)("$name: the reader of rows finds what JSON.parse finds", ({ text }) => {
    const parsed = JSON.parse(text) as unknown;
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    const key = isObject
      ? (ROWS_KEYS.find((one) => Array.isArray((parsed as Record<string, unknown>)[one])) ?? "data")
      : "data";
    const rows = (isObject ? ((parsed as Record<string, unknown>)[key] ?? []) : parsed) as readonly unknown[];
    const reader = new JsonRowsReader({ rowsKey: key });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += 777) reader.push(bytes.slice(at, at + 777));
    const found = reader.finish();
    expect(found.rows).toBe(rows.length);
    if (isObject) {
      expect(Object.keys(found.members).sort()).toStrictEqual(
        Object.keys(parsed)
          .filter(
            (one) => one !== key || (found.rows === 0 && !Array.isArray((parsed as Record<string, unknown>)[one])),
          )
          .sort(),
      );
    }
    const objects = rows.filter((row) => typeof row === "object" && row !== null && !Array.isArray(row)) as Record<
      string,
      unknown
    >[];
    const keys = new Set(objects.flatMap((row) => Object.keys(row)));
    if (objects.length === rows.length) expect(new Set(found.columns.map(({ name }) => name))).toStrictEqual(keys);
  });

  test.each(RECORDED.filter(({ name }) => /columnsconfig|ddcolumns/.test(name)))(
    "$name is a columns config",
    ({ text, expected }) => {
      const config = parseColumnsConfig(text, "https://mast.stsci.edu");
      expect([...config.keys()].sort()).toStrictEqual((expected.keys ?? []).filter((key) => key !== "_selected_"));
      expect([...config.values()].filter(({ isContinuous }) => isContinuous).length).toBeGreaterThan(5);
    },
  );

  test.each(RECORDED.filter(({ name }) => /bundleResponse|resolver/.test(name)))(
    "$name comes as it is",
    async ({ text }) => {
      const session = createMastSession({ transport: createTransport({ fetch: answering(text) }) });
      expect(await invokeMashupJson(session, { service: "Mast.Recorded" })).toStrictEqual(JSON.parse(text));
    },
  );
});
