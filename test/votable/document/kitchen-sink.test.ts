import { openVotable, type Votable } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { bytesOf, gather } from "../byte-sources.ts";

// One document for every version, with every element and attribute that the version has, each once at least.

async function modelOf(xml: string): Promise<{ document: Votable; codes: string[] }> {
  const reader = await openVotable(gather(bytesOf(xml), 61), { lenient: true });
  const { diagnostics } = await reader.summary;
  return { document: reader.document, codes: diagnostics.map(({ code }) => code) };
}

const V10 = `<?xml version="1.0"?>
<!DOCTYPE VOTABLE SYSTEM "http://us-vo.org/xml/VOTable.dtd">
<VOTABLE version="1.0" ID="root">
  <DESCRIPTION>A document of 2002</DESCRIPTION>
  <DEFINITIONS>
    <COOSYS ID="J2000" equinox="2000." epoch="1991.25" system="eq_FK5">by the book</COOSYS>
    <PARAM name="era" datatype="int" value="7"/>
  </DEFINITIONS>
  <INFO name="note" value="of the root"/>
  <RESOURCE ID="r1" name="first" type="results">
    <DESCRIPTION>Of the RESOURCE</DESCRIPTION>
    <INFO ID="i1" name="author" value="A. Nonymous">said more</INFO>
    <COOSYS ID="B1950" equinox="B1950" system="eq_FK4"/>
    <PARAM ID="p1" name="seeing" datatype="float" unit="arcsec" width="5" precision="F2" value="0.75"/>
    <LINK content-role="doc" href="http://example.org/doc">read me</LINK>
    <TABLE ID="t1" name="stars">
      <DESCRIPTION>Of the TABLE</DESCRIPTION>
      <FIELD ID="c1" name="RA" ucd="POS_EQ_RA_MAIN" ref="J2000" datatype="double" width="12" precision="E6" unit="deg" type="no_query">
        <DESCRIPTION>Right ascension</DESCRIPTION>
        <VALUES ID="v1" type="actual" null="-1"><MIN value="0" inclusive="no"/><MAX value="360"/></VALUES>
        <LINK ID="l1" content-role="query" content-type="text/html" title="more" value="x" href="http://example.org/{}" gref="g" action="post"/>
      </FIELD>
      <LINK href="http://example.org/table"/>
      <DATA><TABLEDATA><TR><TD>12.5</TD></TR></TABLEDATA></DATA>
    </TABLE>
    <RESOURCE name="inner" type="meta"/>
  </RESOURCE>
</VOTABLE>`;

const V11 = `<VOTABLE version="1.1" xmlns="http://www.ivoa.net/xml/VOTable/v1.1">
  <RESOURCE utype="a:b">
    <TABLE utype="t:u" nrows="0">
      <FIELD name="x" datatype="int" utype="f:u"/>
      <PARAM ID="p" name="p" datatype="char" arraysize="*" value=" kept as it is " utype="p:u" ucd="meta.note"/>
      <GROUP ID="g" name="outer" ucd="meta" utype="g:u" ref="x">
        <DESCRIPTION>A GROUP</DESCRIPTION>
        <FIELDref ref="x"/>
        <PARAMref ref="p"/>
        <PARAM name="inside" datatype="int" value="3"/>
        <GROUP name="inner"><FIELDref ref="x"/></GROUP>
      </GROUP>
      <DATA><TABLEDATA/></DATA>
    </TABLE>
  </RESOURCE>
</VOTABLE>`.replace('name="x"', 'ID="x" name="x"');

const V14 = `<v:VOTABLE version="1.4" xmlns:v="http://www.ivoa.net/xml/VOTable/v1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b">
  <v:COOSYS ID="sys" system="ICRS" epoch="J2015.5"/>
  <v:TIMESYS ID="time" timescale="TCB" refposition="BARYCENTER" timeorigin="2455197.5"/>
  <v:GROUP name="of the root"><v:PARAM name="a" datatype="boolean" value="T"/></v:GROUP>
  <v:PARAM name="b" datatype="short" arraysize="2" value="1 2"/>
  <v:INFO name="c" value="d" ID="e" unit="m" xtype="x" ref="sys" ucd="meta" utype="u:v"/>
  <v:RESOURCE type="results">
    <v:TIMESYS ID="time2" timescale="UTC" refposition="TOPOCENTER"/>
    <v:GROUP name="of the RESOURCE"/>
    <v:TABLE>
      <v:FIELD name="t" datatype="double" xtype="mjd" ref="time2" ucd="time.epoch"/>
      <v:FIELD name="k" datatype="int">
        <v:VALUES ID="dom" null="-9" type="legal">
          <v:OPTION name="one" value="1"><v:OPTION name="one and a half" value="15"/></v:OPTION>
          <v:OPTION value="2"/>
        </v:VALUES>
        <v:VALUES type="actual"><v:MIN value="1"/></v:VALUES>
      </v:FIELD>
      <v:FIELD name="l" datatype="int"><v:VALUES ref="dom"/></v:FIELD>
      <v:GROUP><v:FIELDref ref="k1" ucd="u" utype="w"/><v:PARAMref ref="k2" ucd="u" utype="w"/></v:GROUP>
      <v:DATA>
        <v:BINARY2><v:STREAM encoding="base64">AD/wAAAAAAAAAAAAAf////c=</v:STREAM></v:BINARY2>
        <v:INFO name="inside" value="DATA"/>
      </v:DATA>
      <v:INFO name="after" value="DATA">with text</v:INFO>
    </v:TABLE>
    <v:INFO name="QUERY_STATUS" value="OVERFLOW"/>
  </v:RESOURCE>
  <v:INFO name="last" value="of all"/>
</v:VOTABLE>`;

const V15 = `<VOTABLE version="1.5" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
  <RESOURCE type="results" name="outer">
    <COOSYS ID="s" system="ICRS" epoch="2016.0" refposition="BARYCENTER"/>
    <RESOURCE type="meta">
      <dm-mapping:VODML xmlns:dm-mapping="http://www.ivoa.net/xml/mivot"><dm-mapping:REPORT status="OK">hand-made &amp; <![CDATA[<odd>]]></dm-mapping:REPORT><!-- kept --></dm-mapping:VODML>
    </RESOURCE>
    <TABLE name="stars">
      <FIELD name="x" datatype="unicodeChar" arraysize="8*"/>
      <DATA><TABLEDATA><TR><TD>1 2</TD></TR></TABLEDATA></DATA>
    </TABLE>
  </RESOURCE>
</VOTABLE>`;

describe("every element and attribute", () => {
  test("VOTable 1.0", async () => {
    const { document } = await modelOf(V10);
    expect(document).toMatchObject({
      version: "1.0",
      ID: "root",
      description: "A document of 2002",
      coosys: [{ ID: "J2000", equinox: "2000.", epoch: "1991.25", system: "eq_FK5", text: "by the book" }],
      params: [{ name: "era", datatype: "int", value: "7", typed: 7 }],
      infos: [{ name: "note", value: "of the root" }],
      raw: [],
    });
    expect(document).not.toHaveProperty("namespace");
    const [resource] = document.resources;
    expect(resource).toMatchObject({
      ID: "r1",
      name: "first",
      type: "results",
      description: "Of the RESOURCE",
      infos: [{ ID: "i1", name: "author", value: "A. Nonymous", text: "said more" }],
      coosys: [{ ID: "B1950", equinox: "B1950", system: "eq_FK4" }],
      params: [
        { ID: "p1", name: "seeing", datatype: "float", unit: "arcsec", width: "5", precision: "F2", typed: 0.75 },
      ],
      links: [{ contentRole: "doc", href: "http://example.org/doc", text: "read me" }],
      resources: [{ name: "inner", type: "meta", tables: [] }],
    });
    expect(resource?.tables).toEqual([
      {
        index: 0,
        ID: "t1",
        name: "stars",
        description: "Of the TABLE",
        serialization: "TABLEDATA",
        rows: 1,
        params: [],
        groups: [],
        infos: [],
        raw: [],
        links: [{ href: "http://example.org/table" }],
        fields: [
          {
            ID: "c1",
            name: "RA",
            ucd: "POS_EQ_RA_MAIN",
            ref: "J2000",
            datatype: "double",
            width: "12",
            precision: "E6",
            unit: "deg",
            type: "no_query",
            description: "Right ascension",
            layout: { kind: "float", bits: 64 },
            values: [
              {
                ID: "v1",
                type: "actual",
                null: "-1",
                min: { value: "0", inclusive: false },
                max: { value: "360", inclusive: true },
              },
            ],
            links: [
              {
                ID: "l1",
                contentRole: "query",
                contentType: "text/html",
                title: "more",
                value: "x",
                href: "http://example.org/{}",
                gref: "g",
                action: "post",
              },
            ],
          },
        ],
      },
    ]);
  });

  test("VOTable 1.1: GROUPs and utypes", async () => {
    const { document } = await modelOf(V11);
    expect(document).toMatchObject({ version: "1.1", namespace: "http://www.ivoa.net/xml/VOTable/v1.1" });
    expect(document.resources[0]).toMatchObject({ utype: "a:b" });
    expect(document.resources[0]?.tables[0]).toMatchObject({
      utype: "t:u",
      nrows: "0",
      rows: 0,
      fields: [{ ID: "x", name: "x", utype: "f:u" }],
      params: [{ ID: "p", utype: "p:u", ucd: "meta.note", value: " kept as it is ", typed: " kept as it is " }],
    });
    expect(document.resources[0]?.tables[0]?.groups).toEqual([
      {
        ID: "g",
        name: "outer",
        ucd: "meta",
        utype: "g:u",
        ref: "x",
        description: "A GROUP",
        fieldRefs: [{ ref: "x" }],
        paramRefs: [{ ref: "p" }],
        params: [{ name: "inside", datatype: "int", value: "3", typed: 3 }],
        groups: [{ name: "inner", fieldRefs: [{ ref: "x" }], paramRefs: [], params: [], groups: [], links: [] }],
        links: [],
      },
    ]);
  });

  test("VOTable 1.4: TIMESYS, VALUES with OPTIONs inside one another, INFO everywhere, a prefix", async () => {
    const { document } = await modelOf(V14);
    expect(document).toMatchObject({
      version: "1.4",
      namespace: "http://www.ivoa.net/xml/VOTable/v1.3",
      coosys: [{ ID: "sys", system: "ICRS", epoch: "J2015.5" }],
      timesys: [{ ID: "time", timescale: "TCB", refposition: "BARYCENTER", timeorigin: "2455197.5" }],
      groups: [{ name: "of the root", params: [{ name: "a", typed: true }] }],
      params: [{ name: "b", typed: [1, 2] }],
    });
    expect(document.infos).toEqual([
      { name: "c", value: "d", ID: "e", unit: "m", xtype: "x", ref: "sys", ucd: "meta", utype: "u:v" },
      { name: "last", value: "of all" },
    ]);
    const [resource] = document.resources;
    expect(resource).toMatchObject({
      timesys: [{ ID: "time2", timescale: "UTC", refposition: "TOPOCENTER" }],
      groups: [{ name: "of the RESOURCE" }],
      infos: [{ name: "QUERY_STATUS", value: "OVERFLOW" }],
    });
    const table = resource?.tables[0];
    expect(table?.infos).toEqual([
      { name: "inside", value: "DATA" },
      { name: "after", value: "DATA", text: "with text" },
    ]);
    expect(table?.groups).toMatchObject([
      { fieldRefs: [{ ref: "k1", ucd: "u", utype: "w" }], paramRefs: [{ ref: "k2", ucd: "u", utype: "w" }] },
    ]);
    expect(table?.fields.map(({ values }) => values)).toEqual([
      undefined,
      [
        {
          ID: "dom",
          null: "-9",
          type: "legal",
          options: [{ name: "one", value: "1", options: [{ name: "one and a half", value: "15" }] }, { value: "2" }],
        },
        { type: "actual", min: { value: "1", inclusive: true } },
      ],
      [{ ref: "dom", null: "-9" }],
    ]);
    expect(table).toMatchObject({ serialization: "BINARY2", rows: 1 });
  });

  test("the null of a VALUES that another refers to is that one's as well", async () => {
    const reader = await openVotable(bytesOf(V14));
    for await (const batch of reader.table?.batches() ?? [])
      expect(batch.columns.map(({ nulls }) => nulls)).toEqual([0, 0, 1]);
    expect.assertions(1);
  });

  test("VOTable 1.5: reference positions, MIVOT kept as it was written", async () => {
    const { document, codes } = await modelOf(V15);
    const [outer] = document.resources;
    expect(outer).toMatchObject({
      coosys: [{ ID: "s", refposition: "BARYCENTER" }],
      tables: [{ name: "stars", fields: [{ arraysize: "8*" }] }],
      resources: [{ type: "meta" }],
    });
    const block = V15.slice(V15.indexOf("<dm-mapping:VODML"), V15.indexOf("</dm-mapping:VODML>") + 19);
    expect(outer?.resources[0]?.raw).toEqual([block]);
    expect(codes).toEqual([]);
  });

  test.each([
    ["1.0", V10],
    ["1.1", V11],
    ["1.4", V14],
  ])(
    "a document of version %s with all that it may have is read byte by byte as it is whole",
    async (_version, xml) => {
      const whole = await openVotable(bytesOf(xml));
      const summary = await whole.summary;
      const cut = await openVotable(gather(bytesOf(xml), 1));
      expect(await cut.summary).toEqual(summary);
      expect(cut.document).toEqual(whole.document);
    },
  );

  test("a version to come is read as far as it is known", async () => {
    const { document } = await modelOf(
      V15.replace('version="1.5"', 'version="1.6"').replace("<TABLE ", '<NEW colour="red"><deep/></NEW><TABLE '),
    );
    expect(document.version).toBe("1.6");
    expect(document.resources[0]).toMatchObject({
      raw: ['<NEW colour="red"><deep/></NEW>'],
      tables: [{ name: "stars", rows: 1 }],
    });
  });
});
