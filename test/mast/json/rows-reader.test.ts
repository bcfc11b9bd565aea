import { type CellValue, rowsOf } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnType } from "../../../packages/mast/src/json/column-type.ts";
import { jsonColumn, typedColumns } from "../../../packages/mast/src/json/json-column.ts";
import { type JsonRows, JsonRowsReader } from "../../../packages/mast/src/json/rows-reader.ts";
import { JsonError } from "../../../packages/mast/src/json/scan.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string | Uint8Array, cuts: readonly number[] = []): JsonRows {
  const bytes = typeof text === "string" ? encode(text) : text;
  const reader = new JsonRowsReader({ rowsKey: "data" });
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let index = 0; index + 1 < places.length; index++) reader.push(bytes.slice(places[index], places[index + 1]));
  return reader.finish();
}

/** Cells as text, null for null. */
function texts({ rows, columns }: JsonRows): Record<string, (string | null)[]> {
  return Object.fromEntries(
    columns.map((column) => [
      column.name,
      Array.from({ length: rows }, (_, row) => (column.kinds[row] === 0 ? null : column.textAt(row))),
    ]),
  );
}

function values(json: JsonRows): CellValue[][] {
  const columns = json.columns.map((column) => jsonColumn(column.name, columnType(column, undefined)));
  const typed = typedColumns(json, columns, (_column, cell) => {
    throw new Error(cell.text);
  });
  return [...rowsOf({ rows: json.rows, columns: typed })];
}

describe("rows of JSON", () => {
  test("numbers keep all their digits, strings are unescaped, keys may be missing", () => {
    const json = read(
      `{"status":"COMPLETE","data":[{"id":9007199254740993,"x":1.50,"s":"a\\n\\u00e9\\ud83d\\ude00é"},{"s":null,"extra":true},{}],"paging":{"page":1}}`,
    );
    expect(texts(json)).toStrictEqual({
      id: ["9007199254740993", null, null],
      x: ["1.50", null, null],
      s: ["a\né😀é", null, null],
      extra: [null, "true", null],
    });
    expect(json.members).toStrictEqual({ status: "COMPLETE", paging: { page: 1 } });
  });

  test("rows may be arrays, the document itself may be the rows, cells may be nested", () => {
    expect(texts(read(`{"info":[1],"data":[[1,"a"],[2],["3","c",{"d":[1,"}"]}]]}`))).toStrictEqual({
      0: ["1", "2", "3"],
      1: ["a", null, "c"],
      2: [null, null, `{"d":[1,"}"]}`],
    });
    expect(texts(read(` [ {"a":1} , {"a":2} ] `))).toStrictEqual({ a: ["1", "2"] });
    expect(read(`{"data":{"Tables":[1]}}`)).toMatchObject({ rows: 0, members: { data: { Tables: [1] } } });
    expect(read(`{"data":[]}`).rows).toBe(0);
  });

  test("of a key that comes twice the last counts; a key may be called __proto__", () => {
    expect(texts(read(`{"data":[{"a":1,"a":2,"b":3},{"a":4,"a":null,"b":5}]}`))).toStrictEqual({
      a: ["2", null],
      b: ["3", "5"],
    });
    const json = read(`{"__proto__":{"x":1},"data":[{"__proto__":1}]}`);
    expect(Object.keys(json.members)).toStrictEqual(["__proto__"]);
    expect(json.columns.map(({ name }) => name)).toStrictEqual(["__proto__"]);
  });

  test.each<[what: string, text: string, message: string]>([
    ["nothing", "", "there is nothing"],
    ["a bare word", "Error", "it is no JSON object"],
    ["a missing colon", `{"a" 1}`, "a colon was due"],
    ["a missing quote", `{a:1}`, "a key was due"],
    ["a missing comma between rows", `{"data":[{} {}]}`, "a comma was due between two rows"],
    ["a missing comma between cells", `{"data":[{"a":1 "b":2}]}`, "a comma was due between two cells"],
    ["a word that is no value", `{"data":[{"a":nil}]}`, `"nil" is no value`],
    ["a lone minus", `{"data":[{"a":-}]}`, `"-" is no value`],
    ["a bad escape", `{"data":[{"a":"\\x"}]}`, "is no JSON value"],
    ["a bad member", `{"a":tru}`, "is no JSON value"],
    ["something behind the end", `{"data":[]} x`, "more follows behind its end"],
  ])("%s is told of", (_what, text, message) => {
    expect(() => read(text)).toThrow(JsonError);
    expect(() => read(text)).toThrow(message);
  });

  test("an item without end has a limit", () => {
    const reader = new JsonRowsReader({ rowsKey: "data", maxItemBytes: 100 });
    reader.push(encode(`{"data":[{"a":"`));
    expect(() => {
      for (let piece = 0; piece < 100; piece++) reader.push(encode("xxxxxxxxxx"));
    }).toThrow("more than 100 bytes");
  });

  const SMALL = `\ufeff {"data" : [ {"a":1,"b":"x\\"é"} ,{"b":null,"a":-2.5e3}],"fields":[{"name":"a"}], "msg":""}\n`;

  test("any cut into two, and single bytes, give the same rows", () => {
    const bytes = encode(SMALL);
    const whole = read(SMALL);
    const alike = (json: JsonRows): void => {
      expect(texts(json)).toStrictEqual(texts(whole));
      expect(json.members).toStrictEqual(whole.members);
    };
    for (let cut = 0; cut <= bytes.length; cut++) alike(read(SMALL, [cut]));
    alike(
      read(
        SMALL,
        Array.from({ length: bytes.length }, (_, cut) => cut),
      ),
    );
  });

  test("a document that is cut off at any byte is an error", () => {
    const bytes = encode(SMALL.trimEnd());
    for (let end = 0; end < bytes.length; end++)
      expect(() => read(bytes.slice(0, end)), String(end)).toThrow(JsonError);
  });

  test("law: what JSON.stringify writes is read back, in whatever chunks", () => {
    const cell = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: "binary" }),
    );
    const row = fc.dictionary(fc.string({ maxLength: 4 }), cell, { maxKeys: 5 });
    fc.assert(
      fc.property(fc.array(row), fc.array(fc.nat(5000), { maxLength: 8 }), fc.boolean(), (rows, cuts, isPretty) => {
        const text = JSON.stringify({ first: rows.length, data: rows, last: "x" }, undefined, isPretty ? 2 : 0);
        // Through JSON, as -0 and lone surrogates do not come through that either.
        const through = (JSON.parse(text) as { data: Record<string, unknown>[] }).data;
        const json = read(text, cuts);
        expect(json.rows).toBe(rows.length);
        expect(json.members).toStrictEqual({ first: rows.length, last: "x" });
        const said = texts(json);
        through.forEach((cells, index) => {
          for (const [key, value] of Object.entries(cells)) {
            const found = Object.getOwnPropertyDescriptor(said, key)?.value?.[index] as string | null;
            const wanted = typeof value === "string" ? new TextDecoder().decode(encode(value)) : value;
            expect(
              typeof value === "number" ? Number(found) : typeof value === "boolean" ? found === "true" : found,
            ).toBe(typeof wanted === "number" ? wanted + 0 : wanted);
          }
        });
      }),
    );
  });
});

describe("the type of a column", () => {
  test.each<[cells: string, declared: Parameters<typeof columnType>[1], type: string]>([
    ["1,2", undefined, "long"],
    ["1,2.5", undefined, "double"],
    ["1,null", "char", "char"],
    ['"a",1', undefined, "char"],
    ["true,false", undefined, "boolean"],
    ["true,1", undefined, "char"],
    ["null,null", undefined, "char"],
    ["null,null", "double", "double"],
    ["1,2", "int", "int"],
    ["1,3000000000", "int", "long"],
    ["1,99999999999999999999", "long", "char"],
    ["1,1.5", "long", "double"],
    ['1,"x"', "long", "char"],
    ['"17",""', "long", "long"],
    ["1e3,NaN,-Infinity", "double", "double"],
    ['"1.5","inf","nan",""', "double", "double"],
    ['1,"2"', "double", "double"],
    ["9007199254740993", "double", "long"],
    ["9007199254740992", "double", "double"],
    ["9007199254740993,1.5", "double", "char"],
    ['"a",1.5', "double", "char"],
    ['true,"Y",0', "boolean", "boolean"],
    ["true,2", "boolean", "char"],
    ["1,2", "boolean", "long"],
    ["[1]", "double", "char"],
  ])("%s declared %s is %s", (cells, declared, type) => {
    const json = read(
      `{"data":[${cells
        .split(/,(?![^[]*\])/)
        .map((cell) => `{"c":${cell}}`)
        .join(",")}]}`,
    );
    expect(columnType(json.columns[0], declared)).toBe(type);
  });

  test("values come out exactly", () => {
    expect(
      values(read(`{"data":[{"l":9007199254740993,"d":0.1,"b":true,"s":"x"},{"l":-9223372036854775808,"d":3}]}`)),
    ).toStrictEqual([
      [9007199254740993n, 0.1, true, "x"],
      [-9223372036854775808n, 3, null, null],
    ]);
  });

  test("law: an integer of 64 bits loses no digit, and a double no bit", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
            fc.double({ noDefaultInfinity: true, noNaN: true }),
          ),
          {
            minLength: 1,
          },
        ),
        (pairs) => {
          const rows = pairs.map(([long, double]) => `{"l":${long},"d":${JSON.stringify(double)}}`);
          const found = values(read(`{"data":[${rows.join(",")},{"l":1,"d":0.5}]}`)).slice(0, -1);
          expect(found).toStrictEqual(pairs.map(([long, double]) => [long, double + 0]));
        },
      ),
    );
  });
});
