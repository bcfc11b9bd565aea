import { createNodeTransport } from "@armillary/dali/node";
import { type ArchiveProfile, type ArchiveService, searchArchives, searchArchivesMany } from "@armillary/navo";
import { describe, expect, onTestFinished, test } from "vitest";
import { FIELDS, world } from "../support/archives/index.ts";
import { answer } from "../support/faults.ts";
import { type Answer, faultyService } from "../support/faulty-service.ts";
import { serviceTable, tapService } from "../support/tap-service/index.ts";

const TRIANGLE = {
  shape: "POLYGON",
  vertices: [
    { longitudeDeg: 10, latitudeDeg: 10 },
    { longitudeDeg: 11, latitudeDeg: 10 },
    { longitudeDeg: 10, latitudeDeg: 11 },
  ],
} as const;

function open() {
  const transport = createNodeTransport({ retry: { retries: 0 } });
  onTestFinished(() => transport.close());
  return transport;
}

const archiveOf = (service: Pick<ArchiveService, "protocol" | "url"> & Partial<ArchiveService>): ArchiveProfile => ({
  name: "odd",
  title: "An odd archive",
  patienceMs: 10_000,
  services: [{ kind: "cone", collections: [], source: "made up here", ...service }],
});

async function askIn(archive: ArchiveProfile) {
  const result = await searchArchives({ kind: "cone", region: TRIANGLE }, { transport: open(), archives: [archive] });
  const rows: Record<string, unknown>[] = [];
  for await (const row of result.rows()) rows.push(row);
  return { rows, entry: (await result.summary).ledger[0] };
}

const cell = (value: string | number | null) => `<TD>${value ?? ""}</TD>`;

/** A cone search's document of such rows. */
const votable = (fields: string, rows: readonly (readonly (string | number | null)[])[]): string =>
  `<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>${fields}<DATA><TABLEDATA>${rows
    .map((row) => `<TR>${row.map(cell).join("")}</TR>`)
    .join("")}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;

const FIELD = (name: string, more = ""): string => `<FIELD name="${name}" datatype="double" ${more}/>`;
const PLACE =
  FIELD("ra", 'unit="deg" ucd="pos.eq.ra;meta.main"') + FIELD("dec", 'unit="deg" ucd="pos.eq.dec;meta.main"');

describe("positions", () => {
  test("are those that were asked by, whatever other columns the table marks", async () => {
    const columns = {
      main_ra: { datatype: "double", unit: "deg", ucd: "pos.eq.ra;meta.main" },
      main_dec: { datatype: "double", unit: "deg", ucd: "pos.eq.dec;meta.main" },
      ra: { datatype: "double", unit: "deg" },
      dec: { datatype: "double", unit: "deg" },
    } as const;
    const { url } = await tapService({ tables: [serviceTable("t", columns, [[200, 50, 10.2, 10.2]])] });
    const tables = [{ collection: "t", table: "t", ra: "ra", dec: "dec" }];
    const { rows } = await askIn(archiveOf({ protocol: "tap", url, collections: ["t"], tables }));
    expect(rows).toMatchObject([{ ra: 10.2, dec: 10.2 }]);
  });

  test("in other units than degrees cannot be asked by", async () => {
    const columns = {
      ra: { datatype: "double", unit: "rad", ucd: "pos.eq.ra;meta.main" },
      dec: { datatype: "double", unit: "rad", ucd: "pos.eq.dec;meta.main" },
    } as const;
    const { url } = await tapService({ tables: [serviceTable("t", columns, [[0.2, 0.2]])] });
    const asked = askIn(archiveOf({ protocol: "tap", url, collectionIn: "table", collections: ["t"] }));
    await expect(asked).rejects.toMatchObject({
      ledger: [expect.objectContaining({ message: "Positions of t are in rad, and ADQL has degrees." })],
    });
  });

  test("that a row does not have leave it where it is, and are counted", async () => {
    const rows = [
      [10.2, 10.2],
      [null, null],
      [10.9, 10.9],
    ];
    const { origin } = await faultyService({
      otherwise: answer(200, votable(PLACE, rows), { "Content-Type": "text/xml" }),
    });
    const asked = await askIn(archiveOf({ protocol: "scs", url: `${origin}/scs?` }));
    expect(asked.rows.map(({ ra }) => ra)).toEqual([10.2, null]);
    expect(asked.entry).toMatchObject({ rows: 2, received: 3 });
    expect(asked.entry?.notes.join()).toContain(
      "of 3 rows that came, 1 lay outside of the region and were left out; 1 without",
    );
  });
});

describe("many targets", () => {
  const targets = [0, 1, 2, 3].map((step) => ({ raDeg: 10 + step, decDeg: 10 }));

  /** A row at the place that is asked for, in columns that depend on it. */
  const rowThere =
    (fieldsOf: (raDeg: number) => readonly string[]): Answer =>
    (call) => {
      const ra = Number(call.url.searchParams.get("RA"));
      const names = fieldsOf(ra);
      const fields = PLACE + names.map((name) => FIELD(name.replace(/ .*/, ""), name.replace(/^\w+/, ""))).join("");
      const row = [ra, 10, ...names.map((_, index) => index + ra)];
      return answer(200, votable(fields, [row]), { "Content-Type": "text/xml" })(call);
    };

  const askMany = async (fieldsOf: (raDeg: number) => readonly string[]) => {
    const { origin } = await faultyService({ otherwise: rowThere(fieldsOf) });
    const archives = [archiveOf({ protocol: "scs", url: `${origin}/scs?` })];
    const question = { kind: "cone", radiusDeg: 0.1 } as const;
    const result = await searchArchivesMany(targets, question, { transport: open(), archives, parallel: 1 });
    const rows: Record<string, unknown>[] = [];
    for await (const row of result.rows()) rows.push(row);
    return { rows, entry: (await result.summary).ledger[0] };
  };

  test("columns in another order, and columns that are missing, go where they belong", async () => {
    const { rows, entry } = await askMany((ra) =>
      ra === 11 ? ["mag", "flux"] : ra === 12 ? ["mag"] : ["flux", "mag"],
    );
    expect(entry).toMatchObject({ status: "OK", answered: 4 });
    expect(rows.map(({ flux, mag }) => [flux, mag])).toEqual([
      [10, 11],
      [12, 11],
      [null, 12],
      [13, 14],
    ]);
  });

  test.each<readonly [string, string]>([
    ["another column", "other"],
    ["another unit", 'flux unit="Jy"'],
  ])("%s than before is a failure of the target", async (_, name) => {
    const { rows, entry } = await askMany((ra) => [ra === 12 ? name : "flux"]);
    expect(rows.map(({ target_index }) => target_index)).toEqual([0n, 1n, 3n]);
    expect(entry).toMatchObject({ status: "ERROR", answered: 3, rows: 3, failures: [{ target: 2 }] });
    expect(entry?.failures[0]?.message).toContain("columns of its answer are others");
  });

  test("columns are those of the first answer with rows, not of one without", async () => {
    const { origin } = await faultyService({
      otherwise: (call) => {
        const ra = Number(call.url.searchParams.get("RA"));
        const body = ra < 12 ? votable(FIELD("ra"), []) : votable(PLACE + FIELD("flux"), [[ra, 10, 1]]);
        return answer(200, body, { "Content-Type": "text/xml" })(call);
      },
    });
    const archives = [archiveOf({ protocol: "scs", url: `${origin}/scs?` })];
    const question = { kind: "cone", radiusDeg: 0.1 } as const;
    const result = await searchArchivesMany(targets, question, { transport: open(), archives, parallel: 1 });
    const rows: Record<string, unknown>[] = [];
    for await (const row of result.rows()) rows.push(row);
    expect(rows.map(({ flux }) => flux)).toEqual([1, 1]);
    expect((await result.summary).ledger).toMatchObject([{ status: "OK", answered: 4, matched: 2 }]);
  });

  test("failures now and then do not give a service up", async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ raDeg: 10 + index / 10, decDeg: 10 }));
    const there = rowThere(() => []);
    const { origin } = await faultyService({
      otherwise: (call) =>
        Number(call.url.searchParams.get("RA")) % 0.5 < 0.25 ? call.socket.resetAndDestroy() : there(call),
    });
    const archives = [archiveOf({ protocol: "scs", url: `${origin}/scs?` })];
    const question = { kind: "cone", radiusDeg: 0.01 } as const;
    const result = await searchArchivesMany(many, question, { transport: open(), archives, parallel: 1 });
    const { ledger, rows } = await result.summary;
    expect(rows).toBeGreaterThan(20);
    expect(rows + (ledger[0]?.failures.length ?? 0)).toBe(60);
    expect(ledger[0]?.failures.length).toBeGreaterThan(20);
  });
});

test("spectra outside of a circle are left out of a service that may take a diameter for a radius", async () => {
  const { ask } = await world();
  const M31 = FIELDS[0] as (typeof FIELDS)[number];
  const region = { raDeg: M31.raDeg, decDeg: M31.decDeg, radiusDeg: 0.1 };
  const { rows, summary } = await ask({ kind: "spectra", region });
  const irsa = rows.filter(({ archive }) => archive === "irsa");
  expect(irsa.length).toBeGreaterThan(0);
  for (const { distance_arcsec } of irsa) expect(Number(distance_arcsec)).toBeLessThanOrEqual(360);
  const entry = summary.ledger.find(({ archive }) => archive === "irsa");
  expect(entry?.received).toBeGreaterThan(entry?.rows ?? 0);
  expect(entry?.notes.join()).toContain("may take SIZE, a diameter, for a radius");
  const ned = summary.ledger.find(({ archive }) => archive === "ned");
  expect(ned?.notes.join()).not.toContain("SIZE");
});
