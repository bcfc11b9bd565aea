import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { WriteDiagnostics } from "../../../packages/votable/src/write/diagnostics.ts";
import { printVotableHead, type VotableHead } from "../../../packages/votable/src/write/head.ts";
import { escapeAttribute, escapeText } from "../../../packages/votable/src/write/xml.ts";

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

/** Another parser's reading of the document. */
function parse(xml: string): Element {
  const top: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Element = { name, attributes: { ...attributes } as Record<string, string>, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  return top.children[0] as Element;
}

function all(element: Element, name: string): Element[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => all(child, name))];
}

const noGroup = { fieldRefs: [], paramRefs: [], params: [], groups: [], links: [] };

const head: VotableHead = {
  name: "gaia",
  description: 'A <small> table & its "words"',
  coosys: [{ ID: "sys", system: "ICRS", epoch: "J2016.0" }],
  timesys: [{ ID: "t", timescale: "TCB" }],
  infos: [{ name: "QUERY_STATUS", value: "OK", text: "all of it" }],
  params: [{ name: "radius", ID: "r", datatype: "double", unit: "deg", value: "0.1" }],
  fields: [
    {
      name: "ra",
      ID: "ra",
      datatype: "double",
      unit: "deg",
      ucd: "pos.eq.ra;meta.main",
      ref: "sys",
      values: [
        { null: "-1", type: "actual", min: { value: "0", inclusive: true }, max: { value: "360", inclusive: false } },
      ],
      links: [{ contentRole: "doc", href: "https://example.org/?a=1&b=2" }],
    },
    {
      name: "band",
      datatype: "char",
      arraysize: "8x*",
      values: [{ options: [{ name: "optical", value: "opt", options: [{ value: "opt.V" }] }] }],
      extra: { "odd:colour": "red" },
    },
  ],
  groups: [{ ...noGroup, name: "position", fieldRefs: [{ ref: "ra", ucd: "pos.eq.ra" }], paramRefs: [{ ref: "r" }] }],
};

describe("printVotableHead", () => {
  test("writes the elements in the order of the schema", () => {
    const root = parse(printVotableHead(head));
    expect(root).toMatchObject({
      name: "VOTABLE",
      attributes: { version: "1.4", xmlns: "http://www.ivoa.net/xml/VOTable/v1.3" },
    });
    const [resource] = root.children;
    expect(resource?.attributes).toEqual({ type: "results" });
    expect(resource?.children.map(({ name }) => name)).toEqual(["INFO", "COOSYS", "TIMESYS", "TABLE"]);
    const [table] = all(root, "TABLE");
    expect(table?.children.map(({ name }) => name)).toEqual(["DESCRIPTION", "PARAM", "FIELD", "FIELD", "GROUP"]);
    expect(table?.children[2]?.children.map(({ name }) => name)).toEqual(["VALUES", "LINK"]);
  });

  test("writes every attribute that the standard has, and no other", () => {
    const root = parse(printVotableHead(head));
    const [ra, band] = all(root, "FIELD");
    expect(ra?.attributes).toEqual({
      ID: "ra",
      name: "ra",
      datatype: "double",
      unit: "deg",
      ucd: "pos.eq.ra;meta.main",
      ref: "sys",
    });
    expect(band?.attributes).toEqual({ name: "band", datatype: "char", arraysize: "8x*" });
    expect(all(root, "VALUES")[0]?.attributes).toEqual({ null: "-1", type: "actual" });
    expect(all(root, "MIN")[0]?.attributes).toEqual({ value: "0" });
    expect(all(root, "MAX")[0]?.attributes).toEqual({ value: "360", inclusive: "no" });
    expect(all(root, "OPTION").map(({ attributes }) => attributes)).toEqual([
      { name: "optical", value: "opt" },
      { value: "opt.V" },
    ]);
    expect(all(root, "LINK")[0]?.attributes).toEqual({ "content-role": "doc", href: "https://example.org/?a=1&b=2" });
    expect(all(root, "PARAM")[0]?.attributes).toEqual({
      ID: "r",
      name: "radius",
      datatype: "double",
      unit: "deg",
      value: "0.1",
    });
    expect(all(root, "TIMESYS")[0]?.attributes).toEqual({ ID: "t", timescale: "TCB", refposition: "UNKNOWN" });
    expect(all(root, "FIELDref")[0]?.attributes).toEqual({ ref: "ra", ucd: "pos.eq.ra" });
    expect(all(root, "INFO")[0]).toMatchObject({
      attributes: { name: "QUERY_STATUS", value: "OK" },
      text: "all of it",
    });
  });

  test("is VOTable 1.5 when COOSYS has a reference position", () => {
    const root = parse(printVotableHead({ fields: [], coosys: [{ ID: "c", refposition: "GEOCENTER" }] }));
    expect(root.attributes["version"]).toBe("1.5");
  });

  test("says what it leaves out", () => {
    const diagnostics = new WriteDiagnostics();
    printVotableHead(
      {
        fields: [
          { name: "a", ID: "one", datatype: "int", ref: "gone", links: [{ href: "x:y", text: "more" }] },
          { name: "b", ID: "one", datatype: "int" },
          { name: "c", ID: "1st", datatype: "int", links: [{ href: "x:z", text: " " }] },
        ],
      },
      diagnostics,
    );
    expect(diagnostics.list().map(({ message }) => message)).toEqual([
      "text inside of <LINK> is left out",
      'left out: ref="gone", which is the ID of nothing',
      'left out: ID="one", which another element has',
      'left out: ID="1st", which is no name of XML',
    ]);
  });

  test("leaves out IDs that XML does not take and references to nothing", () => {
    const root = parse(
      printVotableHead({
        fields: [
          { name: "a", ID: "one", datatype: "int" },
          { name: "b", ID: "one", datatype: "int", ref: "gone" },
          { name: "c", ID: "1st", datatype: "int", ref: "one" },
          { name: "d", ID: "größe", datatype: "int", ref: "1st" },
        ],
        groups: [{ ...noGroup, fieldRefs: [{ ref: "gone" }, { ref: "größe" }] }],
      }),
    );
    expect(all(root, "FIELD").map(({ attributes }) => attributes)).toEqual([
      { name: "a", ID: "one", datatype: "int" },
      { name: "b", datatype: "int" },
      { name: "c", datatype: "int", ref: "one" },
      { name: "d", ID: "größe", datatype: "int" },
    ]);
    expect(all(root, "FIELDref").map(({ attributes }) => attributes)).toEqual([{ ref: "größe" }]);
  });

  test("makes up the IDs that the schema wants, and takes none that is in use", () => {
    const root = parse(
      printVotableHead({ fields: [{ name: "a", ID: "coosys-1", datatype: "int" }], coosys: [{}, {}], timesys: [{}] }),
    );
    expect(all(root, "COOSYS").map(({ attributes }) => attributes["ID"])).toEqual(["coosys-2", "coosys-3"]);
    expect(all(root, "TIMESYS").map(({ attributes }) => attributes["ID"])).toEqual(["timesys-1"]);
    expect(all(root, "FIELD")[0]?.attributes["ID"]).toBe("coosys-1");
  });
});

describe("escaping", () => {
  test.each([
    ["<&>]]>\"'", "<&>]]>\"'"],
    ["a\r\nb\tc\nd", "a\r\nb\tc\nd"],
    ["nul\0 bell\x07", "nul\ufffd bell\ufffd"],
    ["\ud800 \udc00 \u{1f52d}", "\ufffd \ufffd \u{1f52d}"],
    ["\ufffe\uffff\x7f", "\ufffd\ufffd\x7f"],
  ])("%j", (text, read) => {
    const element = parse(`<a b="${escapeAttribute(text)}">${escapeText(text)}</a>`);
    expect(element.attributes["b"]).toBe(read);
    expect(element.text).toBe(read);
  });

  test("any string survives in attributes and text, what XML does not have apart", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (odd, plain) => {
        const text = odd + plain;
        const root = parse(
          printVotableHead({
            name: text,
            description: `x${text}`,
            fields: [{ name: text, datatype: "char", values: [{ null: text, options: [{ value: text }] }] }],
            infos: [{ name: text, value: text, text: `x${text}` }],
          }),
        );
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that XML 1.0 leaves out
        const read = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
        expect(all(root, "FIELD")[0]?.attributes["name"]).toBe(read);
        expect(all(root, "VALUES")[0]?.attributes["null"]).toBe(read);
        expect(all(root, "DESCRIPTION")[0]?.text).toBe(`x${read}`);
        expect(all(root, "INFO")[0]?.text).toBe(`x${read}`);
      }),
    );
  });
});
