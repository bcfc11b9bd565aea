import { findDescriptors } from "@armillary/datalink";
import { convert, limitRows, openTable, skipRows, type TableStream } from "@armillary/formats";
import { type Diagnostic, openVotable, type Votable } from "@armillary/votable";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { selectColumns } from "../../../packages/formats/src/narrow.ts";
import { encodeVotable, type VotableEncodeOptions } from "../../../packages/formats/src/votable/encode.ts";
import { escapeAttribute } from "../../../packages/votable/src/write/xml.ts";
import { bytesFrom } from "../../support/column-arbitraries.ts";

const NAMESPACE = 'xmlns="http://www.ivoa.net/xml/VOTable/v1.3"';

/** A document of two rows; `columns`: attributes of FIELDs of type int. */
function documentOf(
  columns: readonly string[],
  services: { before?: string; behind?: string; inside?: string },
): string {
  const { before = "", behind = "", inside = "" } = services;
  const fields = columns.map((attributes) => `<FIELD ${attributes} datatype="int"/>`).join("");
  const row = `<TR>${columns.map((_, index) => `<TD>${index}</TD>`).join("")}</TR>`;
  return (
    `<VOTABLE version="1.4" ${NAMESPACE}>${before}<RESOURCE type="results"><COOSYS ID="sys" system="ICRS"/>` +
    `<PARAM ID="level" name="level" datatype="int" value="3"/>` +
    `<TABLE>${fields}<DATA><TABLEDATA>${row}${row}</TABLEDATA></DATA></TABLE>${inside}</RESOURCE>${behind}</VOTABLE>`
  );
}

function service(id: string, inputs: string, more = ""): string {
  return (
    `<RESOURCE type="meta" utype="adhoc:service" ID="${id}"><PARAM name="accessURL" datatype="char" arraysize="*" ` +
    `value="https://a.test/?x=1&amp;y=2"/><GROUP name="inputParams">${inputs}</GROUP>${more}</RESOURCE>`
  );
}

const fromColumn = (ref: string): string => `<PARAM name="ID" datatype="int" ref="${ref}" value=""/>`;

const open = (xml: string): Promise<TableStream> => openTable(new TextEncoder().encode(xml));

async function written(table: TableStream, options: VotableEncodeOptions = {}) {
  const diagnostics: Diagnostic[] = [];
  const bytes = await bytesFrom(encodeVotable(table, { ...options, onDiagnostic: (one) => diagnostics.push(one) }));
  return { bytes, document: await read(bytes), told: diagnostics };
}

/** Of a document that the strict reader takes, with references that lead somewhere. */
async function read(bytes: Uint8Array): Promise<Votable> {
  const reader = await openVotable(bytes, { strict: true });
  const { diagnostics } = await reader.summary;
  expect(diagnostics).toEqual([]);
  return reader.document;
}

const idsIn = (document: Votable): (string | undefined)[] => findDescriptors(document).map(({ ID }) => ID);

describe("what is written of a document's services", () => {
  const columns = ['name="a" ID="col_a"', 'name="b" ID="col_b"'];

  test.each<readonly [where: string, place: "before" | "behind" | "inside"]>([
    ["before the results", "before"],
    ["behind them", "behind"],
    ["inside of them", "inside"],
  ])("those that stand %s follow the rows", async (_, place) => {
    const table = await open(documentOf(columns, { [place]: service("s", fromColumn("col_a")) }));
    const { document, told } = await written(table);
    expect(told).toEqual([]);
    expect(document.resources.map(({ type, ID }) => ({ type, ID }))).toEqual([
      { type: "results", ID: undefined },
      { type: "meta", ID: "s" },
    ]);
    expect(findDescriptors(document)[0]).toMatchObject({
      accessUrl: "https://a.test/?x=1&y=2",
      inputs: [{ source: "column", column: { key: "a" } }],
    });
  });

  test("what the service says of itself is one", async () => {
    const self = '<RESOURCE type="meta" utype="adhoc:this" name="this"><GROUP name="inputParams"/></RESOURCE>';
    const { document } = await written(await open(documentOf(columns, { behind: self })));
    expect(findDescriptors(document)).toMatchObject([{ isSelf: true, name: "this" }]);
  });

  test("other RESOURCEs are none", async () => {
    const other = '<RESOURCE type="meta" ID="x"><PARAM name="p" datatype="int" value="1"/></RESOURCE>';
    const { document, told } = await written(await open(documentOf(columns, { behind: other })));
    expect(document.resources).toHaveLength(1);
    expect(told).toEqual([]);
  });

  test("none where they are not wanted", async () => {
    const table = await open(documentOf(columns, { behind: service("s", fromColumn("col_a")) }));
    expect(idsIn((await written(table, { services: false })).document)).toEqual([]);
  });

  test("other formats have no place for them, and are not asked for them", async () => {
    const table = await open(documentOf(columns, {}));
    await expect(bytesFrom(convert(table, "csv", { services: true }))).rejects.toMatchObject({ code: "FORMAT_OPTION" });
  });

  test.each<readonly [what: string, inputs: string, kept: boolean, told: RegExp | undefined]>([
    ["a column", fromColumn("col_b"), true, undefined],
    ["a PARAM of the table", '<PARAM name="L" datatype="int" ref="level" value=""/>', true, undefined],
    ["a PARAM of its own", '<PARAM ID="own" name="L" datatype="int" value="1"/><PARAMref ref="own"/>', true, undefined],
    ["a frame", '<PARAM name="RA" datatype="double" ref="sys" value=""/>', true, undefined],
    ["a column in an inner GROUP", `<GROUP>${fromColumn("col_b")}</GROUP>`, true, undefined],
    [
      "a column that is left out",
      fromColumn("col_a"),
      false,
      /"s" is left out: its parameter "ID" .* column "a", which is not/,
    ],
    ["one that is left out, further in", `<GROUP>${fromColumn("col_a")}</GROUP>`, false, /column "a"/],
    ["a column by its name", fromColumn("b"), true, undefined],
    ["a column of another TABLE", fromColumn("elsewhere"), false, undefined],
    [
      "a PARAM of another RESOURCE",
      '<PARAM name="L" datatype="int" ref="far" value=""/>',
      false,
      /"far", which is not/,
    ],
    ["such a PARAM by PARAMref", '<PARAMref ref="far"/>', false, /PARAM "far"/],
  ])("one that refers to %s", async (_, inputs, kept, message) => {
    const other =
      '<RESOURCE type="meta" ID="other"><PARAM ID="far" name="far" datatype="int" value="1"/>' +
      '<TABLE><FIELD ID="elsewhere" name="e" datatype="int"/></TABLE></RESOURCE>';
    const table = await open(documentOf(columns, { behind: service("s", inputs) + other }));
    const { document, told } = await written(selectColumns(table, ["b"]));
    expect(idsIn(document)).toEqual(kept ? ["s"] : []);
    expect(told.map(({ code }) => code)).toEqual(message === undefined ? [] : ["W-WRITE-SERVICE"]);
    if (message !== undefined) expect(told[0]?.message).toMatch(message);
  });

  test("a reference by name becomes one by ID", async () => {
    const { document } = await written(await open(documentOf(columns, { behind: service("s", fromColumn("b")) })));
    expect(findDescriptors(document)[0]?.inputs).toMatchObject([{ param: { ref: "col_b" }, column: { key: "b" } }]);
  });

  test.each([
    ["without an ID", 'name="a"', "a", /column "a", which has no ID/],
    ["with an ID that is no name of XML", 'name="a" ID="1 a"', "1 a", /ID="1 a", which is no name of XML/],
    ["that is nowhere", 'name="a"', "x", /"x", which is the ID of nothing/],
  ])("one that takes values from a column %s is left out and told", async (_, column, ref, message) => {
    const { document, told } = await written(
      await open(documentOf([column], { behind: service("s", fromColumn(ref)) })),
    );
    expect(idsIn(document)).toEqual([]);
    expect(told.filter(({ code }) => code === "W-WRITE-SERVICE")[0]?.message).toMatch(message);
  });

  test("columns may have other names by then", async () => {
    const table = await open(documentOf(columns, { behind: service("s", fromColumn("col_a")) }));
    const [first, second] = table.fields;
    if (first === undefined || second === undefined) throw new Error("two columns");
    const renamed: TableStream = {
      fields: [second, { ...first, name: "other" }],
      metadata: table.metadata,
      get document() {
        return table.document;
      },
      async *batches() {
        for await (const {
          rows,
          columns: [a, b],
        } of table.batches()) {
          if (a !== undefined && b !== undefined) yield { rows, columns: [b, a] };
        }
      },
      get summary() {
        return table.summary;
      },
      close: () => table.close(),
    };
    const { document } = await written(renamed);
    expect(findDescriptors(document)[0]?.inputs).toMatchObject([{ column: { key: "other" } }]);
  });

  test.each<readonly [what: string, change: (table: TableStream) => TableStream]>([
    ["without its first rows", (table) => skipRows(table, 1)],
    [
      "cut where it ends",
      (table) => limitRows(table, 5, (rows) => ({ status: "OK", rows, bytesRead: 0, diagnostics: [] })),
    ],
  ])("a table %s has them", async (_, change) => {
    const table = await open(documentOf(columns, { behind: service("s", fromColumn("col_a")) }));
    expect(idsIn((await written(change(table))).document)).toEqual(["s"]);
  });

  test("a table that is cut before its end has those that stand before the rows", async () => {
    const xml = documentOf(columns, { before: service("first", ""), behind: service("last", "") });
    const table = await openTable(new TextEncoder().encode(xml), { limit: 1 });
    expect(idsIn((await written(table)).document)).toContain("first");
  });

  test("VOTable 1.1 has no place for parameters: the service is left out and told", async () => {
    const table = await open(documentOf(columns, { behind: service("s", fromColumn("col_a")) }));
    const { document, told } = await written(table, { version: "1.1" });
    expect(document.resources).toHaveLength(1);
    expect(told.map(({ message }) => message)).toContain(
      'service descriptor "s" is left out: VOTable has GROUP in RESOURCE since 1.2',
    );
  });
});

const texts = fc.string({ unit: fc.constantFrom("a", "é", "<", "&", '"', " ", "𝔸"), maxLength: 6 });
const input = (columns: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .integer({ min: 0, max: columns - 1 })
      .map((column) => `<PARAM name="C" datatype="int" ref="id${column}" value="" ucd="meta.id"/>`),
    texts.map(
      (text) =>
        `<PARAM name="T" datatype="unicodeChar" arraysize="*" value="${escapeAttribute(text)}"><DESCRIPTION>d${escapeAttribute(text)}</DESCRIPTION></PARAM>`,
    ),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map(
        (bound) =>
          `<PARAM name="B" datatype="double" arraysize="2" unit="m" xtype="interval" value=""><VALUES><MIN value="${bound}"/><MAX value="${bound}"/></VALUES></PARAM>`,
      ),
    texts.map(
      (text) =>
        `<PARAM name="O" datatype="char" arraysize="*" value="x"><VALUES><OPTION name="n" value="${escapeAttribute(text)}"/></VALUES></PARAM>`,
    ),
  );
const documents = fc.integer({ min: 1, max: 4 }).chain((count) =>
  fc
    .array(fc.tuple(fc.array(input(count), { maxLength: 4 }), fc.constantFrom("before", "behind", "inside")), {
      maxLength: 4,
    })
    .map((services) => {
      const placed = { before: "", behind: "", inside: "" };
      for (const [index, [inputs, place]] of services.entries()) {
        placed[place as keyof typeof placed] += service(`s${index}`, inputs.join(""));
      }
      return documentOf(
        Array.from({ length: count }, (_, index) => `name="n${index}" ID="id${index}"`),
        placed,
      );
    }),
);

test("services read back as they were, whatever they are, in every serialization", async () => {
  await fc.assert(
    fc.asyncProperty(
      documents,
      fc.constantFrom("tabledata" as const, "binary" as const, "binary2" as const, "fits" as const),
      fc.constantFrom("1.3" as const, "1.4" as const, "1.5" as const),
      async (xml, serialization, version) => {
        const byId = (document: Votable) =>
          findDescriptors(document).sort((one, other) => ((one.ID ?? "") < (other.ID ?? "") ? -1 : 1));
        const { document, told } = await written(await open(xml), { serialization, version });
        expect(byId(document)).toEqual(byId(await read(new TextEncoder().encode(xml))));
        expect(told).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});
