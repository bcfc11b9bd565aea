import { type ColumnMetadata, declareSchema } from "@armillary/adql";
import { type CellValue, rowsOf } from "@armillary/columns";
import { openVotable } from "@armillary/votable";
import { describe, expect, test } from "vitest";

function typeOf(column: Omit<ColumnMetadata, "name">): string {
  const text = declareSchema({ tables: [{ name: "t", columns: [{ name: "x", ...column }] }] });
  return /readonly x: (.*);/.exec(text)?.[1] ?? "";
}

describe("the type of a column in words", () => {
  test.each([
    ["adql:VARCHAR", "string | null"],
    ["VARCHAR(30)", "string | null"],
    ["CLOB", "string | null"],
    ["adql:TIMESTAMP", "string | null"],
    ["adql:INTEGER", "number | null"],
    ["SMALLINT", "number | null"],
    ["int4", "number | null"],
    ["double precision", "number | null"],
    ["BIGINT", "bigint | null"],
    ["bigint", "bigint | null"],
    ["BOOLEAN", "boolean | null"],
    ["BLOB", "readonly (number | null)[] | null"],
    ["adql:POINT", "string | readonly number[] | null"],
    ["adql:REGION", "string | readonly number[] | null"],
    ["REAL[]", "readonly number[] | null"],
    ["BIGINT[3]", "readonly (bigint | null)[] | null"],
    ["something else", "unknown"],
    [undefined, "unknown"],
  ])("%s is %s", (datatype, expected) => {
    expect(typeOf(datatype === undefined ? {} : { datatype })).toBe(expected);
  });
});

/** A type as declared, and whether a value is of it. */
function isOf(type: string, value: CellValue): boolean {
  const whole = type.replace(/^\((.*)\)$/, "$1");
  const list = /^readonly (.*)\[\]$/.exec(whole);
  if (list !== null) return Array.isArray(value) && value.every((item) => isOf(list[1] ?? "", item));
  return whole.split(" | ").some((single) => (single === "null" ? value === null : typeof value === single));
}

describe("the type of a VOTable's FIELD is that of the values that are read", () => {
  test.each([
    ["boolean", undefined, "T", "boolean"],
    ["bit", undefined, "1", "boolean"],
    ["unsignedByte", undefined, "7", "number"],
    ["short", undefined, "7", "number"],
    ["int", undefined, "7", "number"],
    ["long", undefined, "7", "bigint"],
    ["float", undefined, "7", "number"],
    ["double", undefined, "NaN", "number"],
    ["char", undefined, "a", "string"],
    ["char", "*", "abc", "string"],
    ["unicodeChar", "10*", "abc", "string"],
    ["char", "2x*", "abcd", "readonly string[]"],
    ["floatComplex", undefined, "1 2", "readonly number[]"],
    ["doubleComplex", "2", "1 2 3 4", "readonly (readonly number[])[]"],
    ["double", "2", "1 2", "readonly number[]"],
    ["double", "*", "1 2", "readonly number[]"],
    ["float", "2x*", "1 2 3 4", "readonly (readonly number[])[]"],
    ["long", "*", "1 2", "readonly (bigint | null)[]"],
    ["boolean", "3", "T F ?", "readonly (boolean | null)[]"],
    ["int", "2x2x2", "1 2 3 4 5 6 7 8", "readonly (readonly (readonly (number | null)[])[])[]"],
  ])("%s, arraysize %s", async (datatype, arraysize, cell, expected) => {
    expect(typeOf({ datatype, ...(arraysize === undefined ? {} : { arraysize }) })).toBe(`${expected} | null`);
    const shape = arraysize === undefined ? "" : ` arraysize="${arraysize}"`;
    const document = `<VOTABLE version="1.4"><RESOURCE><TABLE><FIELD name="x" datatype="${datatype}"${shape}/>
      <DATA><TABLEDATA><TR><TD>${cell}</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
    const reader = await openVotable(new TextEncoder().encode(document));
    for await (const batch of reader.table?.batches() ?? []) {
      for (const [value = null] of rowsOf(batch)) expect(isOf(expected, value), `${value}`).toBe(true);
    }
    expect((await reader.summary).rows).toBe(1);
  });

  test("an arraysize of 1 is a scalar, as the default of VODataService has it", () => {
    expect(typeOf({ datatype: "double", arraysize: "1" })).toBe("number | null");
    expect(typeOf({ datatype: "char", arraysize: "1" })).toBe("string | null");
  });

  test("a geometry is the numbers of its datatype, whatever its xtype", () => {
    expect(typeOf({ datatype: "double", arraysize: "3", xtype: "circle" })).toBe("readonly number[] | null");
    expect(typeOf({ datatype: "char", arraysize: "*", xtype: "adql:POINT" })).toBe("string | null");
  });
});
