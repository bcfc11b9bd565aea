import {
  bitBytes,
  parseTimestamp,
  parseTimestampAt,
  printTimestamp,
  printTimestamps,
  setBit,
  type Utf8Column,
  valueAt,
} from "@armillary/columns";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnOf } from "../support/column-arbitraries.ts";

const digits = fc.constantFrom(0 as const, 3 as const, 6 as const, 9 as const);
const mark = fc.constantFrom("Z" as const, "" as const);
/** Any, those of a lifetime in every unit, and those about the ends of four-digit years. */
const ticks = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 9n), max: 4n * 10n ** 9n }), digits)
    .map(([seconds, n]) => seconds * 10n ** BigInt(n) + 7n),
  fc
    .tuple(fc.constantFrom(-719_529n, -719_528n, 2_932_896n, 2_932_897n), digits)
    .map(([days, n]) => days * 86_400n * 10n ** BigInt(n)),
);

test("columns of timestamps are printed as each of them is, and read back", () => {
  fc.assert(
    fc.property(fc.array(fc.option(ticks, { freq: 5 }), { maxLength: 8 }), digits, mark, (list, n, z) => {
      const values = BigInt64Array.from(list, (value) => value ?? 123n);
      const validity = new Uint8Array(bitBytes(list.length));
      list.forEach((value, row) => {
        if (value !== null) setBit(validity, row);
      });
      const nulls = list.filter((value) => value === null).length;
      const slots = { length: list.length, nulls, ...(nulls > 0 && { validity }) };
      const column = printTimestamps(values, slots, n, z);
      // Each in 64 bits, as the array has it.
      list.forEach((value, row) => {
        const kept = value === null ? null : BigInt.asIntN(64, value);
        expect(valueAt(column, row)).toBe(kept === null ? null : printTimestamp(kept, n) + z);
        if (kept !== null) expect(parseTimestampAt(column, row, n, z)).toBe(kept);
      });
    }),
    { numRuns: 1000 },
  );
});

const parts = fc.tuple(
  fc.constantFrom("2016", "0000", "9999", "+012016", "201", "2O16"),
  fc.constantFrom("-", "/"),
  fc.constantFrom("01", "02", "12", "13", "00"),
  fc.constantFrom("01", "28", "29", "30", "31", "32", "00", "1"),
  fc.constantFrom("T", " ", "t"),
  fc.constantFrom("00:00:00", "23:59:59", "24:00:00", "12:60:00", "12:00:60", "12.00.00", "12:00"),
  fc.constantFrom("", ".", ".5", ".123", ".1230", ".123456789", ".12345678x"),
  fc.constantFrom("", "Z", "z"),
);

test("text is read as one by one, right or wrong", () => {
  fc.assert(
    fc.property(parts, digits, mark, ([year, dash, month, day, t, time, fraction, end], n, z) => {
      const text = `${year}${dash}${month}-${day}${t}${time}${fraction}${end}`;
      const column = columnOf({ kind: "utf8" }, ["before", text, "Z"]) as Utf8Column;
      const bare = text.endsWith(z) ? text.slice(0, text.length - z.length) : undefined;
      expect(parseTimestampAt(column, 1, n, z)).toBe(bare === undefined ? undefined : parseTimestamp(bare, n));
    }),
    { numRuns: 5000 },
  );
});
