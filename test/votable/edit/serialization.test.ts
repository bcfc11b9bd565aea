import { VotableError } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../support/reading.ts";
import { int32, stream } from "../documents.ts";
import { edited } from "./editing.ts";

const NS = "http://www.ivoa.net/xml/VOTable/";

function document(inside: string, root = `version="1.4" xmlns="${NS}v1.3"`): string {
  return `<VOTABLE ${root}><RESOURCE>${inside}</RESOURCE></VOTABLE>`;
}

const X = '<FIELD name="x" datatype="int"/>';
const ROWS = "<TABLEDATA><TR><TD>1</TD></TR><TR><TD/></TR></TABLEDATA>";
/** The rows 1 and null. */
const BINARY2 = '<BINARY2>\n<STREAM encoding="base64">\nAAAAAAGAAAAAAA==\n</STREAM>\n</BINARY2>';

function table(data: string, fields = X, attributes = ""): string {
  return `<TABLE${attributes}>${fields}<DATA>${data}</DATA></TABLE>`;
}

describe("VALUES null", () => {
  const null1 = "-2147483648";

  test.each<[what: string, before: string, after: string]>([
    ["a FIELD that closes itself", X, `<FIELD name="x" datatype="int"><VALUES null="${null1}"/></FIELD>`],
    [
      "an empty FIELD",
      '<FIELD name="x" datatype="int"></FIELD>',
      `<FIELD name="x" datatype="int"><VALUES null="${null1}"/></FIELD>`,
    ],
    [
      "after DESCRIPTION, before LINK",
      '<FIELD name="x" datatype="int">\n <DESCRIPTION/>\n <LINK/></FIELD>',
      `<FIELD name="x" datatype="int">\n <DESCRIPTION/>\n <VALUES null="${null1}"/>\n <LINK/></FIELD>`,
    ],
    [
      "in VALUES that has none",
      '<FIELD name="x" datatype="int"><VALUES><MIN value="0"/></VALUES></FIELD>',
      `<FIELD name="x" datatype="int"><VALUES null="${null1}"><MIN value="0"/></VALUES></FIELD>`,
    ],
    [
      "in place of one that is no int",
      '<FIELD name="x" datatype="int"><VALUES null="N/A"/></FIELD>',
      `<FIELD name="x" datatype="int"><VALUES null="${null1}"/></FIELD>`,
    ],
    [
      "one that is there stays",
      `<FIELD name="x" datatype="int"><VALUES null='-9'/></FIELD>`,
      `<FIELD name="x" datatype="int"><VALUES null='-9'/></FIELD>`,
    ],
  ])("%s", async (_what, before, after) => {
    const { text, summary } = await edited(document(table(ROWS, before)), { serialization: "binary" });
    expect(text.split("<DATA>")[0]).toBe(document(table(ROWS, after)).split("<DATA>")[0]);
    expect(summary.rows).toBe(2);
    const { tables } = await readDocument(new TextEncoder().encode(text));
    expect(tables[0]?.firstRows).toEqual([[1], [null]]);
  });

  test("together with edits of that FIELD", async () => {
    const at = { element: "TABLE" } as const;
    const { text } = await edited(document(table(ROWS)), {
      serialization: "binary",
      metadata: [
        { kind: "describe", at, part: { which: "x" }, text: "X" },
        { kind: "set", at, part: { which: "x" }, attributes: { unit: "m" } },
      ],
    });
    expect(text).toContain(
      `<FIELD name="x" datatype="int" unit="m"><DESCRIPTION>X</DESCRIPTION><VALUES null="${null1}"/></FIELD><DATA>`,
    );
  });

  test("needs rows to be held", async () => {
    const nothing = edited(document(table(ROWS)), { serialization: "binary" }, { hold: undefined as never });
    await expect(nothing).rejects.toThrow("give the option hold");
  });

  test("is not asked of rows that can have no nulls", async () => {
    const binary = stream("BINARY", int32([1, -2147483648]));
    const never = { hold: () => Promise.reject(new Error("held")) };
    const { text } = await edited(document(table(binary)), { serialization: "tabledata" }, never);
    expect(text).toContain("<TD>-2147483648</TD>");
    const lists = table("<TABLEDATA><TR><TD>1 2</TD></TR></TABLEDATA>", X.replace("/>", ' arraysize="*"/>'));
    expect((await edited(document(lists), { serialization: "binary2" }, never)).notes).toEqual([]);
  });

  test("of a FIELD that is another TABLE's is refused", async () => {
    const xml = document(table("", X, ' ID="a"').replace(/<DATA>.*<\/DATA>/, "") + table(ROWS, "", ' ref="a"'));
    await expect(edited(xml, { serialization: "binary" })).rejects.toThrow('those of TABLE "a"');
    expect((await edited(xml, { serialization: "binary2" })).text).toBe(xml.replace(ROWS, BINARY2));
  });
});

describe("BINARY2 raises the version", () => {
  test.each([
    [`version="1.1" xmlns="${NS}v1.1"`, `version="1.3" xmlns="${NS}v1.3"`],
    [`xmlns='${NS}v1.2' version='1.2'`, `xmlns='${NS}v1.3' version='1.3'`],
    [
      `version="1.2" xmlns="${NS}v1.2" xmlns:xsi="urn:x" xsi:schemaLocation="${NS}v1.2 ${NS}v1.2"`,
      `version="1.3" xmlns="${NS}v1.3" xmlns:xsi="urn:x" xsi:schemaLocation="${NS}v1.3 ${NS}v1.3"`,
    ],
    ['version="1.0"', 'version="1.3"'],
    ["", 'version="1.3" '],
  ])("of <VOTABLE %s>", async (before, after) => {
    const { text, notes } = await edited(document(table(ROWS), before), { serialization: "binary2" });
    expect(text).toBe(document(table(BINARY2), after));
    expect(notes.map(({ code }) => code)).toEqual(["W-EDIT-VERSION"]);
  });

  test.each([`version="1.3" xmlns="${NS}v1.3"`, 'version="1.9"', `version="1.5" xmlns="${NS}v1.1"`])(
    "not of <VOTABLE %s>",
    async (root) => {
      const { text, notes } = await edited(document(table(ROWS), root), { serialization: "binary2" });
      expect(text).toBe(document(table(BINARY2), root));
      expect(notes).toEqual([]);
    },
  );

  test("not for other serializations", async () => {
    const xml = document(table(BINARY2.replace(/2>/g, ">").replace(/gAAA.*=|AAAA.*=/, "AAAAAQ==")), 'version="1.1"');
    expect((await edited(xml, { serialization: "tabledata" })).text).toContain('<VOTABLE version="1.1">');
  });
});

test("names get the document's prefix", async () => {
  const prefixed = (xml: string) => xml.replace(/<(\/?)/g, "<$1v:");
  const xml = prefixed(document(table(ROWS))).replace("xmlns=", "xmlns:v=");
  const { text } = await edited(xml, { serialization: "binary2" });
  expect(text).toBe(prefixed(document(table(BINARY2))).replace("xmlns=", "xmlns:v="));
  const back = await edited(text, { serialization: "tabledata" });
  expect(back.text.replace(/\n/g, "")).toBe(xml.replace("<v:TD/>", "<v:TD></v:TD>"));
});

test("TABLEs are chosen by their place", async () => {
  const { text, summary } = await edited(document(table(ROWS) + table(ROWS)), {
    serialization: "binary2",
    tables: [1],
  });
  expect(text).toBe(document(table(ROWS) + table(BINARY2)));
  expect(summary.rows).toBe(2);
});

test("rows behind an href stay there", async () => {
  const far = '<BINARY><!-- c --><STREAM href="http://example.org/rows" encoding="gzip"/></BINARY>';
  const { text, notes } = await edited(document(table(far) + table(ROWS)), { serialization: "binary2" });
  expect(text).toBe(document(table(far) + table(BINARY2)));
  expect(notes).toMatchObject([{ code: "W-EDIT-HREF", line: 1, count: 1 }]);
});

test("rows in FITS are held, and their FIELDs say what is stored", async () => {
  const xml = document(table(ROWS));
  const { text, bytes, summary } = await edited(xml, { serialization: "fits" });
  expect(text).toMatch(/<FIELD name="x" datatype="int"><VALUES null="-2147483648"\/><\/FIELD><DATA><FITS extnum="1">/);
  expect(summary.rows).toBe(2);
  const { tables } = await readDocument(bytes);
  expect(tables[0]?.firstRows).toEqual([[1], [null]]);
  const back = await edited(bytes, { serialization: "binary2" });
  // Below the flag of a null lies the VALUES null that there is now.
  const expected = document(table(BINARY2)).replace("AAAAAAGAAAAAAA==", "AAAAAAGAgAAAAA==");
  expect(back.text.split("<DATA>")[1]).toBe(expected.split("<DATA>")[1]);
  await expect(edited(xml, { serialization: "fits" }, { hold: undefined as never })).rejects.toThrow("option hold");
});

test("FIELDs that a FITS stream brings are put in", async () => {
  const card = (text: string) => text.padEnd(80);
  const block = (cards: readonly string[]) => cards.map(card).join("").padEnd(2880);
  const primary = block([
    "SIMPLE  =                    T",
    "BITPIX  =                    8",
    "NAXIS   =                    0",
    "END",
  ]);
  const head = block([
    "XTENSION= 'BINTABLE'",
    "BITPIX  =                    8",
    "NAXIS   =                    2",
    "NAXIS1  =                    4",
    "NAXIS2  =                    2",
    "PCOUNT  =                    0",
    "GCOUNT  =                    1",
    "TFIELDS =                    1",
    "TFORM1  = '1J'",
    "TTYPE1  = 'x'",
    "TNULL1  =                   -1",
    "END",
  ]);
  const rows = Buffer.concat([int32([7, -1]), Buffer.alloc(2872)]);
  const fits = stream("FITS", Buffer.concat([Buffer.from(primary + head), rows]));
  const { text } = await edited(document(table(fits, '<PARAM name="p" datatype="int" value="1"/>')), {
    serialization: "tabledata",
  });
  expect(text.replace(/\n/g, "")).toBe(
    document(
      table(
        "<TABLEDATA><TR><TD>7</TD></TR><TR><TD></TD></TR></TABLEDATA>",
        '<PARAM name="p" datatype="int" value="1"/><FIELD name="x" datatype="int"><VALUES null="-1"/></FIELD>',
      ),
    ),
  );
});

describe("encodings", () => {
  const xml = `<?xml version="1.0" encoding='ISO-8859-1' standalone="yes"?>${document("<INFO name='é' value='€'/>")}`;

  test.each<[what: string, bytes: Buffer, expected: string]>([
    ["ISO-8859-1", Buffer.from(xml.replace("€", "ü"), "latin1"), xml.replace("€", "ü").replace("ISO-8859-1", "UTF-8")],
    [
      "UTF-16 without a declaration",
      Buffer.from(`\ufeff${xml.replace(/^.*?\?>/, "")}`, "utf16le"),
      xml.replace(/^.*?\?>/, ""),
    ],
    [
      "UTF-16",
      Buffer.from(`\ufeff${xml.replace("ISO-8859-1", "utf-16")}`, "utf16le"),
      xml.replace("ISO-8859-1", "UTF-8"),
    ],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${xml}`), `\ufeff${xml}`],
    [
      "what calls itself ASCII",
      Buffer.from(xml.replace("ISO-8859-1", "US-ASCII").replace(/[é€]/g, "")),
      xml.replace("ISO-8859-1", "US-ASCII").replace(/[é€]/g, ""),
    ],
  ])("%s comes out in UTF-8", async (_what, bytes, expected) => {
    expect((await edited(new Uint8Array(bytes))).text).toBe(expected);
  });

  test("what calls itself ASCII says UTF-8 when new text may come in", async () => {
    const ascii = '<?xml version="1.0" encoding="us-ascii"?><VOTABLE><RESOURCE/></VOTABLE>';
    const { text } = await edited(ascii, {
      metadata: [{ kind: "describe", at: { element: "RESOURCE" }, text: "ü" }],
    });
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><VOTABLE><RESOURCE><DESCRIPTION>ü</DESCRIPTION></RESOURCE></VOTABLE>',
    );
  });
});

test("a damaged document is an error behind what stands before the damage", async () => {
  const cut = document(table(ROWS)).slice(0, -30);
  await expect(edited(cut)).rejects.toThrow(VotableError);
  await expect(edited("<html/>")).rejects.toMatchObject({ code: "VOT_NOT_VOTABLE" });
  await expect(edited(document(table(ROWS.replace("1", "x"))), { serialization: "binary2" })).rejects.toMatchObject({
    code: "VOT_CELL",
    place: { row: 0, field: "x" },
  });
});

test("leaving early cancels the source, and so does the signal", async () => {
  const { editVotable } = await import("@armillary/votable/edit");
  const rows = `${"<TR><TD>1</TD></TR>".repeat(10_000)}`;
  const bytes = new TextEncoder().encode(document(table(`<TABLEDATA>${rows}</TABLEDATA>`)));
  let isClosed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (let start = 0; start < bytes.length; start += 1000) yield bytes.slice(start, start + 1000);
    } finally {
      isClosed = true;
    }
  }
  for await (const chunk of editVotable(source())) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect(isClosed).toBe(true);
  const aborting = new AbortController();
  const reading = (async () => {
    for await (const _ of editVotable(source(), {}, { signal: aborting.signal })) aborting.abort(new Error("enough"));
  })();
  await expect(reading).rejects.toThrow("enough");
});
