import { readFileSync } from "node:fs";
import { DIAGNOSTIC_CODES } from "@armillary/votable";
import { WRITE_DIAGNOSTIC_CODES } from "@armillary/votable/write";
import { expect, test } from "vitest";
import { CELL_WARNINGS } from "../../../packages/votable/src/cells/report.ts";
import { NOTES, printDiagnostics } from "../../../scripts/print-diagnostics.js";

test("docs/diagnostics.md is what scripts/print-diagnostics.js prints", () => {
  const page = readFileSync(new URL("../../../docs/diagnostics.md", import.meta.url), "utf8");
  expect(page).toBe(printDiagnostics(DIAGNOSTIC_CODES, WRITE_DIAGNOSTIC_CODES));
});

test("every code has its example", () => {
  expect(Object.keys(NOTES)).toEqual(Object.keys(DIAGNOSTIC_CODES));
});

test("every code of astropy's catalogue is met once at least, or argued away", () => {
  const page = printDiagnostics(DIAGNOSTIC_CODES, WRITE_DIAGNOSTIC_CODES);
  const all = [
    ...Array.from({ length: 55 }, (_, index) => `W${String(index + 1).padStart(2, "0")}`),
    ...Array.from({ length: 25 }, (_, index) => `E${String(index + 1).padStart(2, "0")}`),
  ];
  expect(all.filter((code) => !new RegExp(`\\b${code}\\b`).test(page))).toEqual([]);
});

test("cells cite the sections that the table has", () => {
  const own = Object.keys(CELL_WARNINGS) as (keyof typeof CELL_WARNINGS)[];
  expect(own.map((code) => CELL_WARNINGS[code])).toEqual(own.map((code) => DIAGNOSTIC_CODES[code][0]));
});
