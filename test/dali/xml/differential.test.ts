import fc from "fast-check";
import { expect, test } from "vitest";
import { parseXml } from "../../../packages/dali/src/xml/parse.ts";
import { flatEvents, flatTree } from "../../support/xml-shapes.ts";

// Two parsers that have nothing in common: what the strict one reads, ours reads alike; what it refuses, ours reads or
// refuses in its own voice.

const DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href='/x.xsl' type='text/xsl'?>
<!-- a job -->
<uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1">
  <uws:jobId><![CDATA[1 & 2]]></uws:jobId><uws:phase>COMPLETED</uws:phase><uws:quote/>
  <uws:parameters><uws:parameter id="QUERY">SELECT a &lt; 1 &#38; 'é'</uws:parameter></uws:parameters>
  <?note it's > here?><uws:results><uws:result id="result" xlink:href="http://vo.test/r?a=1&amp;b='2'"/></uws:results>
</uws:job>
`;
const PIECES = [
  ..."<>&\"'/=? \n:",
  ...[
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<?x it's?>",
    "&amp;",
    "&#65;",
    "&x;",
    "<a>",
    "</a>",
    'b="1" ',
    "\u0001",
    "é",
  ],
];

const mutation = fc.record({
  at: fc.nat(DOCUMENT.length),
  cut: fc.nat(6),
  put: fc.constantFrom("", "", ...PIECES),
});

test("damaged documents", async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { maxLength: 3 }), async (mutations) => {
      let text = DOCUMENT;
      for (const { at, cut, put } of mutations) text = text.slice(0, at) + put + text.slice(at + cut);
      const wanted = await flatEvents(new TextEncoder().encode(text)).catch(() => undefined);
      let found: string[] | undefined;
      try {
        found = flatTree(parseXml(text));
      } catch (failure) {
        expect(failure).toMatchObject({ name: "DalError", code: "DAL_FORMAT" });
      }
      if (wanted === undefined) return;
      read++;
      expect(found).toEqual(wanted);
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(100);
});
