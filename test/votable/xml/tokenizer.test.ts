import type { VotableErrorCode } from "@armillary/votable";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTimeMs } from "../../support/cpu-time.ts";
import { bytesOf, cutAt, gather } from "../byte-sources.ts";
import { eventsOf, printed, tokenizerOf } from "./events.ts";

const lines = async (source: Parameters<typeof eventsOf>[0]) => (await eventsOf(source)).map(printed);

describe("events", () => {
  test.each<[string, string, string[]]>([
    ["an element", "<a/>", ["<a>", "</a>", "."]],
    ["white space in tags", "<a\n b = '1'\t><c /></a >", ['<a b="1">', "<c>", "</c>", "</a>", "."]],
    ["names with prefixes and letters of any script", "<v:TD é:ü_-.1='x'/>", ['<v:TD é:ü_-.1="x">', "</v:TD>", "."]],
    ["quotes inside the other quotes", `<a b='"' c="'"/>`, [`<a b="\\"" c="'">`, "</a>", "."]],
    ["> in an attribute", '<a b="1>2/>"/>', ['<a b="1>2/>">', "</a>", "."]],
    ["white space in an attribute becomes blanks", '<a b="1\t2\n3\r\n4\r5"/>', ['<a b="1 2 3 4 5">', "</a>", "."]],
    ["unless it is written as a reference", '<a b="&#9;&#10;&#13;"/>', ['<a b="\\t\\n\\r">', "</a>", "."]],
    ["the five entities", "<a>&lt;&gt;&amp;&apos;&quot;</a>", ["<a>", JSON.stringify("<>&'\""), "</a>", "."]],
    ["character references", "<a>&#65;&#x1F52D;&#x00041;&#000000000000065;</a>", ["<a>", '"A🔭AA"', "</a>", "."]],
    ["what a reference gives is no markup", "<a>&#60;b>&amp;lt;</a>", ["<a>", '"<b>&lt;"', "</a>", "."]],
    ["line ends", "<a>1\r\n2\r3\n4&#13;</a>", ["<a>", '"1\\n2\\n3\\n4\\r"', "</a>", "."]],
    ["CDATA", "<a>1<![CDATA[<&]]\r\n]]>2</a>", ["<a>", '"1"', "[<&]]\n]", '"2"', "</a>", "."]],
    ["an empty CDATA", "<a><![CDATA[]]></a>", ["<a>", "[]", "</a>", "."]],
    ["a CDATA that nearly ends", "<a><![CDATA[]]]]></a>", ["<a>", "[]]]", "</a>", "."]],
    [
      "comments, which begin no earlier than they end",
      "<!-- a --><a><!----><!--->--></a><!--z-->",
      ["! a ", "<a>", "!", "!->", "</a>", "!z", "."],
    ],
    [
      "a document type",
      '<!DOCTYPE VOTABLE SYSTEM "http://x/V.dtd"><a/>',
      ['%<!DOCTYPE VOTABLE SYSTEM "http://x/V.dtd">', "<a>", "</a>", "."],
    ],
    [
      "an internal subset",
      `<!DOCTYPE a [<!ENTITY b "]>"><!-- > -->]><a/>`,
      [`%<!DOCTYPE a [<!ENTITY b "]>"><!-- > -->]>`, "<a>", "</a>", "."],
    ],
    ["white space and a mark around the root", "\ufeff \n<a/>\n", ["!", "<a>", "</a>", "!", "."]],
    [
      "control characters that XML has",
      "<a>\t\u0085\u007f\u2028\ufffd\u{10ffff}</a>",
      ["<a>", JSON.stringify("\t\u0085\u007f\u2028\ufffd\u{10ffff}"), "</a>", "."],
    ],
  ])("%s", async (_name, xml, expected) => {
    expect(await lines(bytesOf(xml))).toEqual(expected);
    expect(await lines(gather(bytesOf(xml), 1)), "byte by byte").toEqual(expected);
  });

  test("an instruction, and one that looks like a declaration", async () => {
    expect(await lines(bytesOf("<?xml version='1.0'?><?xml-stylesheet a?><a><?b?></a>"))).toEqual([
      "?xml version='1.0'",
      "?xml-stylesheet a",
      "<a>",
      "?b",
      "</a>",
      ".",
    ]);
  });

  test("offsets count bytes", async () => {
    const xml = "<é>\u{1f52d}<b/>&amp;<!--ü--></é>\n";
    const events = await eventsOf(bytesOf(xml));
    expect(events.map(({ type, offset }) => [type, offset])).toEqual([
      ["start", 0],
      ["text", 4],
      ["start", 8],
      ["end", 12],
      ["text", 12],
      ["comment", 17],
      ["end", 26],
      ["comment", 31],
      ["eof", 32],
    ]);
  });

  test("open elements and raw text follow the events", async () => {
    const xml = "<a><b c = '1'/>t&amp;<![CDATA[x]]></a>";
    const tokenizer = tokenizerOf(bytesOf(xml));
    let raw = "";
    const open: string[] = [];
    for (let event = await tokenizer.read(); event.type !== "eof"; event = await tokenizer.read()) {
      raw += tokenizer.raw;
      open.push(tokenizer.open.join("/"));
    }
    expect(raw).toBe(xml);
    expect(open).toEqual(["a", "a/b", "a", "a", "a", ""]);
  });
});

describe("faults", () => {
  const rows: [string, string, VotableErrorCode, string][] = [
    ["an end tag of another element", "<a>\n  <b></a>", "VOT_SYNTAX", "2:6"],
    ["an end tag too many", "<a/></a>", "VOT_SYNTAX", "1:5"],
    ["an end tag with attributes", "<a></a b='1'>", "VOT_SYNTAX", "1:4"],
    ["an end tag without a name", "<a></ a>", "VOT_SYNTAX", "1:4"],
    ["a tag without a name", "<a>< b/></a>", "VOT_SYNTAX", "1:4"],
    ["a name that begins with a digit", "<a><1/></a>", "VOT_SYNTAX", "1:4"],
    ["a bare ampersand", "<a>\nM31 & M32</a>", "VOT_SYNTAX", "2:5"],
    ["a reference behind line ends of two characters", "<a>1\r\n2\r\né &e;</a>", "VOT_SYNTAX", "3:3"],
    ["the same in an attribute", "<a b='1\r\n2\r\né &e;'/>", "VOT_SYNTAX", "3:3"],
    ["an empty reference", "<a>&;</a>", "VOT_SYNTAX", "1:4"],
    ["a reference without its end", "<a>&amp</a>", "VOT_SYNTAX", "1:4"],
    ["an unknown entity", "<a>é&nbsp;</a>", "VOT_SYNTAX", "1:5"],
    ["an entity of the document type", '<!DOCTYPE a [<!ENTITY e "x">]>\n<a>&e;</a>', "VOT_ENTITY", "2:4"],
    ["the same in an attribute", '<!DOCTYPE a [<!ENTITY e "x">]>\n<a b="12&e;"/>', "VOT_ENTITY", "2:9"],
    ["a reference to no character", "<a>&#x110000;</a>", "VOT_SYNTAX", "1:4"],
    ["a reference to a surrogate", "<a>&#xD800;</a>", "VOT_SYNTAX", "1:4"],
    ["a reference to a control character", "<a b='&#8;'/>", "VOT_SYNTAX", "1:7"],
    ["a hexadecimal reference in capitals", "<a>&#X41;</a>", "VOT_SYNTAX", "1:4"],
    ["a reference to zero", "<a>&#0;</a>", "VOT_SYNTAX", "1:4"],
    ["an attribute that stands twice", "<a b='1'\n   b='2'/>", "VOT_SYNTAX", "2:4"],
    ["an attribute without a value", "<a b/>", "VOT_SYNTAX", "1:4"],
    ["an attribute without quotes", "<a b=1/>", "VOT_SYNTAX", "1:6"],
    ["attributes without a blank between", "<a b='1'c='2'/>", "VOT_SYNTAX", "1:9"],
    ["< in an attribute", "<a b='1<2'/>", "VOT_SYNTAX", "1:8"],
    ["< in a tag", "<a <b/>", "VOT_SYNTAX", "1:4"],
    ["a control character in text", "<a>12\u0008</a>", "VOT_SYNTAX", "1:6"],
    ["a NUL", "<a>\u0000</a>", "VOT_SYNTAX", "1:4"],
    ["a control character in an attribute", "<a b='\u001b'/>", "VOT_SYNTAX", "1:7"],
    ["a control character in CDATA", "<a><![CDATA[x\u0001]]></a>", "VOT_SYNTAX", "1:14"],
    ["a control character in a comment", "<a><!--\u0001--></a>", "VOT_SYNTAX", "1:8"],
    ["a character that is none", "<a>🔭\ufffe</a>", "VOT_SYNTAX", "1:5"],
    ["text before the root", "x<a/>", "VOT_SYNTAX", "1:1"],
    ["text behind the root", "<a/>\nfatal error", "VOT_SYNTAX", "1:5"],
    ["CDATA outside the root", "<a/><![CDATA[]]>", "VOT_SYNTAX", "1:5"],
    ["a second root", "<a/>\n<b/>", "VOT_SYNTAX", "2:1"],
    ["an XML declaration in mid-stream", "<a>\n<?xml version='1.0'?></a>", "VOT_SYNTAX", "2:1"],
    ["an XML declaration after white space", " <?xml version='1.0'?><a/>", "VOT_SYNTAX", "1:2"],
    ["a document type behind the root", "<a/><!DOCTYPE a>", "VOT_SYNTAX", "1:5"],
    ["a second document type", "<!DOCTYPE a><!DOCTYPE a><a/>", "VOT_SYNTAX", "1:13"],
    ["something else behind <!", "<a><!ELEMENT></a>", "VOT_SYNTAX", "1:4"],
    ["CDATA in small letters", "<a><![cdata[x]]></a>", "VOT_SYNTAX", "1:4"],
    ["no element", "<!-- nothing -->", "VOT_EMPTY", "1:17"],
    ["nothing", "", "VOT_EMPTY", "1:1"],
    ["an end inside an element", "<a>\n<b>text", "VOT_TRUNCATED", "2:8"],
    ["an end inside a start tag", "<a>\n <b c='", "VOT_TRUNCATED", "2:2"],
    ["an end inside an end tag", "<a></", "VOT_TRUNCATED", "1:4"],
    ["an end behind <", "<a><", "VOT_TRUNCATED", "1:4"],
    ["an end inside CDATA", "<a><![CDATA[x]]", "VOT_TRUNCATED", "1:4"],
    ["an end inside the beginning of CDATA", "<a><![CDA", "VOT_TRUNCATED", "1:4"],
    ["an end inside a comment", "<a><!-- --", "VOT_TRUNCATED", "1:4"],
    ["an end inside an instruction", "<?xml version", "VOT_TRUNCATED", "1:1"],
    ["an end inside a document type", "<!DOCTYPE a [<!ENTITY b ']>'>", "VOT_TRUNCATED", "1:1"],
  ];

  test.each(rows)("%s", async (_name, xml, code, place) => {
    const [line, column] = place.split(":").map(Number);
    const expected = { code, place: { line, column } };
    await expect(lines(bytesOf(xml))).rejects.toMatchObject(expected);
    await expect(lines(gather(bytesOf(xml), 1)), "byte by byte").rejects.toMatchObject(expected);
  });

  test.each([
    ["a byte that begins nothing", [0xff], 4],
    ["a continuation alone", [0x31, 0x80], 5],
    ["a cut character before markup", [0xe9], 4],
    ["an overlong slash", [0xc0, 0xaf], 4],
    ["a surrogate", [0xed, 0xa0, 0x80], 4],
    ["beyond Unicode", [0xf4, 0x90, 0x80, 0x80], 4],
    ["after characters of two and four bytes", [0xc3, 0xa9, 0xf0, 0x9f, 0x94, 0xad, 0xc3], 6],
    ["a continuation behind a whole character", [0xc3, 0xa9, 0x94, 0xad], 5],
  ])("not UTF-8: %s", async (_name, bad, column) => {
    const bytes = Buffer.concat([bytesOf("<a>"), Buffer.from(bad), bytesOf("</a>")]);
    for (const source of [bytes, gather(bytes, 1)]) {
      await expect(lines(source)).rejects.toMatchObject({ code: "VOT_ENCODING", place: { line: 1, column } });
    }
  });

  test("of a character that is not allowed and bytes that are none, the first is told", async () => {
    const [illegal, none] = [Buffer.of(0x14), Buffer.of(0xff)];
    const text = (...parts: readonly Buffer[]) => Buffer.concat([bytesOf("<a>"), ...parts, bytesOf("</a>")]);
    for (const split of [(bytes: Uint8Array) => bytes, (bytes: Uint8Array) => gather(bytes, 1)]) {
      const place = { line: 1, column: 4 };
      await expect(lines(split(text(illegal, none)))).rejects.toMatchObject({ code: "VOT_SYNTAX", place });
      await expect(lines(split(text(none, illegal)))).rejects.toMatchObject({ code: "VOT_ENCODING", place });
    }
  });

  test("the beginning of the second document is known as such", async () => {
    const tokenizer = tokenizerOf(bytesOf("<a><?xml version='1.0'?><b/>"));
    await tokenizer.read();
    expect(tokenizer.restarted).toBe(false);
    await expect(tokenizer.read()).rejects.toThrow(/declaration in the middle/);
    expect(tokenizer.restarted).toBe(true);
  });
});

describe("limits", () => {
  const nested = (depth: number) => "<a>".repeat(depth) + "</a>".repeat(depth);
  const many = (count: number) => `<a ${Array.from({ length: count }, (_, index) => `b${index}=''`).join(" ")}/>`;
  test.each<[string, string, object, boolean]>([
    ["elements as deep as allowed", nested(5), { maxDepth: 5 }, true],
    ["elements one deeper", nested(6), { maxDepth: 5 }, false],
    ["as many attributes as allowed", many(5), { maxAttributes: 5 }, true],
    ["one attribute more", many(6), { maxAttributes: 5 }, false],
    ["a tag as long as allowed", `<a b='${"x".repeat(41)}'/>`, { maxMarkupBytes: 50 }, true],
    ["a tag one byte longer", `<a b='${"x".repeat(42)}'/>`, { maxMarkupBytes: 50 }, false],
    ["a comment as long as allowed", `<a><!--${"x".repeat(43)}--></a>`, { maxMarkupBytes: 50 }, true],
    ["a comment one byte longer", `<a><!--${"x".repeat(44)}--></a>`, { maxMarkupBytes: 50 }, false],
    ["a CDATA too long", `<a><![CDATA[${"x".repeat(44)}]]></a>`, { maxMarkupBytes: 50 }, false],
    ["an instruction too long", `<a><?b ${"x".repeat(50)}?></a>`, { maxMarkupBytes: 50 }, false],
    ["a document type too long", `<!DOCTYPE a [${"<!ENTITY b ''>".repeat(5)}]><a/>`, { maxMarkupBytes: 50 }, false],
    ["text is not markup", `<a>${"x".repeat(500)}</a>`, { maxMarkupBytes: 50 }, true],
  ])("%s", async (_name, xml, limits, allowed) => {
    for (const source of [bytesOf(xml), gather(bytesOf(xml), 1), gather(bytesOf(xml), 13)]) {
      const read = eventsOf(source, limits);
      if (allowed) expect((await read).at(-1)?.type).toBe("eof");
      else await expect(read).rejects.toMatchObject({ code: "VOT_LIMIT" });
    }
  });

  test.each([
    ["a comment", "<a><!--"],
    ["an attribute", "<a b='"],
    ["a CDATA", "<a><![CDATA["],
    ["a tag", "<a"],
  ])("%s without an end is given up at the limit", async (_name, begin) => {
    let given = 0;
    async function* endless() {
      yield bytesOf(begin);
      for (;;) {
        given += 10_000;
        yield bytesOf("x".repeat(10_000));
      }
    }
    await expect(eventsOf(endless(), { maxMarkupBytes: 1_000_000 })).rejects.toMatchObject({ code: "VOT_LIMIT" });
    expect(given).toBeLessThan(1_030_000);
  });

  test("text without an end comes in parts", async () => {
    async function* endless() {
      yield bytesOf("<a>");
      for (;;) yield bytesOf("🔭&amp;\r\n".repeat(1000));
    }
    const tokenizer = tokenizerOf(endless());
    await tokenizer.read();
    for (let part = 0; part < 20; part++) {
      const event = await tokenizer.read();
      expect(event).toMatchObject({ type: "text" });
      expect(tokenizer.window.bytes.length).toBeLessThan(1 << 19);
    }
    await tokenizer.window.close();
  });
});

describe("chunks", () => {
  const pieces = ["x", "🔭", "é", "&amp;", "&#x1F52D;", "&#0000000000000000000065;", "\r\n", "\r", "\n", ";", "]]"];

  test("parts of long text are cut nowhere within a character, a reference or a line end", async () => {
    const sizes = fc.constantFrom(1000, 4096, 65_535, 65_536, 65_537);
    const units = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.nat(40), units, sizes, async (shift, unit, size) => {
        const text = `${"-".repeat(shift)}${unit.join("").repeat(Math.ceil(200_000 / unit.join("").length))}`;
        const xml = bytesOf(`<a>${text}</a>`);
        const expected = await lines(xml);
        expect(await lines(gather(xml, size))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("any cut gives the same events, or the same fault", async () => {
    const fragments = fc.constantFrom(
      ...pieces, "<a>", "</a>", "<b c='1' d=\"'>\"/>", "<![CDATA[", "]]>", "<!--", "-->", "<?pi ?>", "<?xml ?>", "<!DOCTYPE a [", "]>", "'", "<", ">", "&", "&e;", "\u0001", " ",
    ); // biome-ignore format: one list
    const documents = fc.array(fragments, { maxLength: 14 }).map((parts) => bytesOf(`<a>${parts.join("")}</a>`));
    const outcome = (source: Parameters<typeof eventsOf>[0]) =>
      eventsOf(source).then(
        (events) => events,
        ({ code, message, place }) => ({ code, message, place }),
      );
    await fc.assert(
      fc.asyncProperty(documents, fc.array(fc.nat(), { maxLength: 5 }), async (bytes, at) => {
        const whole = await outcome(bytes);
        expect(await outcome(cutAt(bytes, at))).toEqual(whole);
        expect(await outcome(gather(bytes, 1))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  test("a stale byte behind the window decides nothing", async () => {
    // The window's own memory still holds an older "<", ";" and "-->" when the next chunk is small.
    const long = `<a>${"<b/>;-->".repeat(3000)}`;
    const xml = bytesOf(`${long}${"y".repeat(70_000)}&#65;<!-- ${"z".repeat(5000)} --></a>`);
    const lengths = [20_000, 8_000, ...Array<number>(200).fill(401)];
    let at = 0;
    async function* source() {
      for (const length of lengths) {
        yield xml.slice(at, at + length);
        at += length;
      }
    }
    expect(await lines(source())).toEqual(await lines(xml));
  });

  test.each([
    ["an attribute", `<a b="${"é>".repeat(100_000)}"/>`],
    ["a comment", `<a><!--${"- ".repeat(150_000)}--></a>`],
    ["CDATA", `<a><![CDATA[${"] ".repeat(150_000)}]]></a>`],
    ["text", `<a>${"1 ".repeat(150_000)}</a>`],
    ["references", `<a>${"&lt;".repeat(75_000)}</a>`],
    ["a document type", `<!DOCTYPE a [${"<!-- -->".repeat(37_000)}]><a/>`],
  ])("300 kB of %s, byte by byte, take no longer than they must", async (_name, xml) => {
    const startMs = cpuTimeMs();
    await eventsOf(gather(bytesOf(xml), 1));
    // A quadratic search takes half a minute and more.
    expect(cpuTimeMs() - startMs).toBeLessThan(20_000);
  });
});
