import { describe, expect, test } from "vitest";
import { type Detection, describeKind, detectFormat, OTHER_KINDS } from "../../../packages/formats/src/detect.ts";
import { FORMATS, formatNamed, formatOfFileName, formatOfMediaType } from "../../../packages/formats/src/format.ts";
import { leastCpuTimeMs } from "../../support/cpu-time.ts";

const utf8 = new TextEncoder();

function bytes(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...utf8.encode(part)] : [part])));
}

function utf16(text: string, littleEndian: boolean, mark: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length + (mark ? 2 : 0)));
  [...(mark ? "\ufeff" : ""), ...text].forEach((character, index) => {
    view.setUint16(2 * index, character.charCodeAt(0), littleEndian);
  });
  return new Uint8Array(view.buffer);
}

const VOTABLE = '<?xml version="1.0"?>\n<VOTABLE version="1.4">';

const contents: [what: string, input: Uint8Array, kind: Detection["kind"]][] = [
  ["VOTable", bytes(VOTABLE), "votable"],
  ["VOTable without declaration", bytes("<VOTABLE>"), "votable"],
  ["VOTable with a prefix", bytes("<?xml version='1.0'?><vot:VOTABLE xmlns:vot='x'>"), "votable"],
  ["VOTable behind blanks and comments", bytes(" \r\n<!-- > <a> --><!-- <html> -->\n<VOTABLE>"), "votable"],
  ["VOTable with a document type", bytes('<!DOCTYPE VOTABLE SYSTEM "x.dtd"><VOTABLE>'), "votable"],
  ["VOTable with an internal subset", bytes("<!DOCTYPE VOTABLE [<!ENTITY a '>'>]>\n<VOTABLE>"), "votable"],
  ["VOTable with a byte order mark", bytes(0xef, 0xbb, 0xbf, VOTABLE), "votable"],
  ["VOTable in UTF-16 LE", utf16(VOTABLE, true, true), "votable"],
  ["VOTable in UTF-16 BE", utf16(VOTABLE, false, true), "votable"],
  ["VOTable in UTF-16 without a mark", utf16(VOTABLE, true, false), "votable"],
  ["VOTable in Latin-1", bytes("<!-- ", 0xe9, " --><VOTABLE>"), "votable"],
  ["a prolog that goes on", bytes(`<!-- ${"x".repeat(100)}`), "votable"],
  ["a declaration alone", bytes('<?xml version="1.0"?>\n'), "votable"],
  ["other XML", bytes('<?xml version="1.0"?><vosi:capabilities>'), "xml"],
  ["HTML", bytes("<!DOCTYPE html>\n<html>"), "html"],
  ["HTML in capitals", bytes("\n<HTML><HEAD>"), "html"],
  ["XHTML", bytes('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>'), "html"],
  ["FITS", bytes("SIMPLE  =                    T"), "fits"],
  ["Arrow file", bytes("ARROW1", 0, 0), "arrow"],
  ["Arrow stream", bytes(0xff, 0xff, 0xff, 0xff, 0x78, 1, 0, 0, 0x10, 0, 0, 0), "arrows"],
  [
    "four bytes of an Arrow stream over nothing",
    bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0),
    "unknown",
  ],
  ["Parquet", bytes("PAR1", 0x15, 4), "parquet"],
  ["gzip", bytes(0x1f, 0x8b, 8), "gzip"],
  ["zip", bytes("PK", 3, 4), "zip"],
  ["zstd", bytes(0x28, 0xb5, 0x2f, 0xfd), "zstd"],
  ["PDF", bytes("%PDF-1.7"), "pdf"],
  ["JSON object", bytes('{"error": "no"}'), "json"],
  ["JSON array", bytes('[\n  {"a": 1}]'), "json"],
  ["NDJSON", bytes('{"a":1}\n{"a":2}\n'), "ndjson"],
  ["ECSV", bytes("# %ECSV 1.0\n# ---\n"), "ecsv"],
  ["nothing", bytes(), "empty"],
  ["bytes", bytes(1, 0, 2, 0), "unknown"],
];

describe("content", () => {
  test.each(contents)("%s", (_what, input, kind) => {
    expect(detectFormat(input)).toEqual({ kind, by: kind === "unknown" ? expect.anything() : "content" });
  });

  // A signature is believed before a name; lines of text after it.
  test.each(contents.filter(([, , kind]) => kind !== "unknown" && kind !== "json" && kind !== "ndjson"))(
    "%s in a file called csv",
    (_what, input, kind) => {
      expect(detectFormat(input, "table.csv").kind).toBe(kind);
    },
  );
});

// A CSV file may begin with a bar or a backslash: there the name counts.
test.each([
  ["IPAC names alone", "|a|b|\n 1 2 \n"],
  ["IPAC keywords", "\\fixlen = T\n\\ comment\n\n|-ra--|\n|real |\n"],
  ["IPAC keywords, CRLF", "\\a = 1\r\n|ra |\r\n"],
])("%s", (_what, text) => {
  expect(detectFormat(bytes(text))).toEqual({ kind: "ipac", by: "content" });
  expect(detectFormat(bytes(text), "x.txt")).toEqual({ kind: "ipac", by: "content" });
  expect(detectFormat(bytes(text), "x.csv")).toEqual({ kind: "csv", by: "name" });
});

const names: [text: string, name: string, detection: Detection][] = [
  ["a,b\n1,2\n", "x.tsv", { kind: "tsv", by: "name" }],
  ["one column\n1\n", "x.csv", { kind: "csv", by: "name" }],
  ["[a],b\n1,2\n", "x.csv", { kind: "csv", by: "name" }],
  ["a,b\n1,2\n", "archive/x.CSV", { kind: "csv", by: "name" }],
  ["a,b\n1,2\n", "x.csv.gz", { kind: "csv", by: "name" }],
  ["a,b\n1,2\n", "x.txt", { kind: "csv", by: "guess" }],
  ["a,b\n1,2\n", "x.dat", { kind: "csv", by: "guess" }],
  ["no markup", "x.vot", { kind: "votable", by: "name" }],
  ["\\a = 1\n", "x.tbl", { kind: "ipac", by: "name" }],
];
test.each(names)("%j called %s", (text, name, detection) => {
  expect(detectFormat(bytes(text), name)).toEqual(detection);
});

const guesses: [text: string, kind: Detection["kind"]][] = [
  ["a,b,c\n1,2,3\n4,5,6\n", "csv"],
  ["a\tb\n1\t2\n", "tsv"],
  ["a\tb,c\n1\t2\n", "tsv"],
  ['a,b\n"x\ny, z",2\n', "csv"],
  ["a,b\n", "csv"],
  ["a,b", "csv"],
  ["a,b\n1,2\n3", "csv"], // the last line goes on behind what was read
  ["a,b\n1\n2,3\n", "unknown"],
  ["Some words, and others.\nMore words.\n", "unknown"],
  ["word\n", "unknown"],
  ["|---|---|\n", "unknown"],
  ["a,b\x01\n", "unknown"],
  ["a,é\n1,2\n", "csv"],
];
test.each(guesses)("lines %j", (text, kind) => {
  expect(detectFormat(bytes(text))).toEqual({ kind, by: "guess" });
});

test("a character cut off at the end of what was read changes nothing", () => {
  expect(detectFormat(bytes("a,b\n1,2\n3,", 0xc3)).kind).toBe("csv");
});

test("hostile prologs take no time", () => {
  for (const prolog of [
    `<!DOCTYPE VOTABLE>${"<!--a-->".repeat(8000)}`,
    "<!--".repeat(16_000),
    "<?a?>".repeat(13_000),
  ]) {
    const begin = bytes(prolog);
    expect(leastCpuTimeMs(() => detectFormat(begin))).toBeLessThan(500);
  }
});

describe("formats", () => {
  test.each([
    ["gaia.vot", "votable"],
    ["gaia.VOT.GZ", "votable"],
    ["a.b/c", undefined],
    ["noext", undefined],
    ["x.parquet", "parquet"],
    ["x.arrows", "arrows"],
    ["x.jsonl", "ndjson"],
  ])("the file name %s is %s", (name, format) => {
    expect(formatOfFileName(name)).toBe(format);
  });

  test.each([
    ["application/x-votable+xml; serialization=BINARY2", "votable"],
    ["Text/CSV;header=present", "csv"],
    ["application/vnd.apache.arrow.stream", "arrows"],
    ["image/png", undefined],
  ])("the media type %s is %s", (type, format) => {
    expect(formatOfMediaType(type)).toBe(format);
  });

  test("names are found in any case", () => {
    expect(formatNamed("CSV")?.title).toBe("CSV");
    expect(formatNamed("xls")).toBeUndefined();
  });

  test("no extension and no media type stands for two", () => {
    const extensions = FORMATS.flatMap((format) => format.extensions);
    const mediaTypes = FORMATS.flatMap((format) => format.mediaTypes);
    expect([new Set(extensions).size, new Set(mediaTypes).size]).toEqual([extensions.length, mediaTypes.length]);
  });

  test.each([...FORMATS.map(({ name }) => name), ...OTHER_KINDS])("%s can be described", (kind) => {
    expect(describeKind(kind)).toMatch(/^[\w ,]+$/);
  });
});
