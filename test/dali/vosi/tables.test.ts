import { openTables, readTables, type TableDescription } from "@armillary/dali";
import { describe, expect, test } from "vitest";
import type { TableMetadata } from "../../../packages/adql/src/schema/metadata.ts";
import { chunksOf } from "../../support/chunks.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const DOCUMENT = `<?xml version="1.0"?>
<?xml-stylesheet href='/static/xsl/vosi.xsl' type='text/xsl'?>
<vtm:tableset xmlns:vtm="http://www.ivoa.net/xml/VOSITables/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:esatapplus="http://esa.int/xml/EsaTapPlus">
  <schema><name>ivoa</name><title>IVOA</title><description><![CDATA[ Models & more ]]></description><utype>x:y</utype>
    <table type="view">
      <name>ivoa.obscore</name><title>ObsCore</title><description>all that is &lt;observed&gt;</description><utype>obscore:1.1</utype><nrows>364</nrows>
      <column std="true">
        <name>s_ra</name><description>position</description><unit>deg</unit><ucd>pos.eq.ra</ucd><utype>obscore:char.spatialaxis</utype>
        <dataType xsi:type="vs:VOTableType" arraysize="2" delim=" " extendedType="point">double</dataType>
        <flag>indexed</flag><flag>principal</flag><flag>nullable</flag>
      </column>
      <column std="false"><name>"Size"</name><unit/><ucd/><dataType xsi:type="vs:TAPType" size="64" extendedType="x">VARCHAR</dataType></column>
      <column><name>bare</name></column>
      <column><unit>deg</unit></column>
      <foreignKey><targetTable>ivoa.other</targetTable><fkColumn><fromColumn>a</fromColumn><targetColumn>b</targetColumn></fkColumn>
        <fkColumn><fromColumn>c</fromColumn><targetColumn>d</targetColumn></fkColumn><description>of two columns</description><utype>fk</utype></foreignKey>
      <foreignKey><fkColumn><fromColumn>a</fromColumn></fkColumn></foreignKey>
    </table>
    <table type="base_table" esatapplus:size="61176401"><name>ivoa.other</name></table>
    <table type="output"><name>"J/A+A/1"."t-2"</name><weird><name>no</name><column><name>no</name></column></weird></table>
    <table/>
  </schema>
  <schema><name>empty</name></schema>
  <schema/>
</vtm:tableset>`;

describe("documents of tables", () => {
  test("in full", async () => {
    const { schemas, tables, problems } = await readTables(bytesOf(DOCUMENT));
    expect(schemas).toEqual([
      { name: "ivoa", title: "IVOA", description: "Models & more", utype: "x:y" },
      { name: "empty" },
      {},
    ]);
    expect(tables).toEqual([
      {
        name: "ivoa.obscore",
        schema: "ivoa",
        type: "view",
        role: "view",
        title: "ObsCore",
        description: "all that is <observed>",
        utype: "obscore:1.1",
        rows: 364,
        columns: [
          {
            name: "s_ra",
            datatype: "double",
            arraysize: "2",
            xtype: "point",
            unit: "deg",
            ucd: "pos.eq.ra",
            utype: "obscore:char.spatialaxis",
            delim: " ",
            description: "position",
            principal: true,
            indexed: true,
            std: true,
            typeSystem: "VOTable",
            flags: ["indexed", "principal", "nullable"],
          },
          { name: '"Size"', datatype: "VARCHAR", std: false, typeSystem: "TAP", size: 64, flags: [] },
          { name: "bare", flags: [] },
        ],
        foreignKeys: [
          {
            targetTable: "ivoa.other",
            columns: [
              { from: "a", target: "b" },
              { from: "c", target: "d" },
            ],
            description: "of two columns",
            utype: "fk",
          },
        ],
      },
      { name: "ivoa.other", schema: "ivoa", type: "table", role: "base_table", rows: 61_176_401, columns: [] },
      { name: '"J/A+A/1"."t-2"', schema: "ivoa", role: "output", columns: [] },
    ]);
    expect(problems).toEqual([
      { message: "a column of ivoa.obscore has no name: it is left out", line: 15, column: 31 },
      { message: "a foreign key of ivoa.obscore names no columns or no table: it is left out", line: 18, column: 66 },
      { message: "a table has no name: it is left out", line: 22, column: 13 },
    ]);
  });

  test("are the same however they are cut", async () => {
    const whole = await readTables(bytesOf(DOCUMENT));
    for (const length of [1, 2, 7, 64, 1000]) {
      expect(await readTables(chunksOf(bytesOf(DOCUMENT), () => length))).toEqual(whole);
    }
  });

  test("fit what the validator of ADQL takes", async () => {
    const { tables } = await readTables(bytesOf(DOCUMENT));
    const metadata: readonly TableMetadata[] = tables;
    expect(metadata.length).toBe(3);
  });

  const TABLE = "<table><name>t</name></table>";
  test.each<[what: string, document: string, schema: string | undefined]>([
    ["a single table", TABLE, undefined],
    ["a schema", `<schema><name>s</name>${TABLE}</schema>`, "s"],
    ["tables without a schema", `<tableset>${TABLE}</tableset>`, undefined],
    [
      "a registry record",
      `<ri:Resource><title>x</title><tableset><schema><name>s</name>${TABLE}</schema></tableset></ri:Resource>`,
      "s",
    ],
    [
      "a table set in a table set",
      `<vosi:tableset><tableset><schema>${TABLE}</schema></tableset></vosi:tableset>`,
      undefined,
    ],
    [
      "an XML declaration twice, and blank lines",
      `\n<?xml version="1.0"?>\n<?xml version="1.0"?><tableset>${TABLE}</tableset>`,
      undefined,
    ],
  ])("%s", async (_what, document, schema) => {
    const { tables } = await readTables(bytesOf(document));
    expect(tables).toEqual([{ name: "t", ...(schema === undefined ? {} : { schema }), columns: [] }]);
  });

  test("with the name of the schema behind its tables: the tables do not know it, the schema does", async () => {
    const { schemas, tables } = await readTables(bytesOf(`<schema>${TABLE}<name>late</name></schema>`));
    expect([schemas, tables]).toEqual([[{ name: "late" }], [{ name: "t", columns: [] }]]);
  });

  test.each<[what: string, document: string, code: string, words: RegExp]>([
    ["a web page", "<html><body><table><tr/></table></body></html>", "DAL_FORMAT", /<html> is no list of tables/],
    ["a VOTable", "<VOTABLE/>", "DAL_FORMAT", /<VOTABLE> is no list of tables/],
    ["nothing", "", "DAL_FORMAT", /empty/],
    ["text", "no", "DAL_FORMAT", /outside the root/],
    ["a document that is cut", DOCUMENT.slice(0, 900), "DAL_FORMAT", /line 11, column \d+\): the document ends/],
    [
      "an entity",
      '<!DOCTYPE tableset [<!ENTITY x SYSTEM "file:///etc/passwd">]><tableset><schema><name>&x;</name></schema></tableset>',
      "DAL_FORMAT",
      /never read or fetched/,
    ],
    ["elements 101 deep", "<tableset>".repeat(101), "DAL_LIMIT", /maxDepth/],
  ])("%s is refused", async (_what, document, code, words) => {
    const reading = readTables(bytesOf(document), { url: "http://vo.test/tables" });
    await expect(reading).rejects.toThrow(words);
    await expect(readTables(bytesOf(document))).rejects.toMatchObject({ code });
  });

  test("beyond the limit is refused", async () => {
    await expect(readTables(bytesOf(DOCUMENT), { maxBytes: 500 })).rejects.toMatchObject({ code: "DAL_LIMIT" });
  });

  test("that break off fail with what the source throws", async () => {
    const broken = (async function* () {
      yield bytesOf(DOCUMENT.slice(0, 300));
      throw new Error("the network broke off");
    })();
    await expect(readTables(broken)).rejects.toThrow("the network broke off");
  });
});

test("tables come one by one, and leaving the loop lets the source go", async () => {
  let given = 0;
  let isClosed = false;
  const endless = (async function* () {
    try {
      yield bytesOf("<tableset><schema><name>s</name>");
      for (;;) yield bytesOf(`<table><name>t${given++}</name><column><name>c</name></column></table>`);
    } finally {
      isClosed = true;
    }
  })();
  const reader = openTables(endless);
  const seen: TableDescription[] = [];
  for await (const table of reader.tables()) if (seen.push(table) === 3) break;
  expect(seen.map(({ name, schema }) => `${schema}.${name}`)).toEqual(["s.t0", "s.t1", "s.t2"]);
  expect(reader.schemas).toEqual([{ name: "s" }]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect([isClosed, given < 10]).toEqual([true, true]);
});

test("50 000 columns take little more memory than they are", async () => {
  const column =
    '<column std="false"><name>c</name><description>d</description><unit>mag</unit><ucd>phot.mag;em.opt.V</ucd><dataType xsi:type="vs:VOTableType">double</dataType><flag>nullable</flag></column>';
  const table = bytesOf(`<table><name>t</name>${column.repeat(50)}</table>`);
  const document = (async function* () {
    yield bytesOf("<tableset><schema>");
    for (let count = 0; count < 1000; count++) yield table;
    yield bytesOf("</schema></tableset>");
  })();
  let columns = 0;
  const units = new Set<string | undefined>();
  for await (const { columns: of } of openTables(document).tables()) {
    columns += of.length;
    units.add(of[0]?.unit);
  }
  expect([columns, [...units]]).toEqual([50_000, ["mag"]]);
});
