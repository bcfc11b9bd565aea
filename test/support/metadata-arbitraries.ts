import type { CellValue, LinkMeta } from "@armillary/columns";
import type { TableMetadata } from "@armillary/formats";
import type { Coosys, Group, Info, Param, Reference, Timesys } from "@armillary/votable";
import fc from "fast-check";
import { attributes } from "./column-arbitraries.ts";

const texts = fc.string({ unit: "grapheme", maxLength: 8 });
const some = <Item>(items: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> => fc.array(items, { minLength: 1, maxLength: 2 });

/** Any of these texts, or none. */
function record<Key extends string>(...keys: Key[]): fc.Arbitrary<{ [Each in Key]?: string }> {
  const model = Object.fromEntries(keys.map((key) => [key, texts])) as Record<Key, typeof texts>;
  return fc.record(model, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<{ [Each in Key]?: string }>;
}

const links: fc.Arbitrary<LinkMeta> = record("ID", "contentRole", "contentType", "title", "value", "href", "text");
const infos: fc.Arbitrary<Info> = fc
  .tuple(texts, texts, record("ID", "unit", "ucd", "utype", "xtype", "ref", "text"))
  .map(([name, value, rest]) => ({ name, value, ...rest }));
const cells: fc.Arbitrary<CellValue> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  texts,
  fc.array(fc.oneof(fc.double(), fc.constant(null)), { maxLength: 3 }),
);
const params: fc.Arbitrary<Param> = fc
  .tuple(texts, fc.constantFrom("char" as const, "long" as const, "doubleComplex" as const), attributes, texts, cells)
  .map(([name, datatype, rest, value, typed]) => ({ name, datatype, ...rest, value, typed }));
const references: fc.Arbitrary<Reference> = fc
  .tuple(texts, record("ucd", "utype"))
  .map(([ref, rest]) => ({ ref, ...rest }));
const coosys: fc.Arbitrary<Coosys> = record("ID", "system", "equinox", "epoch", "refposition", "text");
const timesys: fc.Arbitrary<Timesys> = record("ID", "timescale", "refposition", "timeorigin");

const { group } = fc.letrec<{ group: Group }>((tie) => ({
  group: fc
    .tuple(
      record("ID", "name", "ref", "ucd", "utype", "description"),
      fc.record(
        {
          fieldRefs: fc.array(references, { maxLength: 2 }),
          paramRefs: fc.array(references, { maxLength: 1 }),
          params: fc.array(params, { maxLength: 1 }),
          groups: fc.oneof({ maxDepth: 2 }, fc.constant([]), fc.array(tie("group"), { maxLength: 1 })),
          links: fc.array(links, { maxLength: 1 }),
        },
        { noNullPrototype: true },
      ),
    )
    .map(([said, lists]) => ({ ...said, ...lists })),
}));

/** Everything that a table may say of itself beside its columns. */
export const tableMetadata: fc.Arbitrary<TableMetadata> = fc
  .tuple(
    record("name", "ID", "ucd", "utype", "description"),
    fc.record(
      { params: fc.array(params, { maxLength: 2 }), infos: fc.array(infos, { maxLength: 2 }) },
      { noNullPrototype: true },
    ),
    fc.record(
      {
        groups: some(group),
        links: some(links),
        coosys: some(coosys),
        timesys: some(timesys),
        raw: some(texts.map((text) => `<a>${text.replace(/[<&>]/g, "")}</a>`)),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  )
  .map(([said, always, lists]) => ({ ...said, ...always, ...lists }));
