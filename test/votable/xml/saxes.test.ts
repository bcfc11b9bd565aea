import { VotableError } from "@armillary/votable";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { bytesOf, cutAt } from "../byte-sources.ts";
import { eventsOf } from "./events.ts";

// The same documents through another parser. Where it is stricter than a reader of tables needs to be, the rule is
// named below; nothing else may differ.

type Piece = string;

/** Events of saxes, in a form that both can be brought to: text and CDATA joined, comments and instructions left out. */
function peerEvents(xml: string): Piece[] | undefined {
  const events: Piece[] = [];
  const parser = new SaxesParser();
  let failed = false;
  parser.on("error", () => {
    failed = true;
  });
  const addText = (text: string) => {
    if (text === "") return;
    if (events.at(-1)?.startsWith("t") === true) events[events.length - 1] += text;
    else events.push(`t${text}`);
  };
  parser.on("opentag", ({ name, attributes }) => events.push(`<${name} ${JSON.stringify(attributes)}`));
  parser.on("closetag", ({ name }) => events.push(`/${name}`));
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.write(xml).close();
  // White space outside the root is text to saxes.
  const root = events.findIndex((event) => event.startsWith("<"));
  return failed
    ? undefined
    : events.slice(root).filter((event, index, all) => index < all.length - 1 || event[0] !== "t");
}

async function ourEvents(source: AsyncIterable<Uint8Array>): Promise<Piece[] | undefined> {
  const events: Piece[] = [];
  try {
    for (const event of await eventsOf(source)) {
      if (event.type === "start") events.push(`<${event.name} ${JSON.stringify(Object.fromEntries(event.attributes))}`);
      else if (event.type === "end") events.push(`/${event.name}`);
      else if (event.type === "text" && event.text !== "") {
        if (events.at(-1)?.startsWith("t") === true) events[events.length - 1] += event.text;
        else events.push(`t${event.text}`);
      }
    }
    return events;
  } catch (failure) {
    if (!(failure instanceof VotableError)) throw failure;
    return undefined;
  }
}

const names = fc.constantFrom("a", "TD", "v:TD", "é", "_x-1.b");
const quoted = fc.string({
  unit: fc.constantFrom("x", " ", "é", "🔭", "&amp;", "&#65;", "&lt;", ">", "\t", "\n"),
  maxLength: 6,
});
const texts = fc.string({
  unit: fc.constantFrom("x", " ", "é", "🔭", "&gt;", "&#x1F52D;", "'", '"', "\n", "\r\n", "]", ">"),
  maxLength: 8,
});

const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom("b", "c", "d:e"), quoted, fc.boolean()), {
    selector: ([name]) => name,
    maxLength: 3,
  })
  .map((list) =>
    list.map(([name, value, single]) => (single ? ` ${name}='${value}'` : `\n${name} = "${value}"`)).join(""),
  );

const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc
    .tuple(names, attributes, fc.array(tie("content"), { maxLength: 4 }), fc.boolean())
    .map(([name, list, inside, short]) =>
      inside.length === 0 && short ? `<${name}${list}/>` : `<${name}${list}>${inside.join("")}</${name} >`,
    ),
  content: fc.oneof(
    { depthSize: "small" },
    texts,
    fc.constantFrom("<!-- <b> & -->", "<![CDATA[<&> ]]]]>", "<?pi <b?>", "<![CDATA[]]>"),
    tie("element"),
  ),
}));

const documents = fc
  .tuple(
    fc.constantFrom("", "<?xml version='1.0'?>\n", "<!-- x -->", "<!DOCTYPE a>"),
    element,
    fc.constantFrom("", "\n", "<!--y-->"),
  )
  .map((parts) => parts.join(""));

const cuts = fc.array(fc.nat(), { maxLength: 4 });

/** What saxes refuses and XML 1.0 does as well, and we read: nothing of it makes a table ambiguous. */
const LENIENT: readonly [string, RegExp][] = [
  ["]]> in text (section 2.4)", /\]\]>/],
  ["-- in a comment (section 2.5)", /<!--(?:[^-]|-[^-])*--[^>]|--->/],
  ["instructions without a proper target (section 2.6)", /<\?(?![A-Za-z_]\w*[ ?])/],
  ["a declaration that does not say what it must (section 2.8)", /<\?xml(?! version='1\.0'\?>)/],
  ["a document type that declares nonsense (section 2.8)", /<!DOCTYPE(?! a>)/],
];

describe("beside saxes", () => {
  test("well-formed documents give the same events", async () => {
    await fc.assert(
      fc.asyncProperty(documents, cuts, async (xml, at) => {
        fc.pre(!/\]\]>/.test(xml.replace(/<!\[CDATA\[.*?\]\]>/gs, "")));
        const expected = peerEvents(xml);
        expect(expected).toBeDefined();
        expect(await ourEvents(cutAt(bytesOf(xml), at))).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  test("damaged documents are refused by both, or read alike", async () => {
    const damage = fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(3),
        fc.constantFrom("", "<", ">", "&", "'", '"', "/", "=", "&b;", "\u0001", "</a>", "<a>", "x", "<![CDATA[", "]]>"),
      ),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(documents, damage, cuts, async (xml, changes, at) => {
        let damaged = xml;
        for (const [place, gone, instead] of changes) {
          const from = place % (damaged.length + 1);
          damaged = damaged.slice(0, from) + instead + damaged.slice(from + gone);
        }
        // Half a surrogate pair is no matter of XML.
        fc.pre(damaged.isWellFormed());
        const expected = peerEvents(damaged);
        const found = await ourEvents(cutAt(bytesOf(damaged), at));
        if (expected === undefined && found !== undefined) {
          expect(
            LENIENT.some(([, rule]) => rule.test(damaged)),
            JSON.stringify(damaged),
          ).toBe(true);
        } else expect(found).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
