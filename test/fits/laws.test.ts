import { type CellValue, rowsOf } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FitsError, openFits } from "../../packages/fits/src/index.ts";
import { asciiFile, binaryFile, type CardText, chunked, header, joined, padded, put } from "./fits-file.ts";

const { i16, i32, i64, f32, f64, text, bytes } = put;

const FORMS = ["L", "3X", "B", "2I", "J", "K", "E", "D", "C", "4A", "6A", "PJ(9)", "QA(9)", "K"];
const CARDS: CardText[] = [
  ...FORMS.map((form, index): CardText => [`TFORM${index + 1}`, form]),
  ...FORMS.map((_, index): CardText => [`TTYPE${index + 1}`, `column ${index + 1}`]),
  ["TDIM11", "(3,2)"],
  ["TNULL3", 2],
  ["TNULL6", -1],
  ["TZERO5", 2147483648],
  "LONG    = 'to be &'",
  "CONTINUE  'continued'",
];

function row(n: number): Uint8Array {
  return joined(
    bytes(n % 3 === 0 ? 0 : n % 2 ? 84 : 70, (n * 37) & 0xff, n & 0xff),
    i16(n, -n),
    i32(n * 1001),
    i64(BigInt(n) - 1n),
    f32(n / 3),
    f64(n / 7),
    f32(n, -n),
    text(`s${n % 10}  `),
    text(`a${n % 10} b  `),
    i32(n % 4, (n % 5) * 4),
    i64(BigInt(n % 6), BigInt(n % 7)),
    i64(2n ** 62n + BigInt(n)),
  );
}

/** Several HDUs: an image, a table of every kind of column with a heap, an ASCII table. */
const FILE = joined(
  binaryFile(
    CARDS,
    Array.from({ length: 40 }, (_, n) => row(n)),
    joined(i32(1, 2, 3, 4, 5, 6, 7, 8), text("more heap")),
  ),
  header([
    ["XTENSION", "IMAGE"],
    ["BITPIX", 16],
    ["NAXIS", 1],
    ["NAXIS1", 700],
  ]),
  padded(new Uint8Array(1400).fill(3)),
  asciiFile(
    [
      ["TFORM1", "I4"],
      ["TBCOL1", 1],
      ["TFORM2", "F6.2"],
      ["TBCOL2", 6],
    ],
    ["  12   1.50", "-999  -2.25"],
  ).subarray(2880),
  binaryFile(
    [
      ["TFORM1", "J"],
      ["TFORM2", "3A"],
    ],
    Array.from({ length: 3000 }, (_, n) => joined(i32(n), text("ab "))),
  ).subarray(2880),
);

/** All that can be read of a file, in a form to compare. */
async function readAll(bytes: Uint8Array, cuts: readonly number[]): Promise<unknown[]> {
  const reader = await openFits(chunked(bytes, cuts), {
    rowsPerBatch: 700,
    lenient: true,
    limits: { maxHeapBytes: 1 << 20 },
  });
  const found: unknown[] = [];
  for await (const hdu of reader.hdus()) {
    found.push([hdu.kind, hdu.axes, hdu.header.cards]);
    if (hdu.kind !== "bintable" && hdu.kind !== "table") continue;
    const table = hdu.table();
    found.push(table.fields);
    for await (const batch of table.batches()) {
      const rows: CellValue[][] = [...rowsOf(batch)];
      found.push(rows);
    }
  }
  found.push(reader.diagnostics);
  return found;
}

describe("laws", () => {
  test("the file is read as a whole", async () => {
    const found = await readAll(FILE, []);
    expect(found.filter((part) => Array.isArray(part) && Array.isArray(part[0]) && part.length === 40)).toHaveLength(1);
    expect(found.at(-1)).toEqual([]);
  });

  test("any cut into chunks gives the same", async () => {
    const whole = await readAll(FILE, []);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(FILE.length), { maxLength: 60 }), async (cuts) => {
        expect(await readAll(FILE, cuts)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test("chunks of one byte give the same", async () => {
    const whole = await readAll(FILE, []);
    expect(
      await readAll(
        FILE,
        Array.from({ length: FILE.length }, (_, cut) => cut),
      ),
    ).toEqual(whole);
  });

  test("any cut-off file ends in FITS_TRUNCATED, or in what was whole", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(FILE.length - 1), async (length) => {
        const error = await readAll(FILE.subarray(0, length), []).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error === undefined) return;
        expect(error).toBeInstanceOf(FitsError);
        expect(["FITS_TRUNCATED", "FITS_NOT_FITS"]).toContain((error as FitsError).code);
      }),
      { numRuns: 200 },
    );
  });

  test("bytes changed anywhere are read or refused with a FitsError", async () => {
    const change = fc.tuple(
      fc.nat(FILE.length - 1),
      fc.oneof(fc.nat(255), fc.constantFrom(...text("0123456789-'=(PQAXKLT "))),
    );
    const inHeader = fc.tuple(
      fc.integer({ min: 2880, max: 2880 + 80 * 45 }),
      fc.constantFrom(...text("0123456789-'(),PQAXKLT ")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(change, inHeader), { minLength: 1, maxLength: 12 }), async (changes) => {
        const mutant = FILE.slice();
        for (const [at, byte] of changes) mutant[at] = byte;
        const outcome = await readAll(mutant, []).then(
          () => "read",
          (reason: unknown) => (reason instanceof FitsError ? "refused" : reason),
        );
        expect(["read", "refused"]).toContain(outcome);
      }),
      { numRuns: 400 },
    );
  });

  test("integers and doubles come out bit for bit", async () => {
    const values = fc.record({
      k: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
      j: fc.integer(),
      d: fc.double(),
      e: fc.float(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 50 }), async (rows) => {
        const file = binaryFile(
          [
            ["TFORM1", "K"],
            ["TFORM2", "J"],
            ["TFORM3", "D"],
            ["TFORM4", "E"],
          ],
          rows.map(({ k, j, d, e }) => joined(i64(k), i32(j), f64(d), f32(e))),
        );
        const reader = await openFits(chunked(file));
        const read: CellValue[][] = [];
        for await (const hdu of reader.hdus()) {
          if (hdu.index === 1) for await (const batch of hdu.table().batches()) read.push(...rowsOf(batch));
        }
        expect(read).toEqual(rows.map(({ k, j, d, e }) => [k, j, d, e]));
      }),
    );
  });
});
