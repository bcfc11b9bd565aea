import { describe, expect, test } from "vitest";
import { parseJob, type UwsJob } from "../../packages/dali/src/uws/job.ts";
import { parseJobList } from "../../packages/dali/src/uws/job-list.ts";
import { parseAvailability } from "../../packages/dali/src/vosi/availability.ts";
import { parseCapabilities } from "../../packages/dali/src/vosi/capabilities.ts";
import type { TableDescription } from "../../packages/dali/src/vosi/tables/model.ts";
import { readTables } from "../../packages/dali/src/vosi/tables/reader.ts";
import { parseXml } from "../../packages/dali/src/xml/parse.ts";
import { corpusFolder, corpusLabel, dalDocuments } from "../support/corpus.ts";
import { flatEvents, flatTree } from "../support/xml-shapes.ts";

// Expectations come from a plain XML parser: `null` where an element or attribute is absent, "" where it is empty. Ours
// has neither: what is absent, empty or nil is left out.

type Text = string | null;

interface ExpectedInterface {
  readonly type: Text;
  readonly role: Text;
  readonly accessURLs: readonly string[];
  readonly securityMethods: readonly Text[];
}

interface ExpectedCapabilities {
  readonly capabilities: readonly {
    readonly standardID: Text;
    readonly interfaces: readonly ExpectedInterface[];
    readonly languages: readonly {
      readonly name: string;
      readonly versions: readonly string[];
      readonly features: number;
    }[];
    readonly outputFormats: readonly string[];
    readonly uploadMethods: readonly string[];
  }[];
}

interface ExpectedTable {
  readonly name: Text;
  readonly type: Text;
  readonly columns: readonly {
    readonly name: Text;
    readonly unit: Text;
    readonly ucd: Text;
    readonly datatype: Text;
    readonly arraysize: Text;
    readonly flags: readonly string[];
  }[];
  readonly foreignKeys: readonly { readonly targetTable: Text; readonly columns: readonly (readonly [Text, Text])[] }[];
}

interface ExpectedTables {
  readonly error: boolean;
  readonly reason?: string;
  readonly schemas?: readonly { readonly name: Text; readonly tables: readonly ExpectedTable[] }[];
  readonly table?: ExpectedTable;
}

interface ExpectedJob {
  readonly id?: string;
  readonly jobId?: string;
  readonly phase: string;
  readonly ownerId: Text;
  readonly runId: Text;
  readonly startTime: Text;
  readonly endTime: Text;
  readonly executionDuration: Text;
  readonly destruction: Text;
  readonly parameters: readonly (readonly [string, string])[];
  readonly results: readonly { readonly id: Text; readonly href: Text }[];
  readonly error: { readonly type: Text; readonly message: Text } | null;
}

interface ExpectedUws {
  readonly root: string;
  readonly job?: ExpectedJob;
  readonly jobs?: readonly ExpectedJob[];
}

test("the corpus is there, or the lane says that it is not", () => {
  expect(corpusFolder === undefined || dalDocuments("uws").length > 0).toBe(true);
});

describe.skipIf(corpusFolder === undefined)(`documents of services${corpusLabel}`, () => {
  test.each(dalDocuments<ExpectedCapabilities>("capabilities"))("$path", ({ bytes, expected }) => {
    const found = parseCapabilities(bytes).map(({ standardID, interfaces, tableAccess }) => ({
      standardID: standardID ?? null,
      interfaces: interfaces.map(({ type, role, accessUrls, securityMethods }) => ({
        type: type ?? null,
        role: role ?? null,
        accessURLs: accessUrls.map(({ url }) => url),
        securityMethods: securityMethods.map((method) => method ?? null),
      })),
      languages: (tableAccess?.languages ?? []).map(({ name, versions, features }) => ({
        name,
        versions: versions.map(({ version }) => version),
        features: features.length,
      })),
      outputFormats: (tableAccess?.outputFormats ?? []).map(({ mime }) => mime),
      uploadMethods: (tableAccess?.uploadMethods ?? []).map(({ ivoid }) => ivoid ?? null),
    }));
    expect(found).toEqual(expected.capabilities);
  });

  test.each(dalDocuments<Readonly<Record<string, unknown>>>("availability"))("$path", ({ bytes, expected }) => {
    const { available, notes, upSince, downAt, backAt } = parseAvailability(bytes);
    expect({
      available: String(available),
      notes,
      upSince: upSince?.text ?? null,
      downAt: downAt?.text ?? null,
      backAt: backAt?.text ?? null,
    }).toEqual({
      available: expected["available"],
      notes: (expected["notes"] as string[]).filter((note) => note !== ""),
      upSince: expected["upSince"],
      downAt: expected["downAt"],
      backAt: expected["backAt"],
    });
  });

  test.each(dalDocuments<ExpectedTables>("tables"))("$path", async ({ bytes, expected }) => {
    const { schemas, tables, problems } = await readTables(bytes);
    if (expected.error) {
      // A prefix that nothing declares: strict parsers stop there, services and clients do not care.
      expect(expected.reason).toMatch(/unbound prefix/);
      expect(tables.map(({ name }) => name)).toEqual(["test.table1"]);
      return;
    }
    expect(schemas.map(({ name }) => name ?? null)).toEqual((expected.schemas ?? []).map(({ name }) => name));
    const wanted = [
      ...(expected.schemas ?? []).flatMap((schema) => schema.tables.map((table) => ({ schema: schema.name, table }))),
      ...(expected.table === undefined ? [] : [{ schema: null, table: expected.table }]),
    ];
    const named = wanted.filter(({ table }) => table.name !== null);
    expect(tables.map((table) => plain(table))).toEqual(named.map(({ schema, table }) => comparable(table, schema)));
    // What has no name is left out, and said.
    const lost =
      wanted.length -
      named.length +
      wanted.flatMap(({ table }) => table.foreignKeys).filter((key) => key.columns.some((pair) => pair.includes(null)))
        .length;
    expect(problems.length).toBe(lost);
  });

  test.each(dalDocuments<ExpectedUws>("uws"))("$path", ({ bytes, expected }) => {
    if (expected.root === "job") {
      expect(jobShape(parseJob(bytes))).toEqual(comparableJob(expected.job as ExpectedJob));
      return;
    }
    const found = parseJobList(bytes).map(({ jobId, phase, job }) =>
      job === undefined ? { id: jobId, phase } : jobShape(job),
    );
    expect(found).toEqual((expected.jobs ?? []).map((job) => (job.jobId === undefined ? job : comparableJob(job))));
  });

  const all = ["capabilities", "availability", "tables", "uws", "registry", "mivot-fragments"].flatMap((kind) =>
    dalDocuments<{ readonly error?: boolean }>(kind),
  );
  test.each(all.filter(({ expected }) => expected.error !== true))(
    "both parsers see the same in $path",
    async ({ bytes }) => {
      expect(flatTree(parseXml(bytes))).toEqual(await flatEvents(bytes));
    },
  );
});

function plain({ name, schema, role, columns, foreignKeys }: TableDescription): unknown {
  return {
    name,
    schema: schema ?? null,
    type: role ?? null,
    columns: columns.map((column) => ({
      name: column.name,
      unit: column.unit ?? null,
      ucd: column.ucd ?? null,
      datatype: column.datatype ?? null,
      arraysize: column.arraysize ?? null,
      flags: column.flags,
    })),
    foreignKeys: (foreignKeys ?? []).map(({ targetTable, columns: pairs }) => ({
      targetTable,
      columns: pairs.map(({ from, target }) => [from, target]),
    })),
  };
}

function comparable(table: ExpectedTable, schema: Text): unknown {
  return {
    ...table,
    schema,
    columns: table.columns.map((column) => ({ ...column, unit: column.unit || null, ucd: column.ucd || null })),
    foreignKeys: table.foreignKeys.filter((key) => !key.columns.some((pair) => pair.includes(null))),
  };
}

function jobShape(job: UwsJob): unknown {
  return {
    jobId: job.jobId ?? null,
    phase: job.phase,
    ownerId: job.ownerId ?? null,
    runId: job.runId ?? null,
    startTime: job.startTime?.text ?? null,
    endTime: job.endTime?.text ?? null,
    executionDuration: job.executionDurationSeconds === undefined ? null : String(job.executionDurationSeconds),
    destruction: job.destruction?.text ?? null,
    parameters: job.parameters.map(({ id, value }) => [id, value]),
    results: job.results.map(({ id, href }) => ({ id: id ?? null, href: href ?? null })),
    error:
      job.errorSummary === undefined
        ? null
        : { type: job.errorSummary.type ?? null, message: job.errorSummary.message ?? null },
  };
}

function comparableJob(job: ExpectedJob): unknown {
  const isEmpty = job.error !== null && job.error.type === null && job.error.message === null;
  return {
    ...job,
    ownerId: job.ownerId || null,
    runId: job.runId || null,
    startTime: job.startTime || null,
    endTime: job.endTime || null,
    destruction: job.destruction || null,
    error: isEmpty ? null : job.error,
  };
}
