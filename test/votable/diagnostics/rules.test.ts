import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wrongValue } from "../../../packages/votable/src/document/attribute-values.ts";
import { ContentOrder } from "../../../packages/votable/src/document/content-model.ts";
import { isUnit } from "../../../packages/votable/src/document/unit.ts";
import { rowsBeyondAscii } from "../../../packages/votable/src/rows/version-checks.ts";
import { readDocument } from "../../support/reading.ts";
import { beside, column, table, votable } from "./documents.ts";

const codesOf = async (document: string, lenient = true) => {
  const { error, summary } = await readDocument(new TextEncoder().encode(document), { lenient });
  expect(error).toBeUndefined();
  return summary?.diagnostics.map(({ code }) => code);
};

describe("units: VOUnits 1.1, and before VOTable 1.4 the Standards for Astronomical Catalogues", () => {
  test.each([
    ["", true, true],
    ["deg", true, true],
    ["m/s", true, true],
    ["m**2", true, true],
    ["cm**-2.s**-1.keV**-1", true, true],
    ["kg.m**2/(s.A)", true, true],
    ["10**-20W/m**2", true, true],
    ["0.1nm", true, true],
    ["sqrt(m)", true, true],
    ["Hz**(1/2)", true, true],
    ["'furlong'/d", true, true],
    ["%", true, true],
    ["1", true, true],
    ["mas.yr-1", false, true],
    ["10-16mW/m2/nm", false, true],
    ["[Sun]", false, true],
    ["---", false, true],
    ['"h:m:s"', true, true],
    ["erg cm-2 s-1", false, false],
    ["m^2", false, false],
    ["m//s", false, false],
    ["m.", false, false],
    ["(m", false, false],
    ["m)", false, false],
    ["h:m:s", false, false],
  ])("%j: %s since 1.4, %s before", (unit, now, before) => {
    expect([isUnit(unit, "1.4"), isUnit(unit, "1.3"), isUnit(unit, undefined)]).toEqual([now, before, before]);
  });

  test("any text is judged", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."m.s/()*-1'x \"[]10") }), (unit) => {
        expect([true, false]).toContain(isUnit(unit, undefined));
      }),
    );
    expect(isUnit("m.".repeat(1e6), undefined)).toBe(false);
  });
});

test.each([
  ["FIELD", "ucd", "pos.eq.ra;meta.main", undefined],
  ["FIELD", "ucd", "VOX:Image_Title", undefined],
  ["FIELD", "ucd", "ID_MAIN/PHOT%", undefined],
  ["FIELD", "ucd", "em.opt.B;;stat", "W-UCD"],
  ["FIELD", "ucd", "pos.eq.ra; meta.main", "W-UCD"],
  ["TABLE", "ucd", "a,b", "W-UCD"],
  ["FIELD", "width", " 12 ", undefined],
  ["FIELD", "width", "-1", "W-ATTRIBUTE-VALUE"],
  ["PARAM", "precision", "F0", undefined],
  ["PARAM", "precision", "G2", "W-ATTRIBUTE-VALUE"],
  ["TABLE", "nrows", "many", "W-ATTRIBUTE-VALUE"],
  ["COOSYS", "epoch", "J2000.", undefined],
  ["TIMESYS", "timeorigin", "MJD-origin", undefined],
  ["TIMESYS", "timescale", "LOCAL", "N-VOCABULARY"],
  ["STREAM", "expires", "2004-02-29T23:59:59", undefined],
  ["STREAM", "expires", "tomorrow", "W-ATTRIBUTE-VALUE"],
  ["STREAM", "actuate", "onload", "W-ATTRIBUTE-VALUE"],
  ["LINK", "href", `http://a/?b=\${a name}&c=$d`, undefined],
  ["LINK", "href", "http://a/?b=c d", "W-ATTRIBUTE-VALUE"],
  ["FIELD", "utype", "a b,c", undefined],
])("%s %s=%j: %s", (element, attribute, value, code) => {
  expect(wrongValue(element, attribute, value, "1.5")?.code).toBe(code);
});

test.each([
  ["RESOURCE", "DESCRIPTION INFO COOSYS PARAM LINK TABLE INFO LINK RESOURCE INFO TABLE *", ""],
  ["RESOURCE", "TABLE TABLE RESOURCE TABLE", ""],
  ["RESOURCE", "*", ""],
  ["RESOURCE", "INFO PARAM * *", ""],
  ["RESOURCE", "PARAM INFO", "disordered"],
  ["RESOURCE", "TABLE DESCRIPTION", "disordered"],
  ["RESOURCE", "DESCRIPTION DESCRIPTION", "repeated"],
  ["RESOURCE", "* TABLE", "disordered"],
  ["RESOURCE", "DATA", "misplaced"],
  ["TABLE", "DESCRIPTION INFO FIELD GROUP PARAM FIELD LINK DATA INFO", ""],
  ["TABLE", "FIELD INFO DATA", "disordered"],
  ["TABLE", "FIELD DATA DATA", "repeated"],
  ["TABLE", "*", "misplaced"],
  ["VALUES", "MIN MAX OPTION OPTION", ""],
  ["VALUES", "MAX MIN", "disordered"],
  ["VALUES", "MIN MIN", "repeated"],
  ["DATA", "TABLEDATA BINARY", "repeated"],
  ["DATA", "INFO TABLEDATA", "disordered"],
  ["INFO", "DESCRIPTION", "misplaced"],
])("%s with %s: %s", (parent, children, wrong) => {
  const order = new ContentOrder(parent);
  const judged = children.split(" ").map((child) => order.take(child));
  expect(judged.filter((verdict) => verdict !== "right").slice(0, 1)).toEqual(wrong === "" ? [] : [wrong]);
});

test.each([
  ['datatype="char" arraysize="*" xtype="timestamp"', true],
  ['datatype="char" arraysize="19" xtype="timestamp"', true],
  ['datatype="double" xtype="timestamp"', false],
  ['datatype="double" arraysize="2" xtype="interval"', true],
  ['datatype="long" arraysize="2" xtype="interval"', true],
  ['datatype="double" arraysize="*" xtype="interval"', false],
  ['datatype="int" arraysize="2" xtype="point"', false],
  ['datatype="double" arraysize="2x*" xtype="point"', true],
  ['datatype="float" arraysize="6" xtype="polygon"', true],
  ['datatype="char" arraysize="*" xtype="adql:POINT"', true],
  ['datatype="char" arraysize="*" xtype="toString"', true],
])("xtype: %s", async (attributes, right) => {
  expect(await codesOf(table(`<FIELD name="a" ${attributes}/>`))).toEqual(right ? [] : ["W-XTYPE"]);
});

test.each([
  ['xtype="timestamp" datatype="char" arraysize="*" value="2000-01-01"', "", true],
  ['xtype="timestamp" datatype="char" arraysize="*" value="2000-01-01"', 'timeorigin="0"', false],
  ['datatype="double" unit="d" value="1"', 'timeorigin="0"', true],
  ['datatype="double" unit="d" value="1"', "", false],
  ['datatype="double" unit="yr" value="2000"', "", true],
])("timeorigin: %s with %j", async (attributes, origin, right) => {
  const timesys = `<TIMESYS ID="t" timescale="TT" refposition="TOPOCENTER" ${origin}/>`;
  const codes = await codesOf(beside(`${timesys}<PARAM name="p" ref="t" ${attributes}/>`));
  expect(codes).toEqual(right ? [] : ["W-TIMEORIGIN"]);
});

test.each([
  ["1.0", "", true],
  ["1.0", "http://www.ivoa.net/xml/VOTable/v1.0", true],
  ["1.1", "http://www.ivoa.net/xml/VOTable/v1.1", true],
  ["1.1", "", false],
  ["1.2", "http://www.ivoa.net/xml/VOTable/v1.3", false],
  ["1.3", "http://www.ivoa.net/xml/VOTable/v1.3", true],
  ["1.5", "http://www.ivoa.net/xml/VOTable/v1.3", true],
  ["1.5", "http://www.ivoa.net/xml/VOTable/v1.5", false],
])("version %s in namespace %j", async (version, namespace, right) => {
  const xmlns = namespace === "" ? "" : ` xmlns="${namespace}"`;
  const codes = await codesOf(`<VOTABLE version="${version}"${xmlns}><RESOURCE/></VOTABLE>`);
  expect(codes).toEqual(right ? [] : ["W-NAMESPACE"]);
});

test.each([
  ['<MIN value="1.5"/>', 'datatype="int"', ["W-VALUES"]],
  ['<MIN value="1.5"/>', 'datatype="float"', []],
  ['<MAX value="1 2 3"/>', 'datatype="float" arraysize="3"', []],
  ['<MAX value="1 2 x"/>', 'datatype="float" arraysize="3"', ["W-VALUES"]],
  ['<OPTION value="T"><OPTION value="maybe"/></OPTION>', 'datatype="boolean"', ["W-VALUES"]],
  ['<MIN value=""/>', 'datatype="int"', ["W-VALUES"]],
  ['<MAX value="any of them"/>', 'datatype="int" xtype="x:y"', []],
])("VALUES %s of %s", async (inside, attributes, codes) => {
  expect(await codesOf(table(`<FIELD name="a" ${attributes}><VALUES>${inside}</VALUES></FIELD>`))).toEqual(codes);
});

test("an array of limits is one too many since 1.5", async () => {
  const values = '<FIELD name="a" datatype="float" arraysize="2"><VALUES><MAX value="1 2"/></VALUES></FIELD>';
  expect(await codesOf(table(values, "1.4"))).toEqual([]);
  expect(await codesOf(table(values, "1.5"))).toEqual(["W-VALUES"]);
});

test("a PARAM's value is judged as a cell is", async () => {
  const params =
    '<PARAM name="p" datatype="char" value="abc"/><PARAM name="q" datatype="float" value="nan"/><RESOURCE/>';
  expect(await codesOf(votable(params))).toEqual(["W-CHAR-TOO-LONG", "W-FLOAT-SPELLING"]);
});

test("attributes of rows and cells, and what follows a STREAM", async () => {
  const field = '<FIELD name="a" datatype="int"/>';
  const rows = `${field}<DATA><TABLEDATA>\n<TR rank="1"><TD>1</TD></TR>\n<TR><TD encoding="zip">1</TD></TR></TABLEDATA></DATA>`;
  expect(await codesOf(table(rows))).toEqual(["W-ATTRIBUTE-UNKNOWN", "W-ATTRIBUTE-VALUE"]);
  const stream = '<STREAM encoding="base64">AAAAAQ==</STREAM>';
  expect(await codesOf(table(`${field}<DATA><BINARY>${stream}\n${stream}</BINARY></DATA>`))).toEqual([
    "W-ELEMENT-REPEATED",
  ]);
});

test("in the order of the lines, and of the codes within one", async () => {
  const fields = '<FIELD name="b" datatype="int" ucd="a,b" ref="x"/>\n<FIELD name="a" datatype="int" arraysize="1"/>';
  expect(await codesOf(table(fields))).toEqual(["W-REF", "W-UCD", "N-ARRAYSIZE-ONE"]);
});

test("markup in a DESCRIPTION is allowed, and its text is kept", async () => {
  const bytes = new TextEncoder().encode(votable("<DESCRIPTION>a <b>b <i>c</i></b> d</DESCRIPTION><RESOURCE/>"));
  const { document, summary } = await readDocument(bytes);
  expect(document?.description).toBe("a b c d");
  expect(summary?.diagnostics).toEqual([]);
});

describe("characters beyond ASCII", () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "é", "漢", "😀"), maxLength: 20 }), {
    minLength: 1,
  });

  test("are found in every row that has them", () => {
    fc.assert(
      fc.property(texts, fc.nat(7), (rows, shift) => {
        const encoded = rows.map((text) => new TextEncoder().encode(text));
        const offsets = new Int32Array(rows.length + 1);
        for (const [row, { length }] of encoded.entries()) offsets[row + 1] = (offsets[row] as number) + length;
        const buffer = new Uint8Array(shift + (offsets.at(-1) as number));
        for (const [row, text] of encoded.entries()) buffer.set(text, shift + (offsets[row] as number));
        const expected = [...rows.keys()].filter((row) => /[^ab]/.test(rows[row] as string));
        expect([...rowsBeyondAscii(buffer.subarray(shift), offsets)]).toEqual(expected);
      }),
    );
  });

  test("are counted alike with the kernel and without", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (rows) => {
        const bytes = new TextEncoder().encode(
          column(
            '<FIELD name="a" datatype="char" arraysize="*"/>',
            rows.map((text) => `<TD>${text}</TD>`),
          ),
        );
        const [fast, slow] = await Promise.all(
          (["auto", "off"] as const).map((kernel) => readDocument(bytes, { kernel })),
        );
        expect(fast?.summary?.diagnostics).toEqual(slow?.summary?.diagnostics);
        const count = rows.filter((text) => /[^ab]/.test(text)).length;
        expect(fast?.summary?.diagnostics.map((one) => one.count)).toEqual(count === 0 ? [] : [count]);
      }),
      { numRuns: 30 },
    );
  });
});
