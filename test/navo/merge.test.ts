import type { ColumnBatch, Field, Layout } from "@armillary/columns";
import { offsetPosition, separationDeg } from "@armillary/sky";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Duplicates } from "../../packages/navo/src/merge/duplicates.ts";
import { unionFields } from "../../packages/navo/src/merge/union-fields.ts";
import { prefetch } from "../../packages/navo/src/search/prefetch.ts";

const DOUBLE: Layout = { kind: "float", bits: 64 };
const field = (name: string, rest: Partial<Field> = {}): Field => ({
  name,
  datatype: "double",
  layout: DOUBLE,
  ...rest,
});
const INT = { datatype: "int", layout: { kind: "int", bits: 32, signed: true } } as const;
const text = (size: string): Partial<Field> => ({ datatype: "char", arraysize: size, layout: { kind: "utf8" } });

describe("unionFields", () => {
  test.each<readonly [string, readonly Field[], readonly Field[], readonly string[]]>([
    ["one name, unit and UCD are one column", [field("ra", { unit: "deg" })], [field("RA", { unit: "deg" })], ["ra"]],
    [
      "another unit is another column",
      [field("flux", { unit: "Jy" })],
      [field("flux", { unit: "mJy" })],
      ["flux", "b_flux"],
    ],
    [
      "another UCD is another column",
      [field("mag", { ucd: "phot.mag;em.opt.V" })],
      [field("mag", { ucd: "phot.mag;em.IR.K" })],
      ["mag", "b_mag"],
    ],
    ["another datatype is another column", [field("id", INT)], [field("id")], ["id", "b_id"]],
    ["texts of other lengths are one column", [field("name", text("8"))], [field("name", text("*"))], ["name"]],
    [
      "a name that repeats within a table stays two columns",
      [field("x"), field("x")],
      [field("x"), field("x")],
      ["x", "a_x"],
    ],
  ])("%s", (_, a, b, names) => {
    const { fields } = unionFields(
      [],
      [
        { label: "a", fields: a },
        { label: "b", fields: b },
      ],
    );
    expect(fields.map(({ name }) => name)).toEqual(names);
  });

  test("what stands before is never shared, and keeps its name", () => {
    const { fields, places } = unionFields([field("ra")], [{ label: "irsa", fields: [field("RA")] }]);
    expect(fields.map(({ name }) => name)).toEqual(["ra", "irsa_RA"]);
    expect(places).toEqual([[1]]);
  });

  test("names are unique, and every column has one place that has its name", () => {
    const fields = fc.array(
      fc.record({
        name: fc.constantFrom("a", "A", "b", "x_a", "y_a"),
        unit: fc.constantFrom("m", "s"),
        isInt: fc.boolean(),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 4 }), (tables) => {
        const parts = tables.map((columns, index) => ({
          label: index === 0 ? "x" : "y",
          fields: columns.map(({ name, unit, isInt }) => field(name, { unit, ...(isInt ? INT : {}) })),
        }));
        const union = unionFields([field("a")], parts);
        const names = union.fields.map(({ name }) => name.toLowerCase());
        expect(new Set(names).size).toBe(names.length);
        union.places.forEach((places, table) => {
          expect(new Set(places).size).toBe(places.length);
          places.forEach((place, column) => {
            const own = parts[table]?.fields[column];
            expect(place).toBeGreaterThan(0);
            expect(union.fields[place]).toMatchObject({ unit: own?.unit, datatype: own?.datatype });
            expect(names[place]?.endsWith(own?.name.toLowerCase() ?? "?") || /_\d+$/.test(names[place] ?? "")).toBe(
              true,
            );
          });
        });
      }),
    );
  });
});

describe("Duplicates", () => {
  const position = fc.record({
    raDeg: fc.oneof(fc.double({ min: 0, max: 359.999, noNaN: true }), fc.constantFrom(0, 359.9999999)),
    decDeg: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 90, 89.9999)),
  });

  test("a source of another service within an arcsecond is the same, anywhere on the sky", () => {
    fc.assert(
      fc.property(
        position,
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        (at, apartArcsec, angleDeg) => {
          const other = offsetPosition(at.raDeg, at.decDeg, apartArcsec / 3600, angleDeg);
          const apart = separationDeg(at.raDeg, at.decDeg, other.raDeg, other.decDeg) * 3600;
          fc.pre(Math.abs(apart - 1) > 1e-6);
          const seen = new Duplicates("cone");
          expect(seen.add(0, 0, at)).toBeUndefined();
          expect(seen.add(1, 0, other)).toBeUndefined(); // of the same service
          expect([0, 1]).toContain(seen.add(2, 1, other)); // the nearer, which is itself
          const fresh = new Duplicates("cone");
          fresh.add(0, 0, at);
          expect(fresh.add(1, 1, other)).toBe(apart < 1 ? 0 : undefined);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    [{ accessUrl: "http://x/1" }, { accessUrl: "http://x/1" }, 0],
    [{ accessUrl: "http://x/1", id: "ivo://a/b?1" }, { accessUrl: "http://y/1", id: "ivo://a/b?1" }, 0],
    [{ accessUrl: "http://x/1", id: "17" }, { accessUrl: "http://y/1", id: "17" }, undefined],
    [{ accessUrl: "http://x/1" }, { accessUrl: "http://x/2" }, undefined],
    [{}, {}, undefined],
  ])("files %j and %j", (one, other, same) => {
    const seen = new Duplicates("images");
    expect(seen.add(0, 0, one)).toBeUndefined();
    expect(seen.add(1, 1, other)).toBe(same);
  });
});

describe("prefetch", () => {
  const batch = (rows: number): ColumnBatch => ({
    rows,
    columns: [
      { kind: "float", length: rows, nulls: 0, values: new Float64Array(rows) },
    ] as unknown as ColumnBatch["columns"],
  });

  test("gives the batches in their order, however large they are and however slowly they are taken", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50)), fc.nat(200), fc.boolean(), async (sizes, mostBytes, isSlow) => {
        async function* source() {
          for (const rows of sizes) yield batch(rows);
        }
        const ahead = prefetch(source(), mostBytes);
        const seen: number[] = [];
        for (let next = await ahead.next(); next.done !== true; next = await ahead.next()) {
          seen.push(next.value.rows);
          if (isSlow) await new Promise((resolve) => setTimeout(resolve, 0));
        }
        expect(seen).toEqual(sizes);
      }),
      { numRuns: 50 },
    );
  });

  test("reads no more than it may, and gives a failure behind the rows before it", async () => {
    let read = 0;
    async function* source() {
      for (; read < 10; read++) yield batch(10);
      throw new Error("broke off");
    }
    const ahead = prefetch(source(), 250);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read).toBeLessThanOrEqual(4);
    for (let count = 0; count < 10; count++) expect((await ahead.next()).value?.rows).toBe(10);
    await expect(ahead.next()).rejects.toThrow("broke off");
  });

  test("leaving it closes the source", async () => {
    let isClosed = false;
    async function* source() {
      try {
        for (;;) yield batch(10);
      } finally {
        isClosed = true;
      }
    }
    const ahead = prefetch(source(), 100);
    await ahead.next();
    await ahead.return?.();
    expect(isClosed).toBe(true);
  });
});
