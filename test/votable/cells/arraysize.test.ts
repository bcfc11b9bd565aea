import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Arraysize, parseArraysize, printArraysize } from "../../../packages/votable/src/cells/arraysize.ts";
import { cpuTimeMs } from "../../support/cpu-time.ts";

describe("parseArraysize", () => {
  test.each<[string | undefined, Arraysize]>([
    [undefined, { fixed: [], variable: false }],
    ["3", { fixed: [3], variable: false }],
    ["*", { fixed: [], variable: true }],
    ["16*", { fixed: [], variable: true, max: 16 }],
    ["3x2", { fixed: [3, 2], variable: false }],
    ["3x*", { fixed: [3], variable: true }],
    ["8x4*", { fixed: [8], variable: true, max: 4 }],
    ["64x64x10*", { fixed: [64, 64], variable: true, max: 10 }],
    [" 2x2x2\n", { fixed: [2, 2, 2], variable: false }],
    ["007", { fixed: [7], variable: false }],
  ])("%j", (text, arraysize) => {
    expect(parseArraysize(text)).toEqual({ ok: true, arraysize });
  });

  test.each<[string, Arraysize]>([
    ["", { fixed: [], variable: false }],
    ["  ", { fixed: [], variable: false }],
    ["1", { fixed: [1], variable: false }],
    ["0", { fixed: [0], variable: false }],
    ["0x*", { fixed: [0], variable: true }],
    ["0*", { fixed: [], variable: true, max: 0 }],
    ["100s,", { fixed: [100], variable: false }],
    ["*s,", { fixed: [], variable: true }],
  ])("%j is taken with a warning", (text, arraysize) => {
    expect(parseArraysize(text)).toMatchObject({ ok: true, arraysize, warning: { code: "W-ARRAYSIZE" } });
  });

  test.each([
    ["abc", /lengths joined by x/],
    ["-3", /negative/],
    ["3x-1", /negative/],
    ["3x", /missing/],
    ["x3", /missing/],
    ["3xx2", /missing/],
    ["*x3", /last axis/],
    ["3x*x2", /last axis/],
    ["1x1x1x*x", /last axis/],
    ["2.5", /lengths joined by x/],
    ["3 x 2", /lengths joined by x/],
    ["3X2", /lengths joined by x/],
    ["**", /lengths joined by x/],
    ["99999999999999999999", /more than 2147483647/],
    ["65536x65536", /more than 2147483647/],
    ["65536x65536*", /more than 2147483647/],
    [`${"1x".repeat(40)}1`, /more than 32 axes/],
  ])("%j is refused", (text, reason) => {
    expect(parseArraysize(text)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  test("parsing what is printed gives the shape back", () => {
    const axis = fc.integer({ min: 0, max: 40 });
    const shapes = fc.record(
      { fixed: fc.array(axis, { maxLength: 4 }), variable: fc.boolean(), max: axis },
      { requiredKeys: ["fixed", "variable"] },
    );
    fc.assert(
      fc.property(shapes, ({ fixed, variable, max }) => {
        const arraysize = variable && max !== undefined ? { fixed, variable, max } : { fixed, variable };
        expect(parseArraysize(printArraysize(arraysize))).toMatchObject({ ok: true, arraysize });
      }),
    );
  });

  test("a hostile attribute of a megabyte is refused at once", () => {
    const startMs = cpuTimeMs();
    expect(parseArraysize("1".repeat(1 << 20)).ok).toBe(false);
    expect(parseArraysize(`${"1x".repeat(1 << 19)}y`).ok).toBe(false);
    expect(cpuTimeMs() - startMs).toBeLessThan(10_000);
  });
});
