import type { MetadataEdit, Place, VotableEdits } from "@armillary/votable/edit";
import { describe, expect, test } from "vitest";
import { cutAt } from "../byte-sources.ts";
import { edited } from "./editing.ts";

// A document with everything that must stay as it is, and edits that are told as what they replace in it.

const DOCUMENT = `<?xml version='1.0' encoding="utf-8"?>
<!DOCTYPE VOTABLE>
<?pi a > b?><!-- head -->
<VOTABLE version = "1.4"
    xmlns='http://www.ivoa.net/xml/VOTable/v1.3'>
  <DESCRIPTION>All <b xmlns="urn:html">of</b> it</DESCRIPTION>
  <RESOURCE name='r &#38; s' type="results">\r
    <INFO name="QUERY_STATUS" value="OK"/>
    <INFO name="server" value='here'>text &amp; <![CDATA[<more>]]></INFO>
    <COOSYS ID="sys" system="ICRS"/>
    <GROUP name="g"><PARAM name="inner" datatype="int" value="1"/></GROUP>
    <TABLE ID="t0" name="first">
      <!-- fields -->
      <PARAM name="epoch" datatype="double" unit='yr'   value="2000"/>
      <FIELD name="ra" ID='col_ra' datatype="double"
             unit='deg' />
      <FIELD datatype="int" name="id"><DESCRIPTION>The <i/> id</DESCRIPTION><VALUES null="-1"/></FIELD>
      <FIELD name="note" datatype="string"/>
      <FIELD name="id" datatype="char" arraysize="8*"/>
      <DATA><TABLEDATA><TR><TD>1</TD><TD>2</TD><TD>a</TD><TD>b</TD></TR></TABLEDATA></DATA>
      <INFO name="tail" value="1"/>
    </TABLE>
    <TABLE/><TABLE ref="t0"></TABLE>
    <INFO name="server" value="there"/>
    <mivot:VODML xmlns:mivot="urn:mivot"><mivot:PARAM name="epoch"/></mivot:VODML>
  </RESOURCE>
  <INFO name="end" value="1"/>
</VOTABLE>
<!-- after -->
`;

const TABLE: Place = { element: "TABLE", which: 0 };
const RESOURCE: Place = { element: "RESOURCE" };
const ROOT: Place = { element: "VOTABLE" };

type Replacement = readonly [before: string, after: string];

const set = (
  at: Place,
  attributes: Readonly<Record<string, string | null>>,
  which?: string | number,
): MetadataEdit => ({
  kind: "set",
  at,
  attributes,
  ...(which === undefined ? {} : { part: { which } }),
});
const describeAs = (at: Place, text: string | null, which?: string | number): MetadataEdit => ({
  kind: "describe",
  at,
  text,
  ...(which === undefined ? {} : { part: { which } }),
});
const put = (at: Place, element: "PARAM" | "INFO", attributes: Readonly<Record<string, string>>): MetadataEdit => ({
  kind: "put",
  at,
  element,
  attributes,
});
const remove = (at: Place, element: "PARAM" | "INFO", which: string): MetadataEdit => ({
  kind: "remove",
  at,
  element,
  which,
});

const RA = `<FIELD name="ra" ID='col_ra' datatype="double"
             unit='deg' />`;

describe("an edit changes what it is about, and nothing else", () => {
  test.each<[what: string, edits: readonly MetadataEdit[], ...replacements: Replacement[]]>([
    ["a unit", [set(TABLE, { unit: "rad" }, "ra")], ["unit='deg'", "unit='rad'"]],
    ["a column by ID", [set(TABLE, { unit: "rad" }, "col_ra")], ["unit='deg'", "unit='rad'"]],
    ["a column by its place", [set(TABLE, { unit: "rad" }, 0)], ["unit='deg'", "unit='rad'"]],
    ["a table by ID", [set({ element: "TABLE", which: "t0" }, { unit: "rad" }, 0)], ["unit='deg'", "unit='rad'"]],
    ["a table by name", [set({ element: "TABLE", which: "first" }, { unit: "rad" }, 0)], ["unit='deg'", "unit='rad'"]],
    [
      "the first of two columns of a name",
      [set(TABLE, { unit: "m" }, "id")],
      ['name="id"><D', 'name="id" unit="m"><D'],
    ],
    ["the second, by its place", [set(TABLE, { unit: "m" }, 3)], ['arraysize="8*"/>', 'arraysize="8*" unit="m"/>']],
    ["an attribute goes", [set(TABLE, { unit: null }, "ra")], ["\n             unit='deg' />", " />"]],
    [
      "two edits, one column",
      [set(TABLE, { name: "RA" }, "ra"), set(TABLE, { ucd: "pos.eq.ra" }, "RA")],
      [
        RA,
        `<FIELD name="RA" ID='col_ra' datatype="double"
             unit='deg'
             ucd="pos.eq.ra" />`,
      ],
    ],
    [
      "the last of two edits counts",
      [set(TABLE, { unit: "a" }, "ra"), set(TABLE, { unit: "rad" }, "ra")],
      ["unit='deg'", "unit='rad'"],
    ],
    ["a PARAM by name", [set(TABLE, { unit: "d" }, "epoch")], ["unit='yr'", "unit='d'"]],
    ["a PARAM is put", [put(TABLE, "PARAM", { name: "epoch", value: "2016" })], ['value="2000"', 'value="2016"']],
    [
      "a PARAM gets another type with its value",
      [put(TABLE, "PARAM", { name: "epoch", datatype: "char", arraysize: "*", value: "J2000" })],
      [`datatype="double" unit='yr'   value="2000"`, `datatype="char" unit='yr'   value="J2000"   arraysize="*"`],
    ],
    [
      "a PARAM is added after the others",
      [put(TABLE, "PARAM", { name: "new", datatype: "int", value: "7" })],
      [`value="2000"/>`, `value="2000"/>\n      <PARAM name="new" datatype="int" value="7"/>`],
    ],
    [
      "a PARAM without a type is text",
      [put(RESOURCE, "PARAM", { name: "p", value: "a<b" })],
      ["</GROUP>\n", `</GROUP>\n    <PARAM name="p" value="a&lt;b" datatype="char" arraysize="*"/>\n`],
    ],
    [
      "a PARAM goes",
      [remove(TABLE, "PARAM", "epoch")],
      [`\n      <PARAM name="epoch" datatype="double" unit='yr'   value="2000"/>`, ""],
    ],
    [
      "an INFO is added after the others",
      [put(RESOURCE, "INFO", { name: "i", value: "" })],
      ["]]></INFO>", `]]></INFO>\n    <INFO name="i" value=""/>`],
    ],
    [
      "all INFOs of a name are set",
      [put(RESOURCE, "INFO", { name: "server", value: "x" })],
      ["value='here'", "value='x'"],
      ['value="there"', 'value="x"'],
    ],
    [
      "all INFOs of a name go",
      [remove(RESOURCE, "INFO", "server")],
      [/\n {4}<INFO name="server" value='here'>.*<\/INFO>/.exec(DOCUMENT)?.[0] ?? "", ""],
      ['\n    <INFO name="server" value="there"/>', ""],
    ],
    [
      "an INFO behind the rows",
      [set(TABLE, { value: "2" }, "tail")].map(
        (edit) => ({ ...edit, part: { element: "INFO", which: "tail" } }) as MetadataEdit,
      ),
      ['name="tail" value="1"', 'name="tail" value="2"'],
    ],
    ["an INFO of the document", [remove(ROOT, "INFO", "end")], ['\n  <INFO name="end" value="1"/>', ""]],
    [
      "an INFO is added to the document",
      [put(ROOT, "INFO", { name: "n", value: "v" })],
      ["it</DESCRIPTION>", `it</DESCRIPTION>\n  <INFO name="n" value="v"/>`],
    ],
    ["a description is set", [describeAs(TABLE, "a < b", "id")], ["The <i/> id", "a &lt; b"]],
    ["a description goes", [describeAs(TABLE, null, "id")], ["<DESCRIPTION>The <i/> id</DESCRIPTION>", ""]],
    ["a description that is not there goes unnoticed", [describeAs(TABLE, null, "ra")]],
    [
      "a description of a FIELD that closes itself",
      [describeAs(TABLE, "Right", "ra")],
      ["unit='deg' />", "unit='deg'><DESCRIPTION>Right</DESCRIPTION></FIELD>"],
    ],
    [
      "a description with other attributes",
      [describeAs(TABLE, "R", "ra"), set(TABLE, { unit: null }, "ra")],
      ["\n             unit='deg' />", "><DESCRIPTION>R</DESCRIPTION></FIELD>"],
    ],
    [
      "a description of a TABLE comes first",
      [describeAs(TABLE, "T")],
      ['name="first">', `name="first">\n      <DESCRIPTION>T</DESCRIPTION>`],
    ],
    [
      "a description of the document",
      [describeAs(ROOT, "New")],
      [/(?<=\n {2}<DESCRIPTION>).*(?=<)/.exec(DOCUMENT)?.[0] ?? "", "New"],
    ],
    [
      "a TABLE that is empty",
      [describeAs({ element: "TABLE", which: 1 }, "Nothing")],
      ["<TABLE/>", "<TABLE><DESCRIPTION>Nothing</DESCRIPTION></TABLE>"],
    ],
    [
      "everything first in a TABLE, in the schema's order",
      [
        put({ element: "TABLE", which: 2 }, "PARAM", { name: "p", value: "1" }),
        put({ element: "TABLE", which: 2 }, "INFO", { name: "i", value: "1" }),
        describeAs({ element: "TABLE", which: 2 }, "D"),
      ],
      [
        `<TABLE ref="t0">`,
        `<TABLE ref="t0"><DESCRIPTION>D</DESCRIPTION><INFO name="i" value="1"/><PARAM name="p" value="1" datatype="char" arraysize="*"/>`,
      ],
    ],
    [
      "what was put is described",
      [put(TABLE, "PARAM", { name: "p", value: "1" }), describeAs(TABLE, "P", "p"), set(TABLE, { unit: "m" }, "p")],
      [
        `value="2000"/>`,
        `value="2000"/>\n      <PARAM name="p" value="1" datatype="char" arraysize="*" unit="m"><DESCRIPTION>P</DESCRIPTION></PARAM>`,
      ],
    ],
    [
      "attributes of a TABLE",
      [set(TABLE, { name: null, utype: "a:b" })],
      ['ID="t0" name="first"', 'ID="t0" utype="a:b"'],
    ],
    ["attributes of a RESOURCE", [set({ element: "RESOURCE", which: 0 }, { name: "x" })], ["'r &#38; s'", "'x'"]],
    [
      "every TABLE",
      [set({ element: "TABLE" }, { ucd: "meta" })],
      ['name="first"', 'name="first" ucd="meta"'],
      ["<TABLE/>", '<TABLE ucd="meta"/>'],
      ['<TABLE ref="t0"', '<TABLE ref="t0" ucd="meta"'],
    ],
    [
      "a datatype by its right name",
      [set(TABLE, { datatype: "char", arraysize: "*" }, "note")],
      ['datatype="string"', 'datatype="char" arraysize="*"'],
    ],
    ["a bound that binds nothing", [set(TABLE, { arraysize: "*" }, 3)], ['"8*"', '"*"']],
    ["what is so already", [set(TABLE, { unit: "deg" }, "ra"), put(TABLE, "PARAM", { name: "epoch", value: "2000" })]],
  ])("%s", async (_what, metadata, ...replacements) => {
    let expected = DOCUMENT;
    for (const [before, after] of replacements) {
      expect(expected).toContain(before);
      expected = expected.replace(before, () => after);
    }
    expect((await edited(DOCUMENT, { metadata })).text).toBe(expected);
    // However it is cut.
    const bytes = new TextEncoder().encode(DOCUMENT);
    expect((await edited(cutAt(bytes, [...bytes.keys()]), { metadata })).text).toBe(expected);
  });
});

describe("an edit that cannot be made", () => {
  test.each<[what: string, edits: VotableEdits, words: string]>([
    [
      "no such column",
      { metadata: [set(TABLE, { unit: "m" }, "dec")] },
      'no FIELD or PARAM "dec" of TABLE 0 to edit. There is: FIELD ra, id, note; PARAM epoch.',
    ],
    ["no such place among the columns", { metadata: [set(TABLE, { unit: "m" }, 9)] }, "no FIELD or PARAM 9 of TABLE 0"],
    [
      "no such column in any TABLE",
      { metadata: [set({ element: "TABLE" }, { unit: "m" }, "dec")] },
      'no FIELD or PARAM "dec" of any TABLE',
    ],
    [
      "no such TABLE",
      { metadata: [set({ element: "TABLE", which: 3 }, { name: "m" })] },
      'no TABLE 3 to edit. The document has: TABLE 0 "first", 1, 2.',
    ],
    [
      "no such RESOURCE",
      { metadata: [describeAs({ element: "RESOURCE", which: "x" }, "m")] },
      'no RESOURCE "x" to edit. The document has: RESOURCE 0 "r & s".',
    ],
    [
      "no such INFO",
      { metadata: [remove(RESOURCE, "INFO", "x")] },
      'no INFO "x" of any RESOURCE to edit. There is: INFO QUERY_STATUS, server.',
    ],
    [
      "a PARAM of a GROUP is none of the RESOURCE",
      { metadata: [remove(RESOURCE, "PARAM", "inner")] },
      'no PARAM "inner"',
    ],
    [
      "no such TABLE to write anew",
      { serialization: "binary2", tables: [0, 7] },
      "no TABLE 7: the document has TABLEs 0 to 2",
    ],
    ["an attribute that is none", { metadata: [set(TABLE, { foo: "m" }, "ra")] }, 'FIELD has no attribute "foo"'],
    ["an attribute that must stay", { metadata: [set(TABLE, { name: null }, "ra")] }, "must be there"],
    ["an attribute that a PARAM must have", { metadata: [set(TABLE, { value: null }, "epoch")] }, "must be there"],
    ["another datatype", { metadata: [set(TABLE, { datatype: "float" }, "ra")] }, "another meaning"],
    ["another arraysize", { metadata: [set(TABLE, { arraysize: "2" }, "ra")] }, "another meaning"],
    ["the version", { metadata: [set(ROOT, { version: "1.5" })] }, "version is not set"],
    [
      "a value that is none",
      { metadata: [put(TABLE, "PARAM", { name: "p", datatype: "int", value: "x" })] },
      "is no value of PARAM",
    ],
    [
      "a datatype that is none",
      { metadata: [put(TABLE, "PARAM", { name: "p", datatype: "integer", value: "1" })] },
      "There are: boolean, bit",
    ],
    [
      "an arraysize that is none",
      { metadata: [put(TABLE, "PARAM", { name: "p", datatype: "int", arraysize: "x", value: "1" })] },
      'arraysize "x"',
    ],
    ["a character that XML does not have", { metadata: [set(TABLE, { unit: "\0" }, "ra")] }, "U+0000"],
    ["half a character", { metadata: [describeAs(TABLE, "\ud800", "ra")] }, "surrogate"],
    [
      "the description of an INFO",
      { metadata: [{ kind: "describe", at: RESOURCE, part: { element: "INFO", which: "server" }, text: "x" }] },
      "no DESCRIPTION",
    ],
  ])("%s", async (_what, edits, words) => {
    const editing = edited(DOCUMENT, edits);
    await expect(editing).rejects.toMatchObject({ code: "VOT_EDIT" });
    await expect(editing).rejects.toThrow(words);
  });

  test("an INFO in a TABLE of a version that has none there", async () => {
    const old = DOCUMENT.replace("1.4", "1.1");
    const edits = { metadata: [put({ element: "TABLE", which: 1 }, "INFO", { name: "a", value: "b" })] };
    await expect(edited(old, edits)).rejects.toThrow("INFO in TABLE exists since VOTable 1.2");
  });
});

test("what the standard has otherwise is noted", async () => {
  const metadata = [set(TABLE, { ucd: "Not A;UCD", unit: "arc'sec" }, "ra")];
  const { notes, summary } = await edited(DOCUMENT, { metadata });
  expect(notes.map(({ code }) => code)).toEqual(["N-UNIT", "W-UCD"]);
  expect(summary.diagnostics.map(({ code }) => code)).not.toContain("W-UCD");
  await expect(edited(DOCUMENT, { metadata }, { strict: true })).rejects.toMatchObject({ code: "VOT_STRICT" });
});

test("strings in TABLEDATA get room, elsewhere they do not", async () => {
  const edits = { metadata: [set(TABLE, { datatype: "unicodeChar", arraysize: "*" }, 3)] };
  const { text } = await edited(DOCUMENT, edits);
  expect(text).toBe(DOCUMENT.replace('datatype="char" arraysize="8*"', 'datatype="unicodeChar" arraysize="*"'));
  await expect(edited(DOCUMENT, { ...edits, serialization: "binary2" })).rejects.toThrow("another meaning");
});
