import { parseTypeWord, printType, typeOfColumn, votableTypeOf } from "@armillary/adql";
import { describe, expect, test } from "vitest";

describe("types of columns as services write them", () => {
  // ADQL 2.1, section 3; TAP 1.0, section 2.5; DALI 1.1, section 3.3.
  test.each([
    [{ datatype: "double" }, "DOUBLE PRECISION"],
    [{ datatype: "float" }, "REAL"],
    [{ datatype: "long" }, "BIGINT"],
    [{ datatype: "int" }, "INTEGER"],
    [{ datatype: "short" }, "SMALLINT"],
    [{ datatype: "unsignedByte" }, "TINYINT"],
    [{ datatype: "boolean" }, "BOOLEAN"],
    [{ datatype: "char" }, "CHAR(1)"],
    [{ datatype: "char", arraysize: "8" }, "CHAR(8)"],
    [{ datatype: "char", arraysize: "*" }, "VARCHAR"],
    [{ datatype: "unicodeChar", arraysize: "32*" }, "VARCHAR(32)"],
    [{ datatype: "char", arraysize: "12x*" }, "VARCHAR[12x*]"],
    [{ datatype: "char", arraysize: "*", xtype: "timestamp" }, "TIMESTAMP"],
    [{ datatype: "char", arraysize: "*", xtype: "adql:TIMESTAMP" }, "TIMESTAMP"],
    [{ datatype: "char", arraysize: "*", xtype: "adql:REGION" }, "REGION"],
    [{ datatype: "double", arraysize: "2", xtype: "point" }, "POINT"],
    [{ datatype: "double", arraysize: "3", xtype: "circle" }, "CIRCLE"],
    [{ datatype: "double", arraysize: "*", xtype: "polygon" }, "POLYGON"],
    [{ datatype: "double", arraysize: "2x*", xtype: "point" }, "DOUBLE PRECISION[2x*]"],
    [{ datatype: "double", arraysize: "2", xtype: "interval" }, "INTERVAL"],
    [{ datatype: "double", arraysize: "6" }, "DOUBLE PRECISION[6]"],
    [{ datatype: "float", arraysize: "*" }, "REAL[]"],
    [{ datatype: "char", arraysize: "*", xtype: "adql:clob" }, "CLOB"],
    [{ datatype: "char", arraysize: "*", xtype: "moc" }, "MOC"],
    [{ datatype: "adql:VARCHAR", arraysize: "30" }, "VARCHAR(30)"],
    [{ datatype: "adql:DOUBLE" }, "DOUBLE PRECISION"],
    [{ datatype: "VARCHAR(30)" }, "VARCHAR(30)"],
    [{ datatype: "VARCHAR(*)" }, "VARCHAR"],
    [{ datatype: "DOUBLE PRECISION" }, "DOUBLE PRECISION"],
    [{ datatype: "numeric(10, 2)" }, "DOUBLE PRECISION"],
    [{ datatype: "int4" }, "INTEGER"],
    [{ datatype: "text" }, "VARCHAR"],
    [{ datatype: "timestamp without time zone" }, "TIMESTAMP"],
    [{ datatype: "spoint" }, "POINT"],
    [{ datatype: "REAL[]" }, "REAL[]"],
    [{ datatype: "DOUBLE[6][1]" }, "DOUBLE PRECISION[6x1]"],
    [{ datatype: "quaternion" }, "UNKNOWN"],
    [{ datatype: "constructor" }, "UNKNOWN"],
    [{ xtype: "__proto__" }, "UNKNOWN"],
    [{}, "UNKNOWN"],
  ])("%j is %s", (column, type) => {
    expect(printType(typeOfColumn(column))).toBe(type);
  });
});

test.each([
  ["DOUBLE PRECISION", { datatype: "double" }],
  ["BIGINT", { datatype: "long" }],
  ["TINYINT", { datatype: "unsignedByte" }],
  ["CHAR(4)", { datatype: "char", arraysize: "4" }],
  ["VARCHAR", { datatype: "char", arraysize: "*" }],
  ["VARCHAR(9)", { datatype: "char", arraysize: "9*" }],
  ["TIMESTAMP", { datatype: "char", arraysize: "*", xtype: "timestamp" }],
  ["POINT", { datatype: "double", arraysize: "2", xtype: "point" }],
  ["CIRCLE", { datatype: "double", arraysize: "3", xtype: "circle" }],
  ["INTEGER[]", { datatype: "int", arraysize: "*" }],
  ["REAL[6]", { datatype: "float", arraysize: "6" }],
  ["nonsense", undefined],
])("%s as a FIELD", (word, field) => {
  expect(votableTypeOf(parseTypeWord(word))).toEqual(field);
});
