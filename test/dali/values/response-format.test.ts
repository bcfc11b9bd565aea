import { expect, test } from "vitest";
import {
  type FormatMeaning,
  formatOfIvoid,
  parseMediaType,
  readFormat,
} from "../../../packages/dali/src/values/response-format.ts";

test.each<[text: string, meaning: FormatMeaning | undefined]>([
  ["votable", { format: "votable" }],
  ["VOTable", { format: "votable" }],
  ["application/x-votable+xml", { format: "votable" }],
  ["text/xml", { format: "votable" }],
  ["application/x-votable+xml;serialization=BINARY2", { format: "votable", serialization: "binary2" }],
  [
    'application/x-votable+xml; charset=utf-8; serialization="TABLEDATA"',
    { format: "votable", serialization: "tabledata" },
  ],
  ["application/x-votable+xml;content=datalink", { format: "votable" }],
  ["text/xml;serialization=Klingon", { format: "votable" }],
  ["votable/td", { format: "votable", serialization: "tabledata" }],
  ["votable/b", { format: "votable", serialization: "binary" }],
  ["votable/b2", { format: "votable", serialization: "binary2" }],
  ["votable/fits", { format: "votable", serialization: "fits" }],
  ["votable_plain", { format: "votable", serialization: "tabledata" }],
  ["votable_gzip", { format: "votable" }],
  ["csv", { format: "csv" }],
  ["text/csv;header=absent", { format: "csv" }],
  ["text/tab-separated-values", { format: "tsv" }],
  ["application/fits", { format: "fits" }],
  ["application/vnd.apache.parquet", { format: "parquet" }],
  ["ipac_table", { format: "ipac" }],
  ["text/plain", { format: "text" }],
  ["html", { format: "html" }],
  ["application/x-latex", undefined],
  ["", undefined],
  ["constructor", undefined],
])("%j means %j", (text, meaning) => expect(readFormat(text)).toEqual(meaning));

test.each<[ivoid: string, meaning: FormatMeaning | undefined]>([
  ["ivo://ivoa.net/std/TAPRegExt#output-votable-td", { format: "votable", serialization: "tabledata" }],
  ["IVO://IVOA.NET/STD/TAPREGEXT#OUTPUT-VOTABLE-BINARY2", { format: "votable", serialization: "binary2" }],
  ["ivo://ivoa.net/std/TAPRegExt#output-votable-binary", { format: "votable", serialization: "binary" }],
  ["ivo://ivoa.net/std/TAPRegExt#upload-inline", undefined],
  ["", undefined],
])("%s", (ivoid, meaning) => expect(formatOfIvoid(ivoid)).toEqual(meaning));

test("media types, with parameters", () => {
  const media = parseMediaType(' Text/CSV ; Header=absent; note="a;\\"b\\"=c" ;x=');
  expect(media?.essence).toBe("text/csv");
  expect([...(media?.parameters ?? [])]).toEqual([
    ["header", "absent"],
    ["note", 'a;"b"=c'],
    ["x", ""],
  ]);
  expect(parseMediaType("votable")).toBeUndefined();
  expect(parseMediaType("text/")).toBeUndefined();
});
