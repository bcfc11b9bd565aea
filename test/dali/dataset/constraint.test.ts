import { DATASET_CONSTRAINTS, type DatasetQuestion, wantedValues } from "@armillary/dali/dataset";
import { describe, expect, test } from "vitest";

const of = (question: DatasetQuestion) => {
  const constraint = DATASET_CONSTRAINTS.find(({ key }) => key in question);
  if (constraint === undefined) throw new Error("no constraint");
  return wantedValues(question, constraint);
};

describe("wantedValues", () => {
  test.each<[DatasetQuestion, object]>([
    [{ bandM: 0.21 }, { intervals: [{ lower: 0.21, upper: 0.21 }] }],
    [
      { timeMjd: [{ lower: 1, upper: Number.POSITIVE_INFINITY }, 7] },
      {
        intervals: [
          { lower: 1, upper: Number.POSITIVE_INFINITY },
          { lower: 7, upper: 7 },
        ],
      },
    ],
    [{ calibLevel: [2, 3] }, { integers: [2, 3] }],
    [{ collection: "A B" }, { texts: ["A B"] }],
    [{ format: [] }, { texts: [] }],
    [{ format: ["all"] }, { texts: [] }],
    [{ collection: ["all"] }, { texts: ["all"] }],
  ])("%j", (question, expected) => expect(of(question)).toMatchObject(expected));

  test.each<[DatasetQuestion, RegExp]>([
    [{ bandM: Number.NaN }, /^BAND: /],
    [{ fovDeg: { lower: 2, upper: 1 } }, /^FOV: .*above/],
    [{ calibLevel: 2.5 }, /whole number/],
    [{ target: " " }, /not empty/],
  ])("refuses %j", (question, message) => {
    expect(() => of(question)).toThrow(
      expect.objectContaining({ code: "DAL_USAGE", message: expect.stringMatching(message) }),
    );
  });

  test("every way to seek has a parameter and columns of its own", () => {
    const parameters = DATASET_CONSTRAINTS.map(({ parameter }) => parameter);
    expect(new Set(parameters).size).toBe(parameters.length);
    expect(parameters).toHaveLength(16);
  });
});
