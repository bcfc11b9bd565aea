import { type CellValue, rowsOf } from "@armillary/columns";
import { findById, findField, findFields, openVotable, type Param, type VotableReader } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { bytesOf } from "../byte-sources.ts";
import { INT, integers, table, votable } from "../documents.ts";

async function whole(xml: string, options = {}): Promise<VotableReader> {
  const reader = await openVotable(bytesOf(xml), options);
  await reader.summary;
  return reader;
}

async function codesOf(xml: string, options = {}): Promise<string[]> {
  return (await whole(xml, options)).diagnostics.map(({ code }) => code);
}

const param = (attributes: string, inside = "") => `<PARAM name="p" ${attributes}>${inside}</PARAM>`;

describe("PARAM", () => {
  test.each<[string, string, CellValue]>([
    ["an int", 'datatype="int" value=" 42 "', 42],
    ["a long", 'datatype="long" value="9007199254740993"', 9007199254740993n],
    ["a hexadecimal", 'datatype="short" value="0x1F"', 31],
    ["a double", 'datatype="double" value="1e400"', Number.POSITIVE_INFINITY],
    ["an array, flat", 'datatype="float" arraysize="2x2" value="1 2 3 4"', [1, 2, 3, 4]],
    ["a complex", 'datatype="doubleComplex" value="1 -1"', [1, -1]],
    ["a boolean", 'datatype="boolean" value="true"', true],
    ["bits", 'datatype="bit" arraysize="3" value="101"', [true, false, true]],
    ["a string", 'datatype="char" arraysize="*" value="a&#10;b"', "a\nb"],
    ["nothing", 'datatype="int" value=""', null],
    ["the null of its VALUES", 'datatype="int" value="-1"', null],
    ["no datatype", 'value="text"', "text"],
    ["what is no value", 'datatype="int" value="many"', null],
  ])("%s", async (_name, attributes, typed) => {
    const inside = attributes.includes('"-1"') ? '<VALUES null="-1"/>' : "";
    const reader = await whole(votable(param(attributes, inside)), { lenient: true });
    expect(reader.document.resources[0]?.params[0]?.typed).toEqual(typed);
  });

  test("without a value, and one that does not decode, are reported", async () => {
    expect(await codesOf(votable(param('datatype="int"')))).not.toEqual([]);
    expect(await codesOf(votable(param('datatype="int" value="many"')))).toContain("W-PARAM-VALUE");
  });
});

describe("elements in odd places", () => {
  test.each<[string, string, string]>([
    ["a PARAM in a FIELD", `<TABLE><FIELD name="x" datatype="int">${param('datatype="int" value="1"')}</FIELD></TABLE>`, param('datatype="int" value="1"')],
    ["a FIELD in a RESOURCE", '<FIELD name="x" datatype="int"><VALUES null="1"/></FIELD>', '<FIELD name="x" datatype="int"><VALUES null="1"/></FIELD>'],
    ["a TABLE in a TABLE", `<TABLE><TABLE>${INT}</TABLE></TABLE>`, `<TABLE>${INT}</TABLE>`],
    ["a RESOURCE in a TABLE", "<TABLE><RESOURCE/></TABLE>", "<RESOURCE/>"],
    ["a COOSYS in a TABLE", '<TABLE><COOSYS ID="c"/></TABLE>', '<COOSYS ID="c"/>'],
    ["a TR in a RESOURCE", "<TR><TD>1</TD></TR>", "<TR><TD>1</TD></TR>"],
    ["an unknown element in a GROUP", '<GROUP name="g"><odd a="1"><b/>text</odd></GROUP>', '<odd a="1"><b/>text</odd>'],
    ["an element of another vocabulary", '<x:TABLE xmlns:x="http://example.org/x"><x:FIELD/></x:TABLE>', '<x:TABLE xmlns:x="http://example.org/x"><x:FIELD/></x:TABLE>'],
    ["the same by default", '<TABLE xmlns="http://example.org/x"><FIELD/></TABLE>', '<TABLE xmlns="http://example.org/x"><FIELD/></TABLE>'],
    ["an unknown element that never closes its own", "<odd/>", "<odd/>"],
  ])("%s is kept as it was written", async (_name, inside, raw) => {
    const { document } = await whole(votable(inside));
    const [resource] = document.resources;
    expect([...(resource?.raw ?? []), ...(resource?.tables.flatMap((one) => one.raw) ?? [])]).toEqual([raw]);
  }); // biome-ignore format: a table

  test("a misplaced element is reported once", async () => {
    const inside = `<TABLE><FIELD name="x" datatype="int">${param('datatype="int" value="1"')}</FIELD></TABLE>`;
    const { diagnostics } = await whole(votable(inside));
    expect(diagnostics.filter(({ code }) => code === "W-ELEMENT-MISPLACED")).toMatchObject([{ count: 1 }]);
  });

  test("elements are VOTable's in any namespace of it, in none, and with a prefix nobody declared", async () => {
    for (const [open, prefix] of [
      ['<VOTABLE version="1.1" xmlns="http://www.ivoa.net/xml/VOTable/v1.1">', ""],
      ['<VOTABLE xmlns="http://vizier.u-strasbg.fr/VOTable">', ""],
      ['<VOTABLE xmlns="http://vizier.u-strasbg.fr/xml/VOTable-1.1.xsd">', ""],
      ["<VOTABLE>", ""],
      ["<vot:VOTABLE>", "vot:"],
      ['<a:VOTABLE xmlns:a="http://www.ivoa.net/xml/VOTable/v1.2" xmlns="http://example.org">', "a:"],
    ] as const) {
      const inside = integers([1, 2]).replace(/<(\/?)([A-Z])/g, `<$1${prefix}$2`);
      const { document } = await whole(`${open}<${prefix}RESOURCE>${inside}</${prefix}RESOURCE></${prefix}VOTABLE>`);
      expect(document.resources[0]?.tables[0]?.rows).toBe(2);
    }
  });

  test("an element can be in a namespace of its own", async () => {
    const inside =
      '<t:TABLE xmlns:t="http://www.ivoa.net/xml/VOTable/v1.3"><t:FIELD name="x" datatype="int"/></t:TABLE><z:q xmlns:z="z"><z:q/></z:q><INFO name="after" value="it"/>';
    const { document } = await whole(votable(inside));
    expect(document.resources[0]).toMatchObject({ tables: [{ fields: [{ name: "x" }] }], infos: [{ name: "after" }] });
  });
});

test("what an element declares ends with it", async () => {
  const inside =
    '<x xmlns="http://example.org/x"/><y xmlns="http://example.org/y"><y/></y><INFO name="after" value="it"/>';
  const { document } = await whole(votable(inside));
  expect(document.resources[0]).toMatchObject({
    infos: [{ name: "after" }],
    raw: [{}, {}].map(() => expect.any(String)),
  });
});

describe("TABLE", () => {
  const rows = async (reader: VotableReader) => {
    const all: CellValue[][][] = [];
    for await (const one of reader.tables()) {
      all.push([]);
      for await (const batch of one.batches()) all.at(-1)?.push(...rowsOf(batch));
    }
    return all;
  };
  const first = `<TABLE ID="t" name="a">${INT}<DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE>`;

  test("with ref and no FIELDs has those of the other", async () => {
    const second = '<TABLE ref="t"><DATA><TABLEDATA><TR><TD>2</TD></TR></TABLEDATA></DATA></TABLE>';
    const reader = await openVotable(bytesOf(votable(first + second)));
    expect(await rows(reader)).toEqual([[[1]], [[2]]]);
    expect(reader.document.resources[0]?.tables[1]).toMatchObject({ ref: "t", fields: [{ name: "x" }] });
  });

  test("with ref and FIELDs of its own has its own", async () => {
    const second = table({
      attributes: ' ref="t"',
      fields: '<FIELD name="y" datatype="char" arraysize="*"/>',
      data: "<TABLEDATA><TR><TD>2</TD></TR></TABLEDATA>",
    });
    expect(await rows(await openVotable(bytesOf(votable(first + second))))).toEqual([[[1]], [["2"]]]);
  });

  test("with ref and neither FIELDs nor DATA has FIELDs and no rows", async () => {
    const reader = await openVotable(bytesOf(votable(`${first}<TABLE ref="t"/>`)));
    expect(await rows(reader)).toEqual([[[1]], []]);
    expect(reader.document.resources[0]?.tables[1]?.fields).toMatchObject([{ name: "x" }]);
  });

  test.each([["missing"], ["self"]])("with a ref that leads nowhere (%s) has no FIELDs", async (ref) => {
    const reader = await whole(votable(`<TABLE ID="self" ref="${ref}"/>`));
    expect(reader.table?.fields).toEqual([]);
  });

  test.each([
    ["a second DATA", `<TABLE>${INT}<DATA><TABLEDATA/></DATA><DATA><TABLEDATA/></DATA></TABLE>`],
    ["a second serialization", `<TABLE>${INT}<DATA><TABLEDATA/><BINARY><STREAM/></BINARY></DATA></TABLE>`],
    ["a FIELD behind its DATA", `<TABLE>${INT}<DATA><TABLEDATA/></DATA>${INT}</TABLE>`],
    ["a cell where a row is due", `<TABLE>${INT}<DATA><TABLEDATA><TD>1</TD></TABLEDATA></DATA></TABLE>`],
    ["a row too short", `<TABLE>${INT}${INT}<DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE>`],
  ])("%s is VOT_STRUCTURE", async (_name, inside) => {
    await expect(openVotable(bytesOf(votable(inside))).then((reader) => reader.summary)).rejects.toMatchObject({
      code: "VOT_STRUCTURE",
    });
  });

  test.each([
    ["no datatype", '<FIELD name="x"/>'],
    ["an unknown datatype", '<FIELD name="x" datatype="quaternion"/>'],
    ["an arraysize that makes no sense", '<FIELD name="x" datatype="int" arraysize="*x3"/>'],
  ])("a FIELD with %s is VOT_FIELD, with its place; text with lenient", async (_name, field) => {
    const xml = votable(`<TABLE>\n ${field}<DATA><TABLEDATA/></DATA></TABLE>`);
    await expect(openVotable(bytesOf(xml))).rejects.toMatchObject({ code: "VOT_FIELD", place: { line: 2, column: 2 } });
    const reader = await whole(xml, { lenient: true });
    expect(reader.table?.fields.length).toBe(1);
    expect(reader.diagnostics).not.toEqual([]);
  });

  test("maxFields", async () => {
    const fields = (count: number) => votable(`<TABLE>${INT.repeat(count)}</TABLE>`);
    expect((await whole(fields(3), { limits: { maxFields: 3 } })).table?.fields.length).toBe(3);
    await expect(whole(fields(4), { limits: { maxFields: 3 } })).rejects.toMatchObject({ code: "VOT_LIMIT" });
  });

  test("text is limited as markup is, however many parts it comes in", async () => {
    const long = (length: number) => votable(`<DESCRIPTION>${"x".repeat(length)}</DESCRIPTION>`);
    const limits = { maxMarkupBytes: 100_000 };
    expect((await whole(long(100_000), { limits })).document.resources[0]?.description?.length).toBe(100_000);
    await expect(whole(long(100_001), { limits })).rejects.toMatchObject({ code: "VOT_LIMIT" });
    const raw = votable(`<odd>${"x".repeat(100_001)}</odd>`);
    await expect(whole(raw, { limits })).rejects.toMatchObject({ code: "VOT_LIMIT" });
  });
});

describe("looking up", () => {
  const fields = [
    '<FIELD ID="f1" name="RAJ2000" datatype="double" ucd="pos.eq.ra;meta.main" utype="ssa:Target.Pos"/>',
    '<FIELD name="DEJ2000" datatype="double" ucd="meta.main;POS.EQ.DEC"/>',
    '<FIELD name="RA" ID="f3" datatype="double" ucd="ivoa:pos.eq.ra"/>',
    '<FIELD name="old" datatype="double" ucd="POS_EQ_RA_MAIN" utype="Target.Pos"/>',
    '<FIELD name="none" datatype="double"/>',
  ].join("");
  const xml = votable(
    `<INFO ID="info" name="i" value="v"/><COOSYS ID="sys" system="ICRS"/><TIMESYS ID="time" timescale="TT" refposition="GEOCENTER"/>
    <GROUP ID="g1"><GROUP ID="g2"><PARAM ID="pg" name="q" datatype="int" value="1"/></GROUP></GROUP><PARAM ID="pr" name="p" datatype="int" value="1"/>
    <TABLE ID="t">${fields}<PARAM ID="pt" name="p" datatype="int" value="2"/><GROUP ID="g3"/><INFO ID="it" name="i" value="w"/></TABLE>
    <RESOURCE ID="r2"><TABLE ID="t2"/></RESOURCE>`,
  ).replace("<VOTABLE", '<VOTABLE ID="root"');

  test.each([
    [{ ucd: "pos.eq.ra" }, ["RAJ2000", "RA"]],
    [{ ucd: "POS.EQ.RA ; META.MAIN" }, ["RAJ2000"]],
    [{ ucd: "meta.main" }, ["RAJ2000", "DEJ2000"]],
    [{ ucd: "pos.eq" }, []],
    [{ ucd: "pos_eq_ra_main" }, ["old"]],
    [{ ucd: "" }, []],
    [{ utype: "target.pos" }, ["RAJ2000", "old"]],
    [{ utype: "ssa:Target.Pos" }, ["RAJ2000"]],
    [{ name: "RA" }, ["RA"]],
    [{ name: "ra" }, []],
    [{ ID: "f3" }, ["RA"]],
    [{ ucd: "meta.main", utype: "target.pos" }, ["RAJ2000"]],
    [{}, ["RAJ2000", "DEJ2000", "RA", "old", "none"]],
  ])("%j", async (query, names) => {
    const found = (await whole(xml)).table?.meta.fields ?? [];
    expect(findFields(found, query).map(({ name }) => name)).toEqual(names);
    expect(findField(found, query)?.name).toBe(names[0]);
  });

  test.each(["root", "info", "sys", "time", "g1", "g2", "pg", "pr", "t", "f1", "pt", "g3", "it", "r2", "t2"])(
    "the element with ID %s",
    async (id) => {
      const { document } = await whole(xml);
      expect(findById(document, id)).toMatchObject({ ID: id });
    },
  );

  test("an ID that nobody has, and one that two have", async () => {
    const { document } = await whole(xml.replace('ID="pt"', 'ID="pr"'));
    expect(findById(document, "nope")).toBeUndefined();
    expect((findById(document, "pr") as Param).value).toBe("1");
  });
});
