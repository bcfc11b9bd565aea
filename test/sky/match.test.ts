import {
  createSkyIndex,
  FINDS,
  type Find,
  groupPositions,
  type MatchedPairs,
  type MatchRadius,
  matchPositions,
  type Positions,
  separationDeg,
} from "@armillary/sky";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crowdedTables } from "./arbitraries.ts";

const ARCSEC = 1 / 3600;

type Pair = readonly [left: number, right: number, separation: number, score: number];

/** Every pair, by looking at every pair. */
function pairsByForce(left: Positions, right: Positions, within: MatchRadius): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i < left.raDeg.length; i++) {
    for (let j = 0; j < right.raDeg.length; j++) {
      const separation = separationDeg(
        left.raDeg[i] as number,
        left.decDeg[i] as number,
        right.raDeg[j] as number,
        right.decDeg[j] as number,
      );
      const limit = limitOf(left.errorDeg?.[i] ?? Number.NaN, right.errorDeg?.[j] ?? Number.NaN, within);
      const score = "radiusDeg" in within ? separation : limit > 0 ? separation / limit : 0;
      if (separation <= limit) pairs.push([i, j, separation, score]);
    }
  }
  return pairs.sort((a, b) => a[0] - b[0] || a[3] - b[3] || a[1] - b[1]);
}

function limitOf(one: number, other: number, within: MatchRadius): number {
  if ("radiusDeg" in within) return within.radiusDeg;
  if (!(one >= 0 && other >= 0)) return -1;
  const scale = within.scale ?? 1;
  return within.errors === "sum" ? one * scale + other * scale : Math.sqrt((one * scale) ** 2 + (other * scale) ** 2);
}

function bestByForce(pairs: readonly Pair[], find: Find, leftTakes: boolean): Pair[] {
  const nearestOf = (side: 0 | 1, row: number, among: readonly Pair[]): Pair | undefined =>
    among
      .filter((pair) => pair[side] === row)
      .sort((a, b) => a[3] - b[3] || a[(1 - side) as 0 | 1] - b[(1 - side) as 0 | 1])[0];
  const taken = (side: 0 | 1, among: readonly Pair[]): Pair[] =>
    among.filter((pair) => nearestOf(side, pair[side], among) === pair);
  switch (find) {
    case "all":
      return [...pairs];
    case "best":
      return leftTakes ? taken(1, taken(0, pairs)) : taken(0, taken(1, pairs));
    case "best-each-way":
      return taken(0, pairs).filter((pair) => taken(1, pairs).includes(pair));
    case "best2":
      return taken(1, pairs);
    default:
      return taken(0, pairs);
  }
}

/** Rows that can match anything. */
function matchableIn({ raDeg, decDeg, errorDeg }: Positions, within: MatchRadius): number {
  const isKnown = (row: number): boolean => "radiusDeg" in within || (errorDeg?.[row] ?? -1) >= 0;
  return raDeg.filter((ra, row) => !Number.isNaN(ra) && !Number.isNaN(decDeg[row]) && isKnown(row)).length;
}

function listed({ left, right, separationDeg, score }: MatchedPairs): Pair[] {
  return Array.from(left, (row, pair) => [
    row,
    right[pair] as number,
    separationDeg[pair] as number,
    score[pair] as number,
  ]);
}

const table = (rows: readonly (readonly [ra: number, dec: number])[]): Positions => ({
  raDeg: Float64Array.from(rows, ([ra]) => ra),
  decDeg: Float64Array.from(rows, ([, dec]) => dec),
});

const withins: fc.Arbitrary<MatchRadius> = fc.oneof(
  fc.oneof(fc.double({ min: 0, max: 4, noNaN: true }), fc.constantFrom(0, 90, 180)).map((radiusDeg) => ({ radiusDeg })),
  fc.record({ errors: fc.constantFrom("sum" as const, "hypot" as const), scale: fc.constantFrom(0.5, 1, 3) }),
);

describe("matchPositions", () => {
  test.each(FINDS)("%s: as by looking at every pair", (find) => {
    fc.assert(
      fc.property(crowdedTables, withins, ([left, right], within) => {
        const due = bestByForce(
          pairsByForce(left, right, within),
          find,
          matchableIn(left, within) >= matchableIn(right, within),
        );
        expect(listed(matchPositions(left, right, { ...within, find }))).toEqual(
          due.map(([i, j, separation, score]) => [i, j, expect.closeTo(separation, 12), expect.closeTo(score, 9)]),
        );
      }),
    );
  });

  const a = [0, 0.9].map((x) => [10 + x * ARCSEC, 0] as const);
  const b = [0.4, 1.6].map((x) => [10 + x * ARCSEC, 0] as const);
  test.each([
    { find: "all", due: ["0-0", "1-0", "1-1"] },
    // 1 takes 0, which has a nearer one: it gets no second choice.
    { find: "best", due: ["0-0"] },
    { find: "best-each-way", due: ["0-0"] },
    { find: "best1", due: ["0-0", "1-0"] },
    { find: "best2", due: ["0-0", "1-1"] },
  ] as const)("$find of two rows that want the same", ({ find, due }) => {
    const { left, right } = matchPositions(table(a), table(b), { radiusDeg: ARCSEC, find });
    expect(Array.from(left, (row, pair) => `${row}-${right[pair]}`)).toEqual(due);
  });

  test("best: the longer table takes, best-each-way: neither does", () => {
    const ends = [...b, [200, 0] as const];
    const best = matchPositions(table(a), table(ends), { radiusDeg: ARCSEC, find: "best" });
    expect([[...best.left], [...best.right]]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect([...matchPositions(table(a), table(ends), { radiusDeg: ARCSEC, find: "best-each-way" }).left]).toEqual([0]);
  });

  test("of equally near rows the first counts", () => {
    const { left, right } = matchPositions(
      table([[0, 0]]),
      table([
        [0, 1],
        [0, -1],
        [0, 1],
      ]),
      { radiusDeg: 1 },
    );
    expect([[...left], [...right]]).toEqual([[0], [0]]);
  });

  test("right ascensions of any turn are the same", () => {
    const { left, right } = matchPositions(
      table([
        [-1e-13, 10],
        [725, 10],
      ]),
      table([
        [0, 10],
        [5, 10],
        [360, 10],
      ]),
      {
        radiusDeg: ARCSEC,
        find: "all",
      },
    );
    expect([[...left], [...right]]).toEqual([
      [0, 0, 1],
      [0, 2, 1],
    ]);
  });

  test("by errors the best is what is nearest in units of the errors", () => {
    const errorDeg = Float64Array.of(0.1, 1, 0.3);
    const rows = {
      ...table([
        [0, 0.36],
        [0, 0.54],
        [0, 0.432],
      ]),
      errorDeg,
    };
    const { right, score } = matchPositions({ ...table([[0, 0]]), errorDeg: Float64Array.of(0.5) }, rows, {
      errors: "sum",
    });
    expect([...right]).toEqual([1]);
    expect(score[0]).toBeCloseTo(0.36, 12);
  });

  test("one row of a huge error is found, by all", () => {
    const rows = Array.from({ length: 300 }, (_, row) => [row, 0] as const);
    const errorDeg = Float64Array.from(rows, (_, row) => (row === 7 ? 120 : 0.1));
    const { left } = matchPositions(
      { ...table(rows), errorDeg },
      { ...table([[0, 0]]), errorDeg: Float64Array.of(0) },
      {
        errors: "sum",
        find: "all",
      },
    );
    expect([...left]).toEqual([0, 7]);
  });

  test.each([
    { why: "a radius that is none", within: { radiusDeg: -1 }, code: "SKY_ANGLE" },
    { why: "no errors", within: { errors: "sum" as const }, code: "SKY_MATCH" },
    { why: "another way to combine errors", within: { errors: "product" as never }, code: "SKY_MATCH" },
    { why: "a scale that is none", within: { errors: "sum" as const, scale: 0 }, code: "SKY_ANGLE" },
    { why: "another mode", within: { radiusDeg: 1, find: "worst" as never }, code: "SKY_MATCH" },
  ])("$why is refused", ({ within, code }) => {
    const rows = table([[0, 0]]);
    const right =
      code === "SKY_MATCH" && !("radiusDeg" in within) && within.errors !== "sum"
        ? { ...rows, errorDeg: Float64Array.of(1) }
        : rows;
    expect(() => matchPositions(rows, right, within as never)).toThrow(expect.objectContaining({ code }));
  });

  test("arrays of different lengths are refused", () => {
    const rows = { raDeg: new Float64Array(2), decDeg: new Float64Array(1) };
    expect(() => createSkyIndex(rows, { radiusDeg: 1 })).toThrow(expect.objectContaining({ code: "SKY_MATCH" }));
  });
});

describe("groupPositions", () => {
  test("rows are in a group that chains of matches join", () => {
    fc.assert(
      fc.property(crowdedTables, withins, ([rows], within) => {
        const length = rows.raDeg.length;
        const groups = Array.from({ length }, (_, row) => row);
        for (const [i, j] of pairsByForce(rows, rows, within)) {
          const [one, other] = [groups[i] as number, groups[j] as number];
          for (let row = 0; row < length; row++) if (groups[row] === one) groups[row] = other;
        }
        const { count, groupOf, sizeOf } = groupPositions(rows, within);
        for (let row = 0; row < length; row++) {
          const members = groups.filter((group) => group === groups[row]).length;
          expect(sizeOf[row]).toBe(members === 1 ? 0 : members);
          for (let other = 0; other < row; other++) {
            const isSame = groupOf[row] !== 0 && groupOf[row] === groupOf[other];
            expect(isSame).toBe(groups[row] === groups[other]);
          }
        }
        expect(count).toBe(new Set(groupOf.filter((group) => group !== 0)).size);
      }),
    );
  });

  test("groups are numbered by their first rows", () => {
    const { groupOf, sizeOf, count } = groupPositions(
      table([
        [0, 0],
        [50, 0],
        [0, 1],
        [9, 9],
        [50, 1],
        [0, 2],
      ]),
      { radiusDeg: 1 },
    );
    expect([...groupOf]).toEqual([1, 2, 1, 0, 2, 1]);
    expect([...sizeOf]).toEqual([3, 2, 3, 0, 2, 3]);
    expect(count).toBe(2);
  });
});
