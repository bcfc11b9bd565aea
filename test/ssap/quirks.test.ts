import { groupFormats, type SsaQuery } from "@armillary/ssap";
import { describe, expect, test } from "vitest";
import { answer, askedOf, failureOf, field, OK, openService, recordsOf, table } from "./open-service.ts";

// What archives do otherwise than SSA has it, one test each, named after the archive. The answers are of our own making, after what
// is known of those of the archives.

const MAST = "https://archive.stsci.edu/ssap/search2.php?id=HST&";
const HEASARC = "https://heasarc.gsfc.nasa.gov/xamin/vo/ssa?table=chanmaster&";
const IRSA = "https://irsa.ipac.caltech.edu/SSA";
const NED = "http://vo.ned.ipac.caltech.edu/services/querySED?";

const place = field("pos", {
  datatype: "double",
  arraysize: "2",
  utype: "ssa:Char.SpatialAxis.Coverage.Location.Value",
});

async function notesOf(as: string, query: SsaQuery): Promise<readonly string[]> {
  const { service } = await openService(answer(table([place], [["10 20"]])), { as });
  return (await (await service.search(query)).summary).notes;
}

describe("MAST", () => {
  const v11 = (content: string): string => `<?xml version="1.0"?><VOTABLE version="1.1">${content}</VOTABLE>`;

  test("the mission is in its base URL, and the answer a VOTable 1.1 without a namespace", async () => {
    const fields = [field("AcRef", { utype: "ssa:Access.Reference" }), field("Format", { utype: "ssa:Access.Format" })];
    const { service, server } = await openService(
      v11(
        `<RESOURCE type="results">${OK}${table(fields, [["http://archive.stsci.edu/x.fits", "spectrum/fits"]])}</RESOURCE>`,
      ),
      { as: MAST },
    );
    const [record] = await recordsOf(await service.search({ raDeg: 10, decDeg: 20, diameterDeg: 0.05 }));
    expect(record).toMatchObject({ accessUrl: "http://archive.stsci.edu/x.fits", format: "spectrum/fits" });
    expect(askedOf(server)).toEqual({ id: "HST", REQUEST: "queryData", POS: "10,20", SIZE: "0.05" });
  });

  test("it says what it takes in PARAMs, and what it gives", async () => {
    const { service, server } = await openService(
      v11(`<RESOURCE type="results"><DESCRIPTION>HST spectra</DESCRIPTION>${OK}
        <PARAM name="INPUT:SIZE" datatype="double" unit="deg" value="0.05"><DESCRIPTION>Diameter</DESCRIPTION></PARAM>
        <PARAM name="OUTPUT:Title" datatype="char" arraysize="*" utype="ssa:DataID.Title" value=""/></RESOURCE>`),
      { as: MAST },
    );
    expect(await service.describe()).toMatchObject({
      description: "HST spectra",
      inputs: [{ name: "SIZE", default: "0.05", unit: "deg" }],
      fields: [{ name: "Title", utype: "ssa:DataID.Title" }],
    });
    expect(askedOf(server)).toEqual({ id: "HST", REQUEST: "queryData", FORMAT: "METADATA" });
  });

  test("it knows no names of bands", async () => {
    expect(await notesOf(MAST, { bandName: "J" })).toEqual([expect.stringContaining("MAST knows no names of bands")]);
    expect(await notesOf(MAST, { bandM: 5e-7 })).toEqual([]);
  });
});

describe("HEASARC", () => {
  test("native columns, those of ObsCore and SSA_… are in one table, each row with its links", async () => {
    const fields = [
      field("obsid", { datatype: "int" }),
      field("ra", { datatype: "double", unit: "deg" }),
      field("dec", { datatype: "double", unit: "deg" }),
      field("s_ra", { datatype: "double", unit: "deg" }),
      field("s_dec", { datatype: "double", unit: "deg" }),
      field("SSA_title"),
      field("SSA_reference"),
      field("SSA_format"),
      field("em_min", { datatype: "double", unit: "m" }),
      field("em_max", { datatype: "double", unit: "m" }),
      field("datalink"),
    ];
    const row = [
      1712,
      10.7,
      41.2,
      10.68,
      41.27,
      "M31",
      "/FTP/x//1712.fits",
      "image/fits",
      1e-10,
      1e-8,
      "/xamin/vo/datalink?id=1",
    ];
    const { service, server } = await openService(answer(table(fields, [row])), { as: HEASARC });
    const [record] = await recordsOf(await service.search({ raDeg: 10.68, decDeg: 41.27, diameterDeg: 0.1 }));
    expect(record).toMatchObject({
      title: "M31",
      accessUrl: "https://heasarc.gsfc.nasa.gov/FTP/x//1712.fits",
      format: "image/fits",
      raDeg: 10.68,
      decDeg: 41.27,
      bandMinM: 1e-10,
      bandMaxM: 1e-8,
      datalinkUrl: "https://heasarc.gsfc.nasa.gov/xamin/vo/datalink?id=1",
      row: { obsid: 1712, ra: 10.7 },
    });
    expect(askedOf(server)).toMatchObject({ table: "chanmaster", POS: "10.68,41.27" });
  });
});

describe("IRSA", () => {
  const fields = [
    place,
    field("curation_publisherdid", { utype: "ssa:Curation.PublisherDID" }),
    field("access_url", { utype: "ssa:Access.Reference" }),
    field("access_format", { utype: "ssa:Access.Format" }),
    field("target_name", { utype: "ssa:Target.Name" }),
  ];
  const rows = [
    ["10 20", "ivo://irsa/iso_sws#1", "https://irsa/1.fits", "application/fits", ""],
    ["10 20", "ivo://irsa/iso_sws#1", "https://irsa/1.tbl", "text/plain", ""],
    ["10 20.08", "ivo://irsa/iso_sws#2", "https://irsa/2.fits", "application/fits", ""],
  ];
  const descriptor = `</RESOURCE><RESOURCE type="meta" utype="adhoc:service"><TABLE><FIELD name="not_this" datatype="int"/><DATA><TABLEDATA/></DATA></TABLE>`;

  test("a spectrum has a row for each format; FORMAT=all; the collection is a parameter", async () => {
    const { service, server } = await openService(answer(table(fields, rows), OK, descriptor), { as: IRSA });
    const result = await service.search({ raDeg: 10, decDeg: 20, diameterDeg: 0.1, collection: "iso_sws" });
    const datasets = await groupFormats(result.records());
    expect(datasets.map(({ id, records }) => [id, records.map(({ format }) => format)])).toEqual([
      ["ivo://irsa/iso_sws#1", ["application/fits", "text/plain"]],
      ["ivo://irsa/iso_sws#2", ["application/fits"]],
    ]);
    expect(datasets[0]?.records[0]?.targetName).toBeUndefined();
    expect(askedOf(server)).toMatchObject({ FORMAT: "all", COLLECTION: "iso_sws" });
  });

  test("the table of results may stand behind one of metadata", async () => {
    const before = `</RESOURCE><RESOURCE type="results">${OK}`;
    const document = answer(
      table(fields, rows),
      `<TABLE><FIELD name="not_this" datatype="int"/><DATA><TABLEDATA/></DATA></TABLE>${before}`,
    ).replace(
      '<RESOURCE type="results"><TABLE><FIELD name="not_this"',
      '<RESOURCE type="meta"><TABLE><FIELD name="not_this"',
    );
    const { service } = await openService(document, { as: IRSA });
    expect(await recordsOf(await service.search({}))).toHaveLength(3);
  });

  test("SIZE may be taken for a radius: rows outside of the circle are left out on request, and counted", async () => {
    const { service } = await openService(answer(table(fields, [...rows, ["", "", "", "", ""]])), { as: IRSA });
    const asked = { raDeg: 10, decDeg: 20, diameterDeg: 0.1 };
    const all = await service.search(asked);
    expect(await recordsOf(all)).toHaveLength(4);
    expect((await all.summary).notes).toEqual([expect.stringContaining("IRSA may take the diameter for a radius")]);
    const within = await service.search({ ...asked, within: true });
    expect((await recordsOf(within)).map(({ accessUrl }) => accessUrl)).toEqual([
      "https://irsa/1.fits",
      "https://irsa/1.tbl",
      undefined,
    ]);
    expect((await within.summary).notes.slice(1)).toEqual([
      "Left out 1 row outside of the circle.",
      "Kept 1 row without a position.",
    ]);
    expect(await failureOf(service.search({ within: true }))).toMatchObject({ code: "DAL_USAGE" });
  });

  test("large circles time out, and it says so in an error document", async () => {
    const words = "TransientFault: INTERNAL_SERVER_ERROR: Job ran but timed out";
    const { service } = await openService(answer("", `<INFO name="QUERY_STATUS" value="ERROR">${words}</INFO>`), {
      as: IRSA,
    });
    expect(await failureOf(service.search({ raDeg: 10, decDeg: 20, diameterDeg: 180 }))).toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: words },
    });
    expect(await notesOf(IRSA, { raDeg: 10, decDeg: 20, diameterDeg: 90 })).toContainEqual(
      expect.stringContaining("above 45 degrees"),
    );
  });
});

describe("NED", () => {
  test("it passes over band, time and format, and that is said", async () => {
    expect(await notesOf(NED, { bandM: 5e-7, format: "fits", raDeg: 1, decDeg: 2 })).toEqual([
      "NED passes over BAND, FORMAT: rows may be others than asked for.",
      "Kept 1 row without a band.",
    ]);
    expect(await notesOf(NED, { bandName: "J" })).toEqual(["NED passes over BAND: rows may be others than asked for."]);
    expect(await notesOf(NED, { raDeg: 1, decDeg: 2, diameterDeg: 1 })).toEqual([]);
  });

  test("rows that say themselves that they are not of the band or time are left out", async () => {
    const quantity = (name: string, utype: string) => field(name, { datatype: "double", utype: `ssa:Char.${utype}` });
    const fields = [
      quantity("b0", "SpectralAxis.Coverage.Bounds.Start"),
      quantity("b1", "SpectralAxis.Coverage.Bounds.Stop"),
      quantity("t", "TimeAxis.Coverage.Location.Value"),
      field("title", { utype: "ssa:DataID.Title" }),
    ];
    const rows = [
      [4e-7, 6e-7, 56_000, "both"],
      [1e-9, 2e-9, 56_000, "another band"],
      [4e-7, 6e-7, 50_000, "another time"],
      ["", "", 56_000, "no band"],
    ];
    const { service } = await openService(answer(table(fields, rows)), { as: NED });
    const result = await service.search({ bandM: 5e-7, timeMjd: { lower: 55_000, upper: 57_000 } });
    expect((await recordsOf(result)).map(({ title }) => title)).toEqual(["both", "no band"]);
    expect((await result.summary).notes).toEqual([
      "NED passes over BAND, TIME: rows are judged by what they say.",
      "Left out 1 row outside of the band.",
      "Kept 1 row without a band.",
      "Left out 1 row outside of the time.",
    ]);
  });

  test("an error beside QUERY_STATUS=OK is an error", async () => {
    const document = `<VOTABLE version="1.2"><RESOURCE type="results">${OK}<PARAM name="Error" datatype="char" arraysize="*" value="There is no object with this name."/></RESOURCE></VOTABLE>`;
    const { service } = await openService(document, { as: NED });
    expect(await failureOf(service.search({ targetName: "Nothing" }))).toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: expect.stringContaining("no object with this name") },
    });
  });

  test("a status that is a PARAM, with its message in the DESCRIPTION, is one", async () => {
    const document = `<VOTABLE version="1.3"><RESOURCE type="results"><PARAM name="QUERY_STATUS" datatype="char" arraysize="*" value="ERROR"><DESCRIPTION>SIZE is too large</DESCRIPTION></PARAM></RESOURCE></VOTABLE>`;
    const { service } = await openService(document, { as: NED });
    expect(await failureOf(service.search({}))).toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: expect.stringContaining("SIZE is too large") },
    });
  });
});

describe("JHU", () => {
  test("sizes in a PARAM of a GROUP, positions of targets in FK5, no position of the spectrum", async () => {
    const fields = [
      field("TargetPos", { datatype: "double", arraysize: "2", utype: "ssa:Target.Pos", unit: "deg" }),
      field("F", { utype: "ssa:CoordSys.SpaceFrame.Name" }),
      field("SpatialLocation", {
        datatype: "double",
        arraysize: "2",
        utype: "ssa:Char.SpatialAxis.Coverage.Location.Value",
      }),
    ];
    const group =
      '<GROUP name="Access" utype="ssa:Access"><PARAM unit="byte" datatype="long" name="DatasetSize" utype="ssa:Access.Size" value="800000"/></GROUP>';
    const { service } = await openService(answer(table(fields, [["179.5 0.75", "FK5", ""]], group)));
    expect(await recordsOf(await service.search({}))).toMatchObject([
      { sizeBytes: 800_000, raDeg: 179.5, decDeg: 0.75 },
    ]);
  });
});

describe("DaCHS", () => {
  const DACHS = "https://dc.example.org/q/ssa/ssap.xml?";

  test("OVERFLOW stands behind the table", async () => {
    const { service } = await openService(
      answer(table([place], [["1 2"]]), "", '<INFO name="QUERY_STATUS" value="OVERFLOW"/>'),
    );
    expect(await (await service.search({ maxrec: 1 })).summary).toMatchObject({
      status: "OVERFLOW",
      rows: 1,
      suspect: false,
    });
  });

  test("as many rows as were asked for, and no OVERFLOW, are suspect", async () => {
    const { service } = await openService(answer(table([place], [["1 2"]])));
    expect(await (await service.search({ maxrec: 1 })).summary).toMatchObject({ status: "OK", suspect: true });
    expect(await (await service.search({ top: 1 })).summary).toMatchObject({ suspect: true });
    expect(await (await service.search({ maxrec: 2 })).summary).toMatchObject({ suspect: false });
  });

  test.each<[SsaQuery, string | undefined]>([
    [{ raDeg: 1, decDeg: 2 }, "passes over a position without a diameter"],
    [{ raDeg: 1, decDeg: 2, diameterDeg: 1 }, undefined],
    [{ maxTimeResS: 1 }, "passes over TIMERES"],
    [{ fluxCalib: "relative" }, "calibrated relatively alone"],
    [{ fluxCalib: "absolute" }, undefined],
  ])("%j: what it takes otherwise is said", async (query, note) => {
    const expected = note === undefined ? [] : [expect.stringContaining(note)];
    expect((await notesOf(DACHS, query)).slice(0, 1)).toEqual(expected);
  });
});

describe("services that fail", () => {
  test.each<[string, string, { type?: string; status?: number }, string]>([
    ["a web page", "<!DOCTYPE html><html><body>Sorry</body></html>", { type: "text/html" }, "DAL_FORMAT"],
    ["JSON with a status", '{"message":"bad POS"}', { type: "application/json", status: 400 }, "DAL_QUERY_ERROR"],
    ["plain text with a status", "internal", { type: "text/plain", status: 500 }, "DAL_HTTP"],
    ["a missing service", "", { status: 404 }, "DAL_NOT_FOUND"],
    ["an answer that breaks off", answer(table([place], [["1 2"]])).slice(0, -60), {}, "DAL_FORMAT"],
    ["a table with an unreadable cell", answer(table([field("x", { datatype: "int" })], [["two"]])), {}, "DAL_FORMAT"],
  ])("%s", async (_, content, options, code) => {
    const { service } = await openService(content, options);
    const reading = async (): Promise<unknown> => recordsOf(await service.search({}));
    expect(await failureOf(reading())).toMatchObject({ name: "DalError", code });
  });

  test("an error behind the rows is no end of them", async () => {
    const { service } = await openService(
      answer(table([place], [["1 2"]]), "", '<INFO name="QUERY_STATUS" value="ERROR">out of time</INFO>'),
    );
    const result = await service.search({});
    expect(await failureOf(recordsOf(result))).toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: "out of time" },
    });
  });

  test("nothing is sent that cannot be asked", async () => {
    const { service, server } = await openService("");
    expect(await failureOf(service.search({ raDeg: 1 }))).toMatchObject({ code: "DAL_USAGE" });
    expect(server.received).toEqual([]);
  });

  test("a base URL that says FORMAT itself keeps it", async () => {
    const { service } = await openService("", { as: `${IRSA}?FORMAT=fits` });
    expect(service.url({ collection: "a" })).toBe(`${IRSA}?FORMAT=fits&REQUEST=queryData&COLLECTION=a`);
    expect(service.url({ format: "votable" })).toBe(`${IRSA}?REQUEST=queryData&FORMAT=votable`);
    expect(service.curl({})).toContain("?FORMAT=fits&REQUEST=queryData'");
  });
});
