import { describe, expect, test } from "vitest";
import { type FitsHdu, openFits, openFitsTable } from "../../packages/fits/src/index.ts";
import { type CardText, chunked, header, joined, PRIMARY, padded, put, tableHdu } from "./fits-file.ts";

function image(cards: readonly CardText[], data: Uint8Array): Uint8Array {
  return joined(header([["XTENSION", "IMAGE"], ...cards]), padded(data));
}

const PIXELS = Uint8Array.from({ length: 3000 }, (_, index) => index % 251);
const IMAGE = image(
  [
    ["BITPIX", 16],
    ["NAXIS", 2],
    ["NAXIS1", 50],
    ["NAXIS2", 30],
    ["EXTNAME", "SCI"],
  ],
  PIXELS,
);
const TABLE = tableHdu({ rowBytes: 2, rows: 3, fields: 1, cards: [["TFORM1", "I"]], data: put.i16(1, 2, 3) });

async function hdusOf(file: Uint8Array): Promise<{ hdus: FitsHdu[]; codes: string[] }> {
  const reader = await openFits(chunked(file));
  const hdus: FitsHdu[] = [];
  for await (const hdu of reader.hdus()) hdus.push(hdu);
  return { hdus, codes: reader.diagnostics.map(({ code }) => code) };
}

describe("HDUs", () => {
  test("come in order, with kind, name and shape; data nobody reads are skipped", async () => {
    const { hdus, codes } = await hdusOf(joined(PRIMARY, IMAGE, TABLE, IMAGE));
    expect(hdus.map(({ index, kind, name, axes, dataBytes }) => [index, kind, name, axes, dataBytes])).toEqual([
      [0, "image", undefined, [], 0],
      [1, "image", "SCI", [50, 30], 3000],
      [2, "bintable", undefined, [2, 3], 6],
      [3, "image", "SCI", [50, 30], 3000],
    ]);
    expect(codes).toEqual([]);
  });

  test("give their bytes as stored, without the filling", async () => {
    const reader = await openFits(chunked(joined(PRIMARY, IMAGE, TABLE), [100, 5000, 6000]));
    const parts: Uint8Array[] = [];
    let tables = 0;
    for await (const hdu of reader.hdus()) {
      if (hdu.kind === "image") for await (const chunk of hdu.bytes()) parts.push(chunk.slice());
      else tables++;
    }
    expect(joined(...parts)).toEqual(PIXELS);
    expect(tables).toBe(1);
  });

  test.each<readonly [string, readonly CardText[], number, string]>([
    [
      "random groups",
      [
        ["NAXIS", 3],
        ["NAXIS1", 0],
        ["NAXIS2", 5],
        ["NAXIS3", 2],
        ["GROUPS", true],
        ["PCOUNT", 3],
        ["GCOUNT", 4],
      ],
      4 * 13 * 4,
      "groups",
    ],
    [
      "an image",
      [
        ["NAXIS", 2],
        ["NAXIS1", 5],
        ["NAXIS2", 2],
      ],
      40,
      "image",
    ],
    [
      "an axis of none",
      [
        ["NAXIS", 2],
        ["NAXIS1", 0],
        ["NAXIS2", 2],
      ],
      0,
      "image",
    ],
  ])("sizes of a primary HDU: %s", async (_, cards, dataBytes, kind) => {
    const file = joined(
      header([["SIMPLE", true], ["BITPIX", -32], ...cards]),
      padded(new Uint8Array(dataBytes)),
      TABLE,
    );
    const { hdus } = await hdusOf(file);
    expect(hdus.map((hdu) => [hdu.kind, hdu.dataBytes])).toEqual([
      [kind, dataBytes],
      ["bintable", 6],
    ]);
  });

  test.each<readonly [string, Uint8Array, string[]]>([
    ["a last block not filled up", joined(PRIMARY, IMAGE.subarray(0, -2000)), ["W-FITS-PADDING"]],
    [
      "a last header not filled up",
      joined(
        PRIMARY,
        header([
          ["XTENSION", "IMAGE"],
          ["BITPIX", 8],
          ["NAXIS", 0],
        ]).subarray(0, 800),
      ),
      ["W-FITS-PADDING"],
    ],
    ["something behind", joined(PRIMARY, put.text("hello")), ["W-FITS-TRAILING"]],
    ["zeros behind", joined(PRIMARY, new Uint8Array(700)), []],
    ["blanks behind", joined(PRIMARY, new Uint8Array(2880).fill(0x20)), []],
  ])("the end: %s", async (_, file, expected) => {
    const { codes } = await hdusOf(file);
    expect(codes).toEqual(expected);
  });

  test.each<readonly [string, Uint8Array, string, number]>([
    ["data cut", joined(PRIMARY, IMAGE.subarray(0, 2880 + 2999)), "FITS_TRUNCATED", 1],
    ["header cut", joined(PRIMARY, IMAGE.subarray(0, 300)), "FITS_TRUNCATED", 1],
    ["no BITPIX", joined(PRIMARY, header([["XTENSION", "IMAGE"]])), "FITS_HEADER", 1],
    [
      "odd BITPIX",
      joined(
        PRIMARY,
        image(
          [
            ["BITPIX", 12],
            ["NAXIS", 0],
          ],
          PIXELS,
        ),
      ),
      "FITS_HEADER",
      1,
    ],
    [
      "negative axis",
      joined(
        PRIMARY,
        image(
          [
            ["BITPIX", 8],
            ["NAXIS", 1],
            ["NAXIS1", -4],
          ],
          PIXELS,
        ),
      ),
      "FITS_HEADER",
      1,
    ],
    [
      "missing axis",
      joined(
        PRIMARY,
        image(
          [
            ["BITPIX", 8],
            ["NAXIS", 1],
          ],
          PIXELS,
        ),
      ),
      "FITS_HEADER",
      1,
    ],
    [
      "1000 axes",
      joined(
        PRIMARY,
        image(
          [
            ["BITPIX", 8],
            ["NAXIS", 1000],
          ],
          PIXELS,
        ),
      ),
      "FITS_HEADER",
      1,
    ],
    [
      "absurd size",
      joined(
        PRIMARY,
        image(
          [
            ["BITPIX", 64],
            ["NAXIS", 2],
            ["NAXIS1", 4e15],
            ["NAXIS2", 4e15],
          ],
          PIXELS,
        ),
      ),
      "FITS_LIMIT",
      1,
    ],
    [
      "uncountable axis",
      joined(
        PRIMARY,
        image(
          [
            ["BITPIX", 64],
            ["NAXIS", 1],
            ["NAXIS1", 10n ** 19n],
          ],
          PIXELS,
        ),
      ),
      "FITS_LIMIT",
      1,
    ],
    [
      "fractional axis",
      joined(
        PRIMARY,
        image(
          [
            ["BITPIX", 64],
            ["NAXIS", 1],
            ["NAXIS1", 1.5],
          ],
          PIXELS,
        ),
      ),
      "FITS_HEADER",
      1,
    ],
  ])("refused: %s", async (_, file, code, hdu) => {
    await expect(hdusOf(file)).rejects.toMatchObject({ code, place: { hdu } });
  });

  test("a claim of petabytes costs nothing until they come", async () => {
    const huge = tableHdu({ rowBytes: 1e8, rows: 1e7, fields: 1, cards: [["TFORM1", "100000000A"]], data: put.i16(1) });
    const reader = await openFitsTable(chunked(joined(PRIMARY, huge)));
    const drain = async () => {
      for await (const _ of reader.batches());
    };
    await expect(drain()).rejects.toMatchObject({ code: "FITS_TRUNCATED", place: { row: 0, hdu: 1 } });
  });
});

describe("the life of a reader", () => {
  test("opening reads no further than the header", async () => {
    let pulled = 0;
    async function* source() {
      for await (const chunk of chunked(joined(PRIMARY, TABLE), [2880, 5760])) {
        pulled++;
        yield chunk;
      }
    }
    await openFits(source());
    expect(pulled).toBe(1);
  });

  test.each(["close", "error", "end"])("the source is cancelled: %s", async (how) => {
    let cancelled = 0;
    const trailing = put.text("no extension".repeat(1000));
    const inner = chunked(how === "error" ? trailing : joined(PRIMARY, trailing), [2880]);
    const source: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => inner.next(),
        return: async () => {
          cancelled++;
          return { done: true, value: undefined };
        },
      }),
    };
    const opening = openFits(source);
    if (how === "error") await expect(opening).rejects.toMatchObject({ code: "FITS_NOT_FITS" });
    else {
      const reader = await opening;
      if (how === "end") for await (const _ of reader.hdus());
      await reader.close();
      await reader.close();
    }
    expect(cancelled).toBe(1);
  });

  test("an aborted signal stops the reading with its reason", async () => {
    const aborter = new AbortController();
    const reader = await openFits(chunked(joined(PRIMARY, TABLE), [2880]), { signal: aborter.signal });
    aborter.abort(new Error("enough"));
    const drain = async () => {
      for await (const _ of reader.hdus());
    };
    await expect(drain()).rejects.toThrow("enough");
  });

  test("data are read once, and not after the reader went on", async () => {
    const reader = await openFits(chunked(joined(PRIMARY, TABLE, TABLE)));
    const seen: FitsHdu[] = [];
    const drain = async (hdu: FitsHdu) => {
      for await (const _ of hdu.table().batches());
    };
    for await (const hdu of reader.hdus()) {
      seen.push(hdu);
      if (hdu.index !== 1) continue;
      await drain(hdu);
      await expect(drain(hdu)).rejects.toThrow(TypeError);
    }
    await expect(drain(seen[2] as FitsHdu)).rejects.toThrow(TypeError);
  });

  test("leaving a table's loop early keeps the file usable", async () => {
    const reader = await openFits(chunked(joined(PRIMARY, TABLE, IMAGE)), { rowsPerBatch: 1 });
    const names: (string | undefined)[] = [];
    for await (const hdu of reader.hdus()) {
      names.push(hdu.name ?? hdu.kind);
      if (hdu.kind === "bintable") for await (const _ of hdu.table().batches()) break;
    }
    expect(names).toEqual(["image", "bintable", "SCI"]);
  });
});

describe("openFitsTable", () => {
  const file = joined(PRIMARY, IMAGE, TABLE);
  test.each([
    [{}, 2],
    [{ extension: 2 }, 2],
  ])("finds the table: %o", async (options, index) => {
    const table = await openFitsTable(chunked(file), options);
    expect([table.hdu.index, table.rows, table.fields.length]).toEqual([index, 3, 1]);
  });

  test.each([
    [file, { extension: 1 }, "IMAGE"],
    [file, { extension: 0 }, "an image"],
    [file, { extension: 3 }, "no HDU 3: it has 3 HDUs"],
    [PRIMARY, {}, "no table: it has 1 HDU"],
  ])("refuses what is no table", async (bytes, options, message) => {
    const opening = openFitsTable(chunked(bytes), options);
    await expect(opening).rejects.toMatchObject({ code: "FITS_TABLE" });
    await expect(opening).rejects.toThrow(message);
  });
});
