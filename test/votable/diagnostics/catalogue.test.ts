import { expect, test } from "vitest";
import { readDocument } from "../../support/reading.ts";
import { beside, column, table, votable } from "./documents.ts";

// The damage that astropy's catalogue of warnings knows, code by code, and what is said of it here.

const field = (attributes: string, version?: string) => table(`<FIELD name="a" ${attributes}/>`, version);
const coosys = (attributes: string, version?: string) => beside(`<COOSYS ${attributes}/>`, "", version);
const timesys = (attributes: string, version?: string) => beside(`<TIMESYS ${attributes}/>`, "", version);
const cell = (datatype: string, text: string) => column(`<FIELD name="a" ${datatype}/>`, [`<TD>${text}</TD>`]);
const noRows = '<FIELD name="a" datatype="int"/><DATA><TABLEDATA/></DATA>';

test.each([
  ["W01", cell('datatype="float" arraysize="2"', "1,2"), ["E-CELL"]],
  ["W02", votable('<RESOURCE ID="a:b"/>'), ["W-ID"]],
  ["W04", table('<FIELD name="a" datatype="int"><LINK content-type="char"/></FIELD>'), ["W-ATTRIBUTE-VALUE"]],
  ["W05", table('<FIELD name="a" datatype="int"><LINK href="a b"/></FIELD>'), ["W-ATTRIBUTE-VALUE"]],
  ["W06", field('datatype="int" ucd="pos.eq ra"'), ["W-UCD"]],
  ["W07", coosys('ID="c" system="ICRS" equinox="2000 AD"'), ["W-ATTRIBUTE-VALUE"]],
  ["W09", votable('<RESOURCE id="a"/>'), ["W-ATTRIBUTE-UNKNOWN"]],
  ["W10", beside("<NOTE/>"), ["W-ELEMENT-UNKNOWN"]],
  ["W11", table('<FIELD name="a" datatype="int"><LINK gref="x"/></FIELD>'), ["N-DEPRECATED"]],
  ["W12", field('datatype="int"').replace(' name="a"', ""), ["W-FIELD-NO-NAME"]],
  ["W13", field('datatype="float64"'), ["W-DATATYPE-ALIAS"]],
  ["W15", field('datatype="int" ID="a"').replace(' name="a"', ""), ["W-FIELD-NO-NAME"]],
  ["W17", table('<DESCRIPTION/><DESCRIPTION/><FIELD name="a" datatype="int"/>'), ["W-ELEMENT-REPEATED"]],
  ["W18", table(noRows).replace("<TABLE>", '<TABLE nrows="1">'), ["W-NROWS"]],
  ["W20", table(noRows).replace(' version="1.4"', ""), ["W-VERSION"]],
  ["W21", table(noRows).replace('"1.4"', '"2.0"'), ["W-VERSION"]],
  [
    "W22",
    votable('<DEFINITIONS><PARAM name="p" datatype="int" value="1"/></DEFINITIONS><RESOURCE/>'),
    ["N-DEPRECATED"],
  ],
  ["W26", table('<INFO name="a" value="b"/><FIELD name="a" datatype="int"/>', "1.1"), ["W-ELEMENT-VERSION"]],
  ["W27", coosys('ID="c" system="ICRS"', "1.2"), ["N-DEPRECATED"]],
  ["W27", coosys('ID="c" system="ICRS"', "1.3"), []],
  ["W28", field('datatype="int" utype="a:b"', "1.0"), ["W-ATTRIBUTE-VERSION"]],
  ["W29", table(noRows).replace('"1.4"', '"v1.4"'), ["W-VERSION"]],
  ["W30", cell('datatype="float"', "null"), ["E-CELL"]],
  ["W31", cell('datatype="int"', "NaN"), ["E-CELL"]],
  ["W32", table('<FIELD ID="x" name="a" datatype="int"/><FIELD ID="x" name="b" datatype="int"/>'), ["W-DUPLICATE-ID"]],
  ["W33", table('<FIELD name="a" datatype="int"/><FIELD name="a" datatype="int"/>'), ["N-DUPLICATE-NAME"]],
  ["W34", field('datatype=" int " xtype="  a  b "'), []],
  ["W35", beside('<INFO name="a"/><INFO value="b"/>'), ["W-ATTRIBUTE-MISSING", "W-ATTRIBUTE-MISSING"]],
  ["W36", table('<FIELD name="a" datatype="int"><VALUES null="none"/></FIELD>'), ["W-NULL-VALUE"]],
  [
    "W38",
    table('<FIELD name="a" datatype="int"/><DATA><BINARY><STREAM encoding="none"/></BINARY></DATA>'),
    ["W-STREAM-ENCODING"],
  ],
  ["W41", table(noRows).replace("VOTable/v1.3", "VOTable/VOTable-1.4.xsd"), ["W-NAMESPACE"]],
  ["W42", table(noRows).replace(/ xmlns="[^"]*"/, ""), ["W-NAMESPACE"]],
  [
    "W43",
    beside(
      '<PARAM name="p" datatype="char" arraysize="*" ref="t" value=""/><TIMESYS ID="t" timescale="TT" refposition="TOPOCENTER"/>',
    ),
    ["W-REF-ORDER"],
  ],
  ["W43", beside('<PARAM name="p" datatype="int" ref="c" value="1"/><COOSYS ID="c" system="ICRS"/>'), []],
  [
    "W44",
    table(
      '<FIELD name="a" datatype="int"><VALUES ID="v"/></FIELD><FIELD name="b" datatype="int"><VALUES ref="v"><MIN value="1"/></VALUES></FIELD>',
    ),
    ["W-VALUES"],
  ],
  ["W45", table('<FIELD name="a" datatype="int"/><LINK content-role="x"/>', "1.1"), ["W-ATTRIBUTE-VALUE"]],
  ["W45", table('<FIELD name="a" datatype="int"/><LINK content-role="x"/>', "1.3"), []],
  ["W46", cell('datatype="char" arraysize="2"', "abc"), ["W-CHAR-TOO-LONG"]],
  ["W47", cell('datatype="char"', "a"), []],
  ["W47", cell('datatype="char"', "ab"), ["W-CHAR-TOO-LONG"]],
  ["W48", field('datatype="int" colour="red"'), ["W-ATTRIBUTE-UNKNOWN"]],
  ["W49", column('<FIELD name="a" datatype="long"/>', ["<TD/>"], "1.1"), ["W-EMPTY-CELL"]],
  ["W49", column('<FIELD name="a" datatype="long"/>', ["<TD/>"], "1.3"), []],
  ["W50", field('datatype="int" unit="m^2"'), ["N-UNIT"]],
  ["W51", cell('datatype="unsignedByte"', "256"), ["E-CELL"]],
  [
    "W52",
    table('<FIELD name="a" datatype="int"/><DATA><BINARY2><STREAM encoding="base64"/></BINARY2></DATA>', "1.2"),
    ["W-ELEMENT-VERSION"],
  ],
  ["W53", votable(""), ["W-ELEMENT-MISSING"]],
  ["W54", timesys('ID="t" timescale="TT" refposition="TOPOCENTER"', "1.3"), ["W-ELEMENT-VERSION"]],
  ["W55", cell('datatype="char" arraysize="*"', "Å"), ["W-CHAR-NOT-ASCII"]],
  ["E01", cell('datatype="char" arraysize="2x2"', "abcd"), []],
  ["E02", cell('datatype="int" arraysize="2"', "1 2 3"), ["E-CELL"]],
  ["E03", cell('datatype="floatComplex"', "1"), ["E-CELL"]],
  ["E04", cell('datatype="bit"', "2"), ["E-CELL"]],
  ["E05", cell('datatype="boolean"', "yes"), ["E-CELL"]],
  ["E06", field('datatype="real"'), ["W-FIELD-NO-DATATYPE"]],
  ["E08", table('<FIELD name="a" datatype="int"><VALUES type="true"/></FIELD>'), ["W-ATTRIBUTE-VALUE"]],
  [
    "E09",
    table('<FIELD name="a" datatype="char" arraysize="*"><VALUES><OPTION/></VALUES></FIELD>'),
    ["W-ATTRIBUTE-MISSING"],
  ],
  ["E10", table('<FIELD name="a"/>'), ["W-FIELD-NO-DATATYPE"]],
  ["E11", field('datatype="float" precision="F-1"'), ["W-ATTRIBUTE-VALUE"]],
  ["E12", field('datatype="float" width="0"'), ["W-ATTRIBUTE-VALUE"]],
  ["E13", field('datatype="float" arraysize="*x2"'), ["W-ARRAYSIZE"]],
  ["E14", votable('<PARAM name="p" datatype="int"/><RESOURCE/>'), ["W-ATTRIBUTE-MISSING"]],
  ["E15", coosys('system="ICRS"'), ["W-ATTRIBUTE-MISSING"]],
  ["E16", coosys('ID="c" system="FK5"', "1.4"), ["W-ATTRIBUTE-VALUE"]],
  ["E16", coosys('ID="c" system="FK5"', "1.5"), []],
  ["E18", votable('<RESOURCE type="result"/>'), ["W-ATTRIBUTE-VALUE"]],
  ["E20", column('<FIELD name="a" datatype="int"/>', ["<TD>1</TD><TD>2</TD>"]), ["E-ROW"]],
  ["E21", column('<FIELD name="a" datatype="int"/><FIELD name="b" datatype="int"/>', ["<TD>1</TD>"]), ["E-ROW"]],
  ["E22", timesys('timescale="TT" refposition="TOPOCENTER"'), ["W-ATTRIBUTE-MISSING"]],
  ["E23", timesys('ID="t" timescale="TT" refposition="TOPOCENTER" timeorigin="MJD"'), ["W-ATTRIBUTE-VALUE"]],
  ["E25", table("<DATA><TABLEDATA/></DATA>"), ["W-ELEMENT-MISSING"]],
] as const)("%s", async (_, document, codes) => {
  const { summary, error } = await readDocument(new TextEncoder().encode(document), { lenient: true });
  expect(error).toBeUndefined();
  expect(summary?.diagnostics.map(({ code }) => code)).toEqual(codes);
});

test.each([
  ["0", { code: "VOT_STRICT", place: { diagnostic: "W-ATTRIBUTE-VALUE" } }],
  ["-1", { code: "VOT_STRICT", place: { diagnostic: "W-ATTRIBUTE-VALUE" } }],
  ["1", { code: "VOT_EXTERNAL" }],
])("E17: extnum %s", async (extnum, expected) => {
  const stream = `<DATA><FITS extnum="${extnum}"><STREAM href="a.fits"/></FITS></DATA>`;
  const document = table(`<FIELD name="a" datatype="int"/>${stream}`);
  const { error } = await readDocument(new TextEncoder().encode(document), { strict: true });
  expect(error).toMatchObject(expected);
});
