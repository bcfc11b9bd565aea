import type { DiagnosticCode } from "@armillary/votable";
import { joined, PRIMARY, tableHdu } from "../../fits/fits-file.ts";
import { beside, column, table, votable } from "./documents.ts";

export interface Case {
  readonly document: string;
  readonly count?: number;
  /** Where in a line of base64 it is, is not said. */
  readonly place?: "line";
}

/** A column of one short, 7. */
const fits = joined(
  PRIMARY,
  tableHdu({
    rowBytes: 2,
    rows: 1,
    fields: 1,
    cards: [
      ["TFORM1", "I"],
      ["TTYPE1", "a"],
    ],
    data: Uint8Array.of(0, 7),
  }),
);

const base64 = (bytes: Iterable<number>) => btoa(String.fromCharCode(...bytes));
const binary = (field: string, data: string, stream = 'encoding="base64"') =>
  table(`${field}\n<DATA><BINARY>▶<STREAM ${stream}>${data}</STREAM></BINARY></DATA>`);

/** For every code the smallest document that gives it, and no other: the mark is where it is to be found. */
export const CASES: Readonly<Record<DiagnosticCode, Case>> = {
  "E-CELL": {
    document: column('<FIELD name="a" datatype="int"/>', ["<TD>1</TD>", "<TD>▶1,5</TD>", "<TD>x</TD>"]),
    count: 2,
  },
  "E-ROW": {
    document: table(
      '<FIELD name="a" datatype="int"/><FIELD name="b" datatype="int"/>\n<DATA><TABLEDATA>\n▶<TR><TD>1</TD></TR>\n<TR><TD>1</TD></TR></TABLEDATA></DATA>',
    ),
    count: 2,
  },
  "W-ARRAY-OVER-BOUND": {
    document: column('<FIELD name="a" datatype="int" arraysize="2*"/>', ["<TD>1 2</TD>", "<TD>▶1 2 3</TD>"]),
  },
  "W-ARRAYSIZE": { document: table('▶<FIELD name="a" datatype="int" arraysize=""/>') },
  "W-ATTRIBUTE-MISSING": {
    document: table(
      '<FIELD name="a" datatype="int"/>\n▶<PARAM name="p" datatype="int"/><PARAM name="q" datatype="int"/>',
    ),
    count: 2,
  },
  "W-ATTRIBUTE-UNKNOWN": {
    document: table('▶<FIELD id="x" name="a" datatype="int"/>\n<FIELD id="y" name="b" datatype="int"/>'),
    count: 2,
  },
  "W-ATTRIBUTE-VALUE": { document: votable('▶<RESOURCE type="result"/>') },
  "W-ATTRIBUTE-VERSION": { document: table('▶<FIELD name="a" datatype="int" xtype="x:y"/>', "1.1") },
  "W-BASE64-PADDING": { document: binary('<FIELD name="a" datatype="int"/>', "AAAAAQ"), place: "line" },
  "W-CHAR-NOT-ASCII": {
    document: column('<FIELD name="a" datatype="char" arraysize="*"/>', [
      "<TD>a</TD>",
      "<TD>▶&#233;</TD>",
      "<TD>é</TD>",
      "<TD/>",
    ]),
    count: 2,
  },
  "W-CHAR-TOO-LONG": {
    document: column('<FIELD name="a" datatype="char" arraysize="2"/>', ["<TD>ab</TD>", "<TD>▶abc</TD>"]),
  },
  "W-DATATYPE-ALIAS": { document: table('▶<FIELD name="a" datatype="string"/>') },
  "W-DUPLICATE-ID": { document: votable('<RESOURCE ID="a"/>\n▶<RESOURCE ID="a"/>\n<RESOURCE ID="a"/>'), count: 2 },
  "W-ELEMENT-MISPLACED": { document: votable("<RESOURCE/>\n▶<LINK/>") },
  "W-ELEMENT-MISSING": { document: '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">▶</VOTABLE>' },
  "W-ELEMENT-ORDER": { document: beside("", '\n▶<PARAM name="p" datatype="int" value="1"/>') },
  "W-ELEMENT-REPEATED": {
    document: votable("<RESOURCE><DESCRIPTION/>▶<DESCRIPTION/><DESCRIPTION/></RESOURCE>"),
    count: 2,
  },
  "W-ELEMENT-UNKNOWN": { document: beside("▶<COLUMN/>") },
  "W-ELEMENT-VERSION": {
    document: beside('▶<TIMESYS ID="t" timescale="TT" refposition="GEOCENTER"/>', "", "1.3"),
  },
  "W-EMPTY-CELL": {
    document: column('<FIELD name="a" datatype="int"/>', ["<TD>1</TD>", "<TD>▶</TD>", "<TD/>"], "1.2"),
    count: 2,
  },
  "W-FIELD-NO-DATATYPE": { document: table('▶<PARAM name="p" value="1"/>') },
  "W-FIELD-NO-NAME": { document: table('▶<FIELD datatype="int"/>') },
  "W-FITS": {
    document: table(
      `<FIELD name="a" datatype="int"/>\n<DATA><FITS>▶<STREAM encoding="base64">${base64(fits)}</STREAM></FITS></DATA>`,
    ),
  },
  "W-FLOAT-OVERFLOW": { document: column('<FIELD name="a" datatype="float"/>', ["<TD>▶1e39</TD>"]) },
  "W-FLOAT-SPELLING": {
    document: column('<FIELD name="a" datatype="double"/>', ["<TD>▶nan</TD>", "<TD>NaN</TD>", "<TD>Infinity</TD>"]),
    count: 2,
  },
  "W-HEX-SIGN": { document: column('<FIELD name="a" datatype="short"/>', ["<TD>0x7fff</TD>", "<TD>▶0xffff</TD>"]) },
  "W-ID": { document: votable('▶<RESOURCE ID="1"/>') },
  "W-LONE-SURROGATE": {
    document: binary('<FIELD name="a" datatype="unicodeChar" arraysize="1*"/>', base64([0, 0, 0, 1, 0xd8, 0])),
    place: "line",
  },
  "W-NAMESPACE": {
    document: '▶<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.4"><RESOURCE/></VOTABLE>',
  },
  "W-NOT-UTF8": {
    document: binary('<FIELD name="a" datatype="char" arraysize="1*"/>', base64([0, 0, 0, 1, 0xe9])),
    place: "line",
  },
  "W-NROWS": {
    document: votable(
      '<RESOURCE>\n▶<TABLE nrows="2"><FIELD name="a" datatype="int"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>',
    ),
  },
  "W-NULL-VALUE": { document: table('▶<FIELD name="a" datatype="short"><VALUES null="99999"/></FIELD>') },
  "W-PARAM-VALUE": { document: votable('▶<PARAM name="p" datatype="int" value="1.5"/><RESOURCE/>') },
  "W-QUERY-STATUS": { document: votable('<RESOURCE>▶<INFO name="QUERY_STATUS" value="FINE"/></RESOURCE>') },
  "W-REF": {
    document: table('▶<FIELD name="a" datatype="int" ref="x"/>\n<FIELD name="b" datatype="int" ref="x"/>'),
    count: 2,
  },
  "W-REF-KIND": {
    document: table('<FIELD name="a" datatype="int"/>\n<GROUP ID="g"/>\n<GROUP>▶<FIELDref ref="g"/></GROUP>'),
  },
  "W-REF-ORDER": {
    document: votable('<RESOURCE>▶<TABLE ref="t"/>\n<TABLE ID="t"><FIELD name="a" datatype="int"/></TABLE></RESOURCE>'),
  },
  "W-RESOURCE-META": {
    document: votable(
      '<RESOURCE type="meta"><TABLE><FIELD name="a" datatype="int"/>▶<DATA><TABLEDATA/></DATA></TABLE></RESOURCE>',
    ),
  },
  "W-STREAM-ENCODING": { document: binary('<FIELD name="a" datatype="int"/>', "AAAAAQ==", "") },
  "W-TEXT": { document: votable("<RESOURCE>▶text</RESOURCE>") },
  "W-TIMEORIGIN": {
    document: beside(
      '<TIMESYS ID="t" timescale="TT" refposition="GEOCENTER"/>▶<PARAM name="p" datatype="double" unit="d" ref="t" value="1"/>',
    ),
  },
  "W-UCD": { document: table('▶<FIELD name="a" datatype="int" ucd="pos.eq,ra"/>') },
  "W-VALUES": { document: table('▶<FIELD name="a" datatype="int"><VALUES><MIN value="low"/></VALUES></FIELD>') },
  "W-VERSION": { document: '▶<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE/></VOTABLE>' },
  "W-XTYPE": { document: table('▶<FIELD name="a" datatype="char" arraysize="*" xtype="circle"/>') },
  "N-ARRAYSIZE-ONE": { document: table('▶<FIELD name="a" datatype="int" arraysize="1"/>') },
  "N-DEPRECATED": { document: votable("▶<DEFINITIONS/><RESOURCE/>") },
  "N-DOCTYPE": { document: `▶<!DOCTYPE VOTABLE SYSTEM "VOTable.dtd">\n${votable("<RESOURCE/>")}` },
  "N-DUPLICATE-NAME": {
    document: table(
      '<FIELD name="a" datatype="int"/>\n▶<FIELD name="a" datatype="int"/>\n<PARAM name="a" datatype="int" value="1"/>',
    ),
    count: 2,
  },
  "N-REF-ORDER": {
    document: votable(
      '<RESOURCE><RESOURCE><TABLE>▶<FIELD name="a" datatype="int" ref="c"/></TABLE></RESOURCE>\n<RESOURCE><COOSYS ID="c" system="ICRS"/></RESOURCE></RESOURCE>',
      "1.5",
    ),
  },
  "N-UNIT": { document: table('▶<FIELD name="a" datatype="int" unit="erg cm^-2"/>') },
  "N-VOCABULARY": { document: beside('▶<COOSYS ID="c" system="Galaktisch"/>', "", "1.5") },
};
