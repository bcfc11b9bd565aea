import { findDescriptors, type ServiceDescriptor } from "@armillary/datalink";
import { convert, openTable } from "@armillary/formats";
import { type Diagnostic, openVotable, type Votable } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { bytesFrom } from "../support/column-arbitraries.ts";
import { corpusLabel, votableDocuments } from "../support/corpus.ts";

// Services that archives describe are described alike in the table that is written from theirs.

const documents = votableDocuments().filter(
  ({ bytes, expected }) => (expected.tables?.length ?? 0) > 0 && Buffer.from(bytes).includes("adhoc:"),
);

async function read(bytes: Uint8Array): Promise<Votable> {
  const reader = await openVotable(bytes, { lenient: true });
  await reader.summary;
  return reader.document;
}

/**
 * But for the RESOURCE and the FIELDs that they are made of, which say where things stand and how they are laid out, and for IDs
 * that their document gives to several elements: a valid one cannot.
 */
function told(services: readonly ServiceDescriptor[], repeated: ReadonlySet<unknown>): unknown {
  const plain = services.map(({ resource: _, inputs, ...rest }) => ({
    ...rest,
    inputs: inputs.map(({ column, ...input }) => ({ ...input, column: column?.key })),
  }));
  const text = JSON.stringify(plain, (key, value: unknown) =>
    key === "ID" && repeated.has(value) ? undefined : value,
  );
  return JSON.parse(text);
}

describe.skipIf(documents.length === 0)(`services${corpusLabel}`, () => {
  test.each(documents)("$path", async ({ bytes }) => {
    const theirs = findDescriptors(await read(bytes));
    expect(theirs).not.toEqual([]);
    const repeated = new Set<string>();
    const onDiagnostic = ({ message }: Diagnostic): void => {
      const id = /left out: ID="(.*)", which another element has$/.exec(message)?.[1];
      if (id !== undefined) repeated.add(id);
    };
    const table = await openTable(bytes, { format: "votable", lenient: true });
    const ours = findDescriptors(await read(await bytesFrom(convert(table, "votable", { onDiagnostic }))));
    expect(told(ours, repeated)).toEqual(told(theirs, repeated));
    const isRepeated = (id: string): boolean => Buffer.from(bytes).toString("latin1").split(`ID="${id}"`).length > 2;
    expect([...repeated].filter((id) => !isRepeated(id))).toEqual([]);
  });
});
