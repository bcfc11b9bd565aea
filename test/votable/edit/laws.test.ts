import { type CellValue, rowsOf } from "@armillary/columns";
import { type ByteSource, openVotable, VotableError } from "@armillary/votable";
import type { WrittenSerialization } from "@armillary/votable/versions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../bench/random.js";
import { mutate } from "../../fuzz/mutations.ts";
import { exactText } from "../../support/reading.ts";
import { bytesOf, cutAt } from "../byte-sources.ts";
import { isString, type RandomTable, randomTables, type Storage } from "../rows/random-table.ts";
import { documentOf } from "../rows/write-table.ts";
import { edited } from "./editing.ts";

const SERIALIZATIONS = ["tabledata", "binary", "binary2"] as const satisfies readonly WrittenSerialization[];
const STORAGES: readonly Storage[] = ["TABLEDATA", "BINARY", "BINARY2"];
/** More runs on request: `LAW_RUNS=20 npx vitest run test/votable/edit`. */
const times = Number(process.env["LAW_RUNS"] ?? 1);
const seeds = fc.nat(2 ** 31);
const cuts = fc.array(fc.nat(), { maxLength: 6 });

/** Comments and other vocabularies around a document's only TABLE. */
function dressed(xml: string): string {
  return xml
    .replace(/(?=<[\w:]*TABLE>)/, "<!-- a > b --><x:y xmlns:x='urn:x'>1 &lt; 2</x:y>\r\n")
    .replace(/(?<=<[\w:]*DATA>)/, " <?keep me?>\n")
    .replace(/(?=<\/[\w:]*DATA>)/, "<!-- behind -->");
}

async function rowsIn(source: ByteSource): Promise<string[]> {
  const reader = await openVotable(source);
  const rows: CellValue[][] = [];
  for await (const batch of reader.table?.batches() ?? []) rows.push(...rowsOf(batch));
  await reader.summary;
  return rows.map(exactText);
}

/** Nothing, for a value that a serialization cannot have. */
function refusal(failure: unknown): undefined {
  if (!(failure instanceof VotableError) || failure.code !== "VOT_WRITE") throw failure;
}

/** Whether no string in it is one of an array, all of which get the same width. */
function hasFreeStrings({ fields }: RandomTable): boolean {
  return fields.every(({ datatype, fixed, variable }) => !isString(datatype) || fixed.length + Number(variable) <= 1);
}

/** A document but for the element of its rows. */
function aroundRows(xml: string): string {
  return xml.replace(/<([\w:]*(?:TABLEDATA|BINARY2?|FITS))>[\s\S]*<\/\1>|<[\w:]*(?:TABLEDATA|BINARY2?)\/>/, "@");
}

describe.each(STORAGES)("%s", { timeout: 300_000 * times }, (storage) => {
  const documents = fc.tuple(randomTables(storage), seeds).map(([table, seed]) => {
    const random = new Random(seed);
    const prefix = random.pick(["", "", "v:"]);
    return dressed(documentOf(table, { storage, random, prefix, plain: random.below(3) === 0 }));
  });

  test("without edits a document comes out as it is, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(documents, cuts, async (xml, at) => {
        expect((await edited(cutAt(bytesOf(xml), at))).text).toBe(xml);
      }),
      { numRuns: 100 * times },
    );
  });

  test("a damaged document comes out as it is, or is an error of ours", async () => {
    await fc.assert(
      fc.asyncProperty(documents, seeds, cuts, async (xml, seed, at) => {
        const damaged = mutate(bytesOf(xml), new Random(seed), bytesOf(xml));
        const copy = await edited(cutAt(damaged, at)).catch((failure: unknown) => failure);
        if (copy instanceof Error) expect(copy).toBeInstanceOf(VotableError);
        else expect(copy).toMatchObject({ bytes: damaged });
      }),
      { numRuns: 100 * times },
    );
  });

  test.each(SERIALIZATIONS)(
    "in %s it has the same values, and the same bytes around them, however it is cut",
    async (to) => {
      await fc.assert(
        fc.asyncProperty(documents, cuts, async (xml, at) => {
          const outcome = await edited(cutAt(bytesOf(xml), at), { serialization: to }).catch(refusal);
          // What the serialization cannot carry is told, or an error: the writer's tests have that.
          fc.pre(outcome !== undefined);
          expect((await edited(xml, { serialization: to })).text).toBe(outcome.text);
          fc.pre(outcome.notes.length === 0);
          expect(await rowsIn(outcome.bytes)).toEqual(await rowsIn(bytesOf(xml)));
          // BINARY needs a VALUES null in some FIELDs.
          if (to !== "binary") expect(aroundRows(outcome.text)).toBe(aroundRows(xml));
        }),
        { numRuns: 60 * times },
      );
    },
  );
});

test(
  "from TABLEDATA to BINARY2 and back nothing is lost, and nothing told",
  async () => {
    await fc.assert(
      fc.asyncProperty(randomTables("TABLEDATA").filter(hasFreeStrings), seeds, async (table, seed) => {
        const xml = dressed(documentOf(table, { storage: "TABLEDATA", random: new Random(seed) }));
        const there = await edited(xml, { serialization: "binary2" });
        const back = await edited(there.bytes, { serialization: "tabledata" });
        const told = [...there.notes, ...back.notes].filter(({ code }) => code !== "W-WRITE-UNICODE");
        expect(told).toEqual([]);
        expect(await rowsIn(back.bytes)).toEqual(await rowsIn(bytesOf(xml)));
        expect(aroundRows(back.text)).toBe(aroundRows(xml));
      }),
      { numRuns: 100 * times },
    );
  },
  300_000 * times,
);

test.each(SERIALIZATIONS)("rows in %s already are copied, whatever is in them", async (serialization) => {
  const odd = { tabledata: "<TR><TD>oops</TD></TR><TR/><!-- c -->", binary: "oops!", binary2: "<x/>" }[serialization];
  const element = serialization.toUpperCase();
  const inside = serialization === "tabledata" ? odd : `<STREAM encoding="base64" rights="mine">${odd}</STREAM>`;
  const xml = `<VOTABLE version="1.4"><RESOURCE><TABLE><FIELD name="a" datatype="int"/><DATA><${element}>${inside}</${element}></DATA></TABLE></RESOURCE></VOTABLE>`;
  expect((await edited(xml, { serialization })).text).toBe(xml);
});
