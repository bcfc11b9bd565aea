import { describe, expect, test } from "vitest";
import { readDocument } from "../../support/reading.ts";
import { column, table, votable } from "./documents.ts";

// What the standard allows gives no diagnostic at all.

const EVERYTHING = votable(
  `<DESCRIPTION>A document with <b>markup</b> in its description</DESCRIPTION>
<COOSYS ID="icrs" system="ICRS" epoch="J2016.0" refposition="BARYCENTER"/>
<TIMESYS ID="gaia" timescale="TCB" refposition="BARYCENTER" timeorigin="2455197.5"/>
<TIMESYS ID="dates" timescale="UTC" refposition="TOPOCENTER"/>
<GROUP name="g" ucd="meta.id"><PARAM name="p" datatype="float" value="1e-3" unit="Jy"/></GROUP>
<INFO name="QUERY_STATUS" value="OK">fine</INFO>
<RESOURCE name="r" type="results" utype="a:b" x:own="1" xmlns:x="urn:x">
<DESCRIPTION>of a resource</DESCRIPTION>
<INFO name="QUERY" value="SELECT 1"/>
<PARAM name="MAXREC" datatype="int" value="10"><VALUES><MIN value="0"/><MAX value="100" inclusive="no"/></VALUES></PARAM>
<LINK content-role="doc" content-type="text/html; charset=utf-8" href="http://example.org/a?b=\${row}"/>
<TABLE ID="t" name="t" nrows="1" ucd="meta.table">
<DESCRIPTION>of a table</DESCRIPTION>
<INFO name="n" value="v"/>
<FIELD ID="ra" name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main" ref="icrs" width="10" precision="F6">
<DESCRIPTION>right ascension</DESCRIPTION><VALUES type="actual"><MIN value="0"/><MAX value="360" inclusive="no"/></VALUES><LINK href="a"/>
</FIELD>
<FIELD name="flux" datatype="float" arraysize="3*" unit="10**-20W.m**-2"><VALUES><MIN value="0"/></VALUES></FIELD>
<FIELD name="time" datatype="double" unit="d" ref="gaia" precision="E5"/>
<FIELD name="date" datatype="char" arraysize="*" xtype="timestamp" ref="dates"/>
<FIELD name="flag" datatype="short" ucd="POS_EQ_RA_MAIN"><VALUES ID="flags" null="-1"><OPTION name="a" value="0"><OPTION value="1"/></OPTION></VALUES></FIELD>
<FIELD name="other" datatype="short"><VALUES ref="flags"/></FIELD>
<FIELD name="circle" datatype="float" arraysize="3" xtype="circle"><VALUES><MAX value="312.5 -41 2"/></VALUES></FIELD>
<FIELD name="names" datatype="char" arraysize="4x*"/>
<FIELD name="own" datatype="char" arraysize="*" xtype="own:type"/>
<GROUP name="position"><FIELDref ref="ra" ucd="pos"/><PARAMref ref="tel"/></GROUP>
<PARAM ID="tel" name="tel" datatype="char" arraysize="*" value="VLT"/>
<LINK href="b"/>
<DATA><TABLEDATA>
<TR ID="row1"><TD>1.5</TD><TD>1 2</TD><TD>3</TD><TD>2016-01-01T00:00:00</TD><TD/><TD>0x1F</TD><TD>1 2 3</TD><TD>abcdefgh</TD><TD> x </TD></TR>
</TABLEDATA><INFO name="later" value="1"/></DATA>
<INFO name="last" value="1"/>
</TABLE>
<LINK href="c"/>
<TABLE ref="t"/>
<INFO name="QUERY_STATUS" value="OVERFLOW"/>
<m:VODML xmlns:m="http://www.ivoa.net/xml/mivot"><m:REPORT/></m:VODML>
</RESOURCE>
<RESOURCE type="meta" ID="links"><GROUP name="inputParams"><PARAM name="ID" datatype="char" arraysize="*" ref="ra" value=""/></GROUP></RESOURCE>
<INFO name="end" value="1"/>`,
  "1.5",
);

const quiet: readonly (readonly [string, string])[] = [
  ["every element and attribute of 1.5", EVERYTHING],
  ["an empty cell of any type", column('<FIELD name="a" datatype="int"/>', ["<TD/>", "<TD></TD>", "<TD> </TD>"])],
  [
    "a null of integers in 1.1",
    column('<FIELD name="a" datatype="int"><VALUES null="-1"/></FIELD>', ["<TD>-1</TD>"], "1.1"),
  ],
  ["an empty string in 1.1", column('<FIELD name="a" datatype="char" arraysize="*"/>', ["<TD/>"], "1.1")],
  ["infinities", column('<FIELD name="a" datatype="float"/>', ["<TD>+Inf</TD>", "<TD>-Inf</TD>", "<TD>NaN</TD>"])],
  ["truth in any case", column('<FIELD name="a" datatype="boolean"/>', ["<TD>tRUe</TD>", "<TD>F</TD>", "<TD>?</TD>"])],
  ["UTF-8 in 1.6", column('<FIELD name="a" datatype="char" arraysize="2"/>', ["<TD>é</TD>"], "1.6")],
  [
    "unicodeChar",
    column('<FIELD name="a" datatype="unicodeChar" arraysize="1"/>', ["<TD>é</TD>"]).replace(' arraysize="1"', ""),
  ],
  ["a DTD in 1.0", `<!DOCTYPE VOTABLE SYSTEM "VOTable.dtd">${table('<FIELD datatype="int" name="a"/>', "1.0")}`],
  ["what 1.0 does not ask for", votable('<RESOURCE><INFO name="a"/><COOSYS system="ICRS"/></RESOURCE>', "1.0")],
  [
    "INFO and PARAM in any order in 1.1",
    votable('<RESOURCE><PARAM name="p" datatype="int" value="1"/><INFO name="a" value="b"/></RESOURCE>', "1.1"),
  ],
  ["a string of one character", column('<FIELD name="a" datatype="char" arraysize="1"/>', ["<TD>a</TD>"])],
  [
    "MIVOT in a RESOURCE of its own",
    votable('<RESOURCE type="meta"><VODML xmlns="http://www.ivoa.net/xml/mivot"/></RESOURCE>'),
  ],
  [
    "legal and actual VALUES in 1.0",
    table('<FIELD name="a" datatype="int"><VALUES/><VALUES type="actual"/></FIELD>', "1.0"),
  ],
  ["a prefix", '<v:VOTABLE version="1.3" xmlns:v="http://www.ivoa.net/xml/VOTable/v1.3"><v:RESOURCE/></v:VOTABLE>'],
  ["comments and instructions", votable("<!-- a --><RESOURCE><?b c?></RESOURCE>")],
];

describe.each(["auto", "off"] as const)("kernel %s", (kernel) => {
  test.each(quiet)("%s", async (_, document) => {
    const { error, summary } = await readDocument(new TextEncoder().encode(document), { kernel });
    expect(error).toBeUndefined();
    expect(summary?.diagnostics).toEqual([]);
  });
});
