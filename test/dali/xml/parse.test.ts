import { describe, expect, test } from "vitest";
import { DalError } from "../../../packages/dali/src/errors.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  childText,
  isNil,
  rawTextOf,
  textOf,
  typeOf,
  XLINK_NAMESPACE,
  type XmlElement,
} from "../../../packages/dali/src/xml/element.ts";
import type { XmlOptions } from "../../../packages/dali/src/xml/options.ts";
import { parseXml } from "../../../packages/dali/src/xml/parse.ts";
import { cpuTimeMs } from "../../support/cpu-time.ts";

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), !bigEndian);
  return bytes;
};

/** Elements as nested arrays: what the tests below compare. */
function shape(element: XmlElement): unknown {
  return [element.local, ...element.children.map((child) => (typeof child === "string" ? child : shape(child)))];
}

describe("parseXml reads", () => {
  test.each<[what: string, source: string | Uint8Array, shape: unknown]>([
    ["elements and text in order", "<a>x<b/>y<b>z</b></a>", ["a", "x", ["b"], "y", ["b", "z"]]],
    [
      "the five entities and character references",
      "<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x1F52D;</a>",
      ["a", "<>&'\"A\u{1F52D}"],
    ],
    ["CDATA as it stands, as part of the text", "<a> &lt;<![CDATA[&lt;<b>]]>&gt; </a>", ["a", " <&lt;<b>> "]],
    ["text on both sides of a comment and an instruction", "<a>x<!-- &y; --><?pi <z> ?>w</a>", ["a", "xw"]],
    [
      "numbers as text",
      "<a><b>007</b><b>1e3</b><b>0x10</b><b>true</b></a>",
      ["a", ["b", "007"], ["b", "1e3"], ["b", "0x10"], ["b", "true"]],
    ],
    ["line ends as line feeds", "<a>x\r\ny\rz</a>", ["a", "x\ny\nz"]],
    [
      "names that objects of JavaScript have",
      "<a><__proto__>1</__proto__><constructor/><hasOwnProperty/><toString/></a>",
      ["a", ["__proto__", "1"], ["constructor"], ["hasOwnProperty"], ["toString"]],
    ],
    ["blank lines before the declaration", "\n\n <?xml version='1.0'?>\n<a/>", ["a"]],
    ["a byte order mark in a string", "\ufeff<?xml version='1.0'?><a/>", ["a"]],
    ["a byte order mark in bytes", new TextEncoder().encode("\ufeff<a>é</a>"), ["a", "é"]],
    ["a doubled declaration", "<?xml version='1.0'?>\n<?xml version='1.0' encoding='UTF-8'?><a/>", ["a"]],
    [
      "ISO-8859-1 as declared",
      latin1("<?xml version='1.0' encoding='ISO-8859-1'?><a>caf\u00e9\u0085</a>"),
      ["a", "café\u0085"],
    ],
    ["UTF-16 with a mark", utf16("\ufeff<a>é\u{1F52D}</a>", true), ["a", "é\u{1F52D}"]],
    ["UTF-16 without a mark", utf16("<a>é</a>", false), ["a", "é"]],
    ["a document type without what it declares", "<!DOCTYPE a [<!-- it's --><!ENTITY b '>]'>]><a>x</a>", ["a", "x"]],
    ["a document type that names a file", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", ["a"]],
  ])("%s", (_what, source, expected) => {
    expect(shape(parseXml(source))).toEqual(expected);
  });
});

describe("parseXml refuses", () => {
  const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join("");
  test.each<[what: string, source: string | Uint8Array, code: string, words: RegExp, place?: string]>([
    ["nothing", "", "DAL_FORMAT", /it is empty/],
    ["white space", " \n ", "DAL_FORMAT", /it is empty/],
    ["plain text", "Service down", "DAL_FORMAT", /'S' is not expected/, "1:1"],
    ["an element that is not closed", "<a>\n <b>", "DAL_FORMAT", /it ends inside <b>: it was cut off/, "2:5"],
    ["the wrong end tag", "<a>\n <b></a>", "DAL_FORMAT", /Expected closing tag 'b'/, "2:5"],
    ["a second root", "<a/>\n<b/>", "DAL_FORMAT", /more than one root element/],
    ["text behind the root", "<a></a>\ntrailing", "DAL_FORMAT", /Extra text/, "2:1"],
    ["an attribute twice", "<a x='1' x='2'/>", "DAL_FORMAT", /repeated/, "1:10"],
    ["an attribute without quotes", "<a x=1/>", "DAL_FORMAT", /without value/, "1:4"],
    ["a bare ampersand", "<a>A & B</a>", "DAL_FORMAT", /'&'/, "1:6"],
    ["an entity of no one", "<a>\n<b>&nbsp;</b></a>", "DAL_FORMAT", /&nbsp; is not defined/, "2:4"],
    ["an entity in an attribute", "<a>\n <b c='&x;'/></a>", "DAL_FORMAT", /&x; is not defined/, "2:8"],
    ["a character reference to none", "<a>&#0;</a>", "DAL_FORMAT", /not a reference/, "1:4"],
    ["a control character", "<a>\nx\u0001</a>", "DAL_FORMAT", /U\+0001/, "2:2"],
    ["a comment without end", "<a>\n<!-- x</a>", "DAL_FORMAT", /comment has no end/, "2:1"],
    ["CDATA without end", "<a><![CDATA[x</a>", "DAL_FORMAT", /CDATA section has no end/, "1:4"],
    ["a declaration that is none", "<a><!FOO></a>", "DAL_FORMAT", /"<!FOO><\/a>" is not XML/, "1:4"],
    ["a document type inside the root", "<a><!DOCTYPE a [<!ENTITY x 'y'>]>&x;</a>", "DAL_FORMAT", /is not XML/, "1:4"],
    ["two document types", "<!DOCTYPE a><!DOCTYPE a><a/>", "DAL_FORMAT", /two document types/, "1:13"],
    ["bytes that are not UTF-8", latin1("<a>\u00e9</a>"), "DAL_FORMAT", /encoding/],
    ["an encoding of no one", "<?xml version='1.0' encoding='klingon'?><a/>", "DAL_FORMAT", /klingon/],
    ["billion laughs", `<!DOCTYPE a [<!ENTITY l0 "lol">${laughs}]><a>&l9;</a>`, "DAL_FORMAT", /&l9; is not defined/],
    [
      "an external entity",
      "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
      "DAL_FORMAT",
      /never read/,
    ],
    [
      "a parameter entity",
      "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x'> %x;]><a>&y;</a>",
      "DAL_FORMAT",
      /&y;/,
    ],
    ["elements 101 deep", `${"<a>".repeat(103)}${"</a>".repeat(103)}`, "DAL_LIMIT", /maxDepth/],
    ["200 001 elements", `<a>${"<b/>".repeat(200_000)}</a>`, "DAL_LIMIT", /maxElements/],
  ])("%s", (_what, source, code, words, place) => {
    const bytes = typeof source === "string" && source.includes("klingon") ? latin1(source) : source;
    const failure = failureOf(bytes);
    expect({ code: failure.code, message: failure.message }).toEqual({ code, message: expect.stringMatching(words) });
    if (place !== undefined) expect(`${failure.failure.line}:${failure.failure.column}`).toBe(place);
  });

  test("what is longer than the limit, before it is looked at", () => {
    expect(failureOf(`<a>${"x".repeat(100)}`, { maxBytes: 100 }).code).toBe("DAL_LIMIT");
    expect(failureOf(new Uint8Array(101), { maxBytes: 100 }).code).toBe("DAL_LIMIT");
  });

  test("in words that say what and from where", () => {
    const { message, failure } = failureOf("<a>", { what: "list of jobs", url: "http://vo.test/async" });
    expect(message).toMatch(
      /^The list of jobs from http:\/\/vo\.test\/async cannot be read \(line 1, column 4\): it ends inside <a>/,
    );
    expect(failure.url).toBe("http://vo.test/async");
  });
});

test.each<[what: string, source: string]>([
  ["an attribute of 4 MB", `<a b="${"x".repeat(4 << 20)}"/>`],
  ["a tag of 1 MB of blanks", `<a ${" ".repeat(1 << 20)}/>`],
  ["100 000 attributes", `<a ${Array.from({ length: 100_000 }, (_, n) => `a${n}=""`).join(" ")}/>`],
  ["1 MB of comments that begin", `<a>${"<!--".repeat(1 << 18)}</a>`],
  ["1 MB of angle brackets", "<".repeat(1 << 20)],
  ["1 MB of ampersands", `<a>${"&".repeat(1 << 20)}</a>`],
  ["1 MB of quotes in a document type", `<!DOCTYPE ${"'\"".repeat(1 << 19)}><a/>`],
])("%s takes no time beyond its length", (_what, source) => {
  const startMs = cpuTimeMs();
  try {
    parseXml(source);
  } catch (failure) {
    expect(failure).toBeInstanceOf(DalError);
  }
  expect(cpuTimeMs() - startMs).toBeLessThan(20_000);
});

describe("namespaces", () => {
  const document = `<u:job xmlns:u="http://www.ivoa.net/xml/UWS/v1.0" xmlns:x="http://www.w3.org/1999/xlink"
      xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="urn:default">
    <u:result x:href=" http://a.test/1 " href="wrong" i:type="vs:ParamHTTP"/><plain/><lost:one/>
    <inner xmlns="urn:inner" xmlns:u="urn:other"><u:x/><y/></inner>
    <none xmlns=""><z/></none>
    <u:quote i:nil="true">not this</u:quote><u:phase/><u:phase> RUN </u:phase>
  </u:job>`;
  const root = parseXml(document);

  test("of elements are those in scope; a prefix bound to nothing has none", () => {
    const inner = childOf(root, "inner") as XmlElement;
    const none = childOf(root, "none") as XmlElement;
    expect(
      [root, ...childrenOf(root).slice(0, 3), inner, ...childrenOf(inner), none, ...childrenOf(none)].map(
        ({ name, namespace }) => [name, namespace],
      ),
    ).toEqual([
      ["u:job", "http://www.ivoa.net/xml/UWS/v1.0"],
      ["u:result", "http://www.ivoa.net/xml/UWS/v1.0"],
      ["plain", "urn:default"],
      ["lost:one", undefined],
      ["inner", "urn:inner"],
      ["u:x", "urn:other"],
      ["y", "urn:inner"],
      ["none", undefined],
      ["z", undefined],
    ]);
  });

  test("of attributes decide between two of one local name, and are not needed for one alone", () => {
    const result = childOf(root, "result") as XmlElement;
    expect(attributeOf(result, "href", XLINK_NAMESPACE)).toBe("http://a.test/1");
    expect(attributeOf(result, "href")).toBe("wrong");
    expect(typeOf(result)).toBe("ParamHTTP");
    expect(attributeOf(parseXml("<r href='bare'/>"), "href", XLINK_NAMESPACE)).toBe("bare");
    expect(typeOf(parseXml("<d xsi:type='vs:TAP'/>"))).toBe("TAP");
  });

  test("text: trimmed, the first that is not empty, nil as none", () => {
    expect(childText(root, "phase")).toBe("RUN");
    expect(textOf(childOf(root, "quote"))).toBeUndefined();
    expect(isNil(childOf(root, "quote") as XmlElement)).toBe(true);
    expect(rawTextOf(parseXml("<a> x<b>y </b></a>"))).toBe(" xy ");
  });

  test("each element knows its place", () => {
    const inner = childOf(root, "inner") as XmlElement;
    expect([root, childOf(root, "plain"), inner, childOf(inner, "y")].map((at) => `${at?.line}:${at?.column}`)).toEqual(
      ["1:1", "3:78", "4:5", "4:56"],
    );
  });
});

function failureOf(source: string | Uint8Array, options: XmlOptions = {}): DalError {
  try {
    parseXml(source, options);
  } catch (failure) {
    if (failure instanceof DalError) return failure;
    throw failure;
  }
  throw new Error("it was read");
}
