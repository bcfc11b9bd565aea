import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  abortJob,
  createJob,
  type DalError,
  Deadline,
  deleteJob,
  failureOfJob,
  fetchAvailability,
  fetchCapabilities,
  fetchTable,
  fetchTables,
  findCapabilities,
  getJob,
  getQuote,
  isStandard,
  listJobs,
  openResult,
  setDestruction,
  setExecutionDuration,
  setParameters,
  startJob,
  type Transport,
  type UwsJob,
  waitForJob,
} from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { dachsLabel, dachsUrl } from "../support/dachs.ts";
import { hasPyvo } from "../support/peers.ts";

// What a DaCHS server says of itself and of its jobs, as we read it and as pyvo does.

const tap = `${dachsUrl}/tap`;

function open(): Transport {
  const transport = createNodeTransport();
  onTestFinished(() => transport.close());
  return transport;
}

async function pyvo(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const program = fileURLToPath(new URL("read-vosi.py", import.meta.url));
  const { stdout } = await promisify(execFile)("/usr/bin/python3", [program, ...args], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

describe.skipIf(dachsUrl === undefined)(`DaCHS${dachsLabel}`, () => {
  test.skipIf(!hasPyvo)("availability, capabilities and tables are those that pyvo reads", async () => {
    const transport = open();
    const [availability, capabilities, tableSet, theirs] = await Promise.all([
      fetchAvailability(transport, tap),
      fetchCapabilities(transport, tap),
      fetchTables(transport, tap),
      pyvo("vosi", tap),
    ]);
    const access = findCapabilities(capabilities, "TAP").find(
      ({ tableAccess }) => tableAccess !== undefined,
    )?.tableAccess;
    const ours = {
      available: availability.available,
      upSince: availability.upSince?.text,
      capabilities: capabilities.map(({ standardID, interfaces }) => ({
        standardID,
        interfaces: interfaces.map(({ role, accessUrls }) => ({
          role: role ?? null,
          urls: accessUrls.map(({ url, use }) => [url, use]),
        })),
      })),
      dataModels: access?.dataModels.map(({ ivoid, label }) => [ivoid, label]),
      languages: access?.languages.map(({ name, versions, features }) => ({
        name,
        versions: versions.map(({ version, ivoid }) => [version, ivoid]),
        features: features.map(({ type, form, description }) => [type, form, description ?? null]),
      })),
      outputFormats: access?.outputFormats.map(({ mime, aliases, ivoid }) => [mime, aliases, ivoid ?? null]),
      uploadMethods: access?.uploadMethods.map(({ ivoid }) => ivoid),
      retentionDefault: access?.retentionPeriod[0]?.defaultSeconds,
      durationDefault: access?.executionDuration[0]?.defaultSeconds,
      outputDefault: [access?.outputLimit[0]?.default?.value, access?.outputLimit[0]?.default?.unit],
      outputHard: [access?.outputLimit[0]?.hard?.value, access?.outputLimit[0]?.hard?.unit],
      tables: tableSet.tables.map(({ name, description, title, utype, columns, foreignKeys = [] }) => ({
        name,
        description: description ?? null,
        title: title ?? null,
        utype: utype ?? null,
        columns: columns.map((column) => ({
          name: column.name,
          description: column.description ?? null,
          unit: column.unit ?? null,
          ucd: column.ucd ?? null,
          utype: column.utype ?? null,
          datatype: column.datatype ?? null,
          // pyvo takes an absent one for 1.
          arraysize: column.arraysize === "1" ? null : (column.arraysize ?? null),
          flags: column.flags,
        })),
        foreignKeys: foreignKeys.map(({ targetTable, columns: pairs }) => [
          targetTable,
          pairs.map(({ from, target }) => [from, target]),
        ]),
      })),
    };
    expect(ours).toEqual(theirs);
    expect(ours.tables.length).toBeGreaterThan(20);
    expect(tableSet.problems).toEqual([]);
  });

  test("a table alone, and capabilities beside a service's last part", async () => {
    const transport = open();
    const table = await fetchTable(transport, tap, "stars.main");
    expect([table?.name, table?.columns[0]?.name]).toEqual(["stars.main", "source_id"]);
    const cone = await fetchCapabilities(transport, `${dachsUrl}/stars/q/cone/scs.xml?`);
    expect(cone.some(({ standardID, profile }) => isStandard(standardID, "ConeSearch") && profile !== undefined)).toBe(
      true,
    );
  });

  test("a job from its creation to its deletion", async () => {
    const transport = open();
    const phases: string[] = [];
    const url = await createJob(transport, `${tap}/async`, {
      parameters: [
        ["REQUEST", "doQuery"],
        ["LANG", "ADQL"],
        ["QUERY", "SELECT TOP 1 source_id FROM stars.main"],
        ["FORMAT", "csv"],
      ],
    });
    expect((await getJob(transport, url)).phase).toBe("PENDING");
    await setParameters(transport, url, [
      ["QUERY", "SELECT source_id, remark FROM stars.main WHERE source_id = 5000000000001000004"],
    ]);
    expect((await setExecutionDuration(transport, url, 1800)).executionDurationSeconds).toBe(1800);
    const later = Date.UTC(2030, 0, 1);
    expect((await setDestruction(transport, url, later)).destruction?.epochMs).toBe(later);
    await startJob(transport, url);
    await startJob(transport, url);
    const job = await waitForJob(transport, url, {
      deadline: new Deadline(300_000),
      onJob: ({ phase }) => phases.push(phase),
    });
    expect(job.phase, `${phases.join()} ${job.errorSummary?.message}`).toBe("COMPLETED");
    if (hasPyvo) expect(jobShape(job)).toEqual(await pyvo("job", url));
    expect(await (await openResult(transport, url, job)).text()).toMatch(
      /^source_id,remark\r?\n5000000000001000004,"?a < b & c > ""?d""?/,
    );
    expect(await failureOfJob(transport, url, job)).toBeUndefined();
    expect((await getQuote(transport, url))?.epochMs).toBeGreaterThan(0);
    // DaCHS lists the jobs of whoever is logged in; those of nobody are not told.
    expect(Array.isArray(await listJobs(transport, `${tap}/async`, { phases: ["COMPLETED"], last: 5 }))).toBe(true);
    await deleteJob(transport, url);
    expect((await failureOf(getJob(transport, url))).code).toBe("UWS_JOB_GONE");
    await deleteJob(transport, url);
  });

  test("a job that fails says why", async () => {
    const transport = open();
    const url = await run(transport, "SELECT nonsense FROM stars.main");
    const job = await waitForJob(transport, url, { deadline: new Deadline(300_000) });
    expect(job.phase).toBe("ERROR");
    const failure = await failureOfJob(transport, url, job);
    expect([failure?.code, failure?.failure.job]).toEqual(["UWS_JOB_ERROR", url]);
    expect(failure?.failure.serviceMessage).toMatch(/nonsense/);
    // pyvo 1.2 leaves the message out.
    if (hasPyvo) expect(jobShape({ ...job, errorSummary: {} })).toEqual(await pyvo("job", url));
    await deleteJob(transport, url);
  });

  test("a job that is aborted", async () => {
    const transport = open();
    const url = await run(
      transport,
      "SELECT COUNT(*) FROM stars.main AS a, stars.main AS b, stars.main AS c WHERE a.ra + b.ra > c.dec",
    );
    await expect(waitForJob(transport, url, { deadline: new Deadline(1500) })).rejects.toMatchObject({
      code: "DAL_TIMEOUT",
    });
    await abortJob(transport, url);
    const job = await waitForJob(transport, url, { deadline: new Deadline(300_000) });
    expect(job.phase).toBe("ABORTED");
    expect((await failureOfJob(transport, url, job))?.code).toBe("UWS_JOB_ABORTED");
    await abortJob(transport, url);
    await deleteJob(transport, url);
  });
});

async function run(transport: Transport, query: string): Promise<string> {
  const url = await createJob(transport, `${tap}/async`, {
    parameters: [
      ["REQUEST", "doQuery"],
      ["LANG", "ADQL"],
      ["QUERY", query],
    ],
  });
  await startJob(transport, url);
  return url;
}

/** As test/peers/read-vosi.py has it. */
function jobShape(job: UwsJob): unknown {
  const iso = (epochMs: number | undefined): string | null =>
    epochMs === undefined ? null : new Date(epochMs).toISOString().replace("Z", "");
  return {
    jobId: job.jobId,
    phase: job.phase,
    executionDuration: job.executionDurationSeconds,
    destruction: iso(job.destruction?.epochMs),
    startTime: iso(job.startTime?.epochMs),
    endTime: iso(job.endTime?.epochMs),
    parameters: job.parameters.map(({ id, value }) => [id, value]),
    results: job.results.map(({ id, href }) => [id, href]),
    error: job.errorSummary?.message ?? null,
  };
}

async function failureOf(promise: Promise<unknown>): Promise<DalError> {
  try {
    await promise;
  } catch (failure) {
    return failure as DalError;
  }
  throw new Error("it did not fail");
}
