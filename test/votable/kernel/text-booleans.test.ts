import { beforeAll, describe, expect, test } from "vitest";
import type { Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { bitsAt, cellsOf, newKernel, type Outcome, scratch, targetOf, wordsAt } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

describe("textToBool", () => {
  test.each<[string | null, Outcome<boolean>]>([
    ...["T", "t", "1", "true", "TRUE", "True", "tRuE", " T ", "\ntrue\t"].map((text): [string, boolean] => [
      text,
      true,
    ]),
    ...["F", "f", "0", "false", "FALSE", "False", " F", "false "].map((text): [string, boolean] => [text, false]),
    ...["", " ", "?", " ? ", "\n"].map((text): [string, null] => [text, null]),
    [null, null],
    ...["2", "yes", "tru", "truee", "fals", "falsy", "TF", "T F", "t rue", "\u0054\u0301", "&#84;"].map(
      (text): [string, "declined"] => [text, "declined"],
    ),
  ])("%j is %s", (text, result) => {
    scratch(kernel, () => {
      const rows = [text, "T", text, "F", text, text, text, text, text, text];
      const target = targetOf(kernel, rows.length, 2);
      const { declined, nulls } = kernel.textToBool(cellsOf(kernel, rows), target);
      const valid = bitsAt(kernel, target.validity, rows.length);
      const truths = bitsAt(kernel, target.values, rows.length);
      const list = wordsAt(kernel, target.declined, declined);
      const results = rows.map((_, row) => (valid[row] ? truths[row] : list.includes(row) ? "declined" : null));
      expect(results).toEqual(rows.map((_, row) => (row === 1 ? true : row === 3 ? false : result)));
      expect(nulls).toBe(result === null ? 8 : 0);
    });
  });
});
