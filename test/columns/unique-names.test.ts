import { uniqueNames } from "@armillary/columns";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  [[], []],
  [
    ["ra", "dec"],
    ["ra", "dec"],
  ],
  [
    ["x", "x", "x"],
    ["x", "x_2", "x_3"],
  ],
  [
    ["x", "x", "x_2"],
    ["x", "x_3", "x_2"],
  ],
  [
    ["", ""],
    ["", "_2"],
  ],
])("%j become %j", (names, wanted) => {
  expect(uniqueNames(names)).toStrictEqual(wanted);
});

test("no name twice, and first ones as they were", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "a_2", "a_3", "b", "")), (names) => {
      const unique = uniqueNames(names);
      expect(new Set(unique).size).toBe(names.length);
      names.forEach((name, index) => {
        if (names.indexOf(name) === index) expect(unique[index]).toBe(name);
      });
    }),
  );
});
