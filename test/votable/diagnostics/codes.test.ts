import { DIAGNOSTIC_CODES, type DiagnosticCode } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../support/reading.ts";
import { CASES } from "./cases.ts";
import { unmarked } from "./documents.ts";

const cases = Object.entries(CASES);

describe.each(["auto", "off"] as const)("kernel %s", (kernel) => {
  test.each(cases)("%s", async (code, { document, count = 1, place }) => {
    const { bytes, line, column } = unmarked(document);
    const { error, summary } = await readDocument(bytes, { lenient: true, kernel });
    expect(error).toBeUndefined();
    const [section] = DIAGNOSTIC_CODES[code as DiagnosticCode];
    const where = place === "line" ? { line } : { line, column };
    expect(summary?.diagnostics).toHaveLength(1);
    expect(summary?.diagnostics[0]).toMatchObject({ code, count, section, ...where });
  });

  test.each(cases.filter(([code]) => code.startsWith("W-")))("%s, strict: an error", async (code, { document }) => {
    const { bytes, line } = unmarked(document);
    const { error } = await readDocument(bytes, { strict: true, kernel });
    expect(error).toMatchObject({ code: "VOT_STRICT", place: { line, diagnostic: code } });
  });

  test.each(cases.filter(([code]) => code.startsWith("N-")))("%s, strict: no error", async (_, { document }) => {
    const { error, summary } = await readDocument(unmarked(document).bytes, { strict: true, kernel });
    expect(error).toBeUndefined();
    expect(summary?.diagnostics).toHaveLength(1);
  });
});
