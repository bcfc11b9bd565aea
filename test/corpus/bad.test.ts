import type { Field } from "@armillary/columns";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { plainCell } from "../support/canonical.ts";
import { badDocuments, type CanonicalCell, corpusLabel, type ExpectedBehaviour } from "../support/corpus.ts";
import { cpuTimeMs } from "../support/cpu-time.ts";
import { same } from "../support/differences.ts";
import { classesOf } from "../support/error-classes.ts";
import { type ObservedDocument, readDocument } from "../support/reading.ts";

// Malformed, hostile and odd documents, each with what is right for it, read within bounds of time and memory, without
// a request and without a trace in the language's own objects.

const documents = badDocuments();

const MOST_MILLISECONDS = 20_000;
const MOST_BYTES_GROWN = 512 * 1024 ** 2;

describe.skipIf(documents.length === 0)(`corpus/bad${corpusLabel}`, () => {
  const prototype = Reflect.ownKeys(Object.prototype);
  const fetched = vi.fn(() => Promise.reject(new Error("no request is due")));

  beforeEach(() => {
    vi.stubGlobal("fetch", fetched);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    expect(fetched).not.toHaveBeenCalled();
    expect(Reflect.ownKeys(Object.prototype)).toEqual(prototype);
  });

  test.each(documents)("$path: $expected.why", async ({ bytes, expected }) => {
    const before = process.memoryUsage.rss();
    const startMs = cpuTimeMs();
    const observed = await readDocument(bytes, { keepRows: Number.POSITIVE_INFINITY });
    expect(cpuTimeMs() - startMs, "milliseconds of processor time").toBeLessThan(MOST_MILLISECONDS);
    expect(process.memoryUsage.rss() - before, "bytes of memory").toBeLessThan(MOST_BYTES_GROWN);
    await expectRightBehaviour(observed, expected, bytes);
  });

  const values = documents.filter(({ expected }) => expected.alsoAccept === "null with a warning in a lenient mode");
  test.each(values)("$path, lenient: a null and a diagnostic", async ({ bytes }) => {
    const { error, summary, tables } = await readDocument(bytes, { lenient: true });
    expect(error).toBeUndefined();
    expect(summary?.diagnostics.map(({ code }) => code).filter((code) => code.startsWith("E-"))).not.toEqual([]);
    expect(tables.some(({ columns }) => columns.some(({ nulls }) => nulls > 0))).toBe(true);
  });
});

async function expectRightBehaviour(
  observed: ObservedDocument,
  expected: ExpectedBehaviour,
  bytes: Uint8Array,
): Promise<void> {
  const { error, summary } = observed;
  switch (expected.expect) {
    case "table":
      if (error !== undefined && expected.mayReject !== undefined) {
        expect(expected.mayReject).toContain(`class ${classesOf(error)[0]}`);
        return;
      }
      expect(error).toBeUndefined();
      expect(tablesOf(observed, expected)).toEqual(expected.tables);
      expect(summary?.status).toBe(expected.overflow === true ? "OVERFLOW" : "OK");
      if (expected.units !== undefined) {
        expect(observed.tables[0]?.fields.map(({ unit }) => unit)).toEqual(expected.units);
      }
      return;
    case "query-error":
      expect(error).toBeUndefined();
      expect(summary).toMatchObject({ status: "ERROR", message: expected.message });
      return;
    case "either":
      if (error === undefined) {
        if (expected.tables !== undefined) expect(tablesOf(observed, expected)).toEqual(expected.tables);
      } else {
        expectClass(error, expected);
      }
      return;
    case "error": {
      const refused = error === undefined ? await readDocument(bytes, { strict: true }) : observed;
      expectClass(refused.error, expected);
      const rows = observed.tables.flatMap((table) => table.firstRows);
      if (expected.rowsBeforeError !== undefined) {
        expect(expected.rowsBeforeError.slice(0, rows.length)).toEqual(rows);
      }
    }
  }
}

function expectClass(error: unknown, expected: ExpectedBehaviour): void {
  const right = expected.anyClass ?? [expected.class];
  expect(right, `${error}`).toEqual(expect.arrayContaining([expect.toBeOneOf([...classesOf(error)])]));
}

/** What was read, in the expectation's form; a cell is shown as expected where the corpus also accepts what was found. */
function tablesOf(observed: ObservedDocument, expected: ExpectedBehaviour): object[] {
  return observed.tables.map((table, index) => ({
    ncols: table.fields.length,
    nrows: table.rows,
    names: table.fields.map(({ name }) => name),
    rows: table.firstValues.map((row, rowIndex) =>
      row.map((value, column) => {
        const found = plainCell(table.fields[column] as Field, value);
        const cell = expected.tables?.[index]?.rows[rowIndex]?.[column];
        return cell !== undefined && accepted(expected, cell, found) ? cell : found;
      }),
    ),
  }));
}

/** Whether what was found may stand for the cell expected. */
function accepted(expected: ExpectedBehaviour, cell: CanonicalCell, found: CanonicalCell): boolean {
  if (same(cell, found)) return true;
  if (expected.nullNaNEquivalent === true && cell === "NaN") return found === null;
  switch (expected.alsoAccept) {
    case "null for the empty string":
      return cell === "" && found === null;
    case "null for the cells equal to the declared value":
      return found === null;
    case "elements equal to the null value left as they are; an all-null array as null":
      return found === null && Array.isArray(cell) && cell.every((item) => item === null);
    case "trailing blanks of each string trimmed":
      return (
        Array.isArray(cell) &&
        same(
          cell.map((item) => String(item).trimEnd()),
          found,
        )
      );
    default:
      // In the canonical form null stands for a scalar NaN, an empty string and an empty array as well.
      return cell === null && (found === "NaN" || found === "" || same(found, []));
  }
}
