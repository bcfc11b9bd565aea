import { parseRewrites } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { DatalinkService } from "@armillary/datalink";
import { resolveName } from "@armillary/navo";
import { ScsService } from "@armillary/scs";
import { SiaService } from "@armillary/siap";
import { separationDeg } from "@armillary/sky";
import { SsaService } from "@armillary/ssap";
import { TapService } from "@armillary/tap";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  ARCHIVE_NAMES,
  type ArchiveFault,
  type Archives,
  type ArchivesOptions,
  archives,
  datasetsOf,
  FIELDS,
  makeSky,
  openArchives,
  sightingsOf,
} from "../support/archives/index.ts";
import { gather } from "../support/column-arbitraries.ts";

const CONES = {
  mast: "https://archive.stsci.edu/hst/search.php?",
  heasarc: "https://heasarc.gsfc.nasa.gov/xamin/vo/cone?showoffsets&table=zcat&",
  irsa: "https://irsa.ipac.caltech.edu/SCS?table=fp_psc",
  ned: "https://ned.ipac.caltech.edu/cgi-bin/NEDobjsearch?search_type=Near+Position+Search&of=xml_main&",
} as const;
const IMAGES = {
  mast: ["https://mast.stsci.edu/portal_vo/Mashup/VoQuery.asmx/SiaV1?MISSION=HST&", "HST"],
  heasarc: ["https://heasarc.gsfc.nasa.gov/xamin/vo/sia?table=chanmaster&", "chanmaster"],
  irsa: ["https://irsa.ipac.caltech.edu/SIA", "wise_allwise"],
  ned: ["https://vo.ned.ipac.caltech.edu/services/sia", "wise_allwise"],
} as const;
const SPECTRA = {
  mast: "https://archive.stsci.edu/ssap/search2.php?id=HST&",
  heasarc: "https://heasarc.gsfc.nasa.gov/xamin/vo/ssa?table=chanmaster&",
  irsa: "https://irsa.ipac.caltech.edu/SSA",
  ned: "http://vo.ned.ipac.caltech.edu/services/querySED",
} as const;
const TAPS = {
  mast: ["https://mast.stsci.edu/vo-tap/api/v0.1/caom", "ivoa.obscore", "s_ra", "s_dec", "obs_id"],
  heasarc: ["https://heasarc.gsfc.nasa.gov/xamin/vo/tap", "zcat", "ra", "dec", "name"],
  irsa: ["https://irsa.ipac.caltech.edu/TAP", "fp_psc", "ra", "dec", "designation"],
  ned: ["https://ned.ipac.caltech.edu/tap", "NEDTAP.objdir", "ra", "dec", "prefname"],
} as const;

async function open(options: ArchivesOptions = {}) {
  const opened = await archives(options);
  const transport = createNodeTransport({ retry: { retries: 0 }, rewrites: parseRewrites(opened.rewrites) });
  onTestFinished(() => transport.close());
  return { ...opened, transport };
}

type Transport = Awaited<ReturnType<typeof open>>["transport"];

const cone = async (transport: Transport, url: string, at: { raDeg: number; decDeg: number }, radiusDeg: number) => {
  const result = await new ScsService(url, { transport }).search({ raDeg: at.raDeg, decDeg: at.decDeg, radiusDeg });
  return { records: await gather(result.records()), summary: await result.summary };
};

const query = async (transport: Transport, url: string, adql: string) => {
  const result = await new TapService(url, { transport }).query(adql);
  return { rows: await gather(result.rows()), summary: await result.summary };
};

/** The body that the archive sends to a question, as text. */
const raw = async ({ rewrites }: Archives, url: string, init: RequestInit = {}) => {
  const rule = parseRewrites(rewrites).find(({ from }) => url.startsWith(`${from}/`));
  const response = await fetch(url.replace(rule?.from ?? "", rule?.to ?? ""), init);
  return { status: response.status, text: await response.text() };
};

describe("the made-up sky", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(makeSky()).toEqual(makeSky());
    expect(makeSky({ seed: 2 }).objects).not.toEqual(makeSky().objects);
  });

  test("has objects that several archives know, under other names, a fraction of an arcsecond apart", () => {
    const shared = makeSky().objects.filter(({ sightings }) => Object.keys(sightings).length > 1);
    expect(shared.length).toBeGreaterThan(60);
    for (const { raDeg, decDeg, sightings } of shared) {
      const all = Object.values(sightings);
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
      for (const at of all) expect(separationDeg(raDeg, decDeg, at.raDeg, at.decDeg) * 3600).toBeLessThan(0.3);
    }
    const middles = makeSky().objects.filter(({ key }) => FIELDS.some((field) => field.key === key));
    expect(middles.map(({ sightings }) => Object.keys(sightings))).toEqual(FIELDS.map(() => [...ARCHIVE_NAMES]));
  });
});

describe("each archive answers with what it has", () => {
  test.each(ARCHIVE_NAMES)("%s: a cone search in each field", async (archive) => {
    const { catalogue, transport } = await open();
    for (const field of FIELDS) {
      const expected = sightingsOf(catalogue, archive)
        .filter((each) => separationDeg(field.raDeg, field.decDeg, each.raDeg, each.decDeg) <= 0.3)
        .map(({ raDeg, decDeg }) => [expect.closeTo(raDeg, 9), expect.closeTo(decDeg, 9)]);
      const { records } = await cone(transport, CONES[archive], field, 0.3);
      expect(expected.length).toBeGreaterThan(3);
      expect(records.map(({ raDeg, decDeg }) => [raDeg, decDeg])).toEqual(expected);
    }
  });

  test.each(ARCHIVE_NAMES)("%s: images of each field, with files behind their URLs", async (archive) => {
    const { catalogue, transport } = await open();
    const [url, collection] = IMAGES[archive];
    for (const field of FIELDS) {
      const region = { raDeg: field.raDeg, decDeg: field.decDeg, radiusDeg: 0.02 };
      const query = archive === "irsa" ? { region, collection } : { region };
      const result = await new SiaService(url, { transport }).search(query);
      const records = await gather(result.records());
      const known = datasetsOf(catalogue, archive, "image").filter((each) => each.collection === collection);
      const reaching = known.filter(
        (each) => separationDeg(field.raDeg, field.decDeg, each.raDeg, each.decDeg) <= each.fovDeg / 2,
      );
      const found = records.map(({ accessUrl }) => accessUrl);
      expect(reaching.length).toBeGreaterThan(0);
      for (const each of reaching) expect(found).toContain(each.accessUrl);
      for (const each of found) expect(known.map(({ accessUrl }) => accessUrl)).toContain(each);
      const file = await transport.request({ url: found[0] ?? "" });
      expect(await file.text(1 << 20)).toMatch(/^SIMPLE {2}= {20}T/);
    }
  });

  test.each(ARCHIVE_NAMES)("%s: spectra of each field, which can be opened", async (archive) => {
    const { transport } = await open();
    for (const field of FIELDS) {
      const result = await new SsaService(SPECTRA[archive], { transport }).search({
        raDeg: field.raDeg,
        decDeg: field.decDeg,
        diameterDeg: 0.1,
      });
      const records = await gather(result.records());
      expect(records.length).toBeGreaterThan(0);
      const spectrum = await transport.request({ url: records[0]?.accessUrl ?? "" });
      expect(await spectrum.text(1 << 20)).toContain('utype="spec:Spectrum.Data.FluxAxis.Value"');
    }
  });

  test.each(ARCHIVE_NAMES)("%s: TAP with a circle, a box, a polygon, a count, an order", async (archive) => {
    const { transport } = await open();
    const [url, table, ra, dec, name] = TAPS[archive];
    const within = (shape: string): string =>
      `SELECT ${name}, ${ra} AS ra, ${dec} AS de FROM ${table} WHERE CONTAINS(POINT('ICRS', ${ra}, ${dec}), ${shape}) = 1 ORDER BY ${name}`;
    const circle = (await query(transport, url, within("CIRCLE('ICRS', 10.6847, 41.2688, 0.4)"))).rows;
    const box = (await query(transport, url, within("BOX('ICRS', 10.6847, 41.2688, 0.6, 0.6)"))).rows;
    const polygon = (
      await query(transport, url, within("POLYGON('ICRS', 10.2, 41.0, 11.2, 41.0, 11.2, 41.6, 10.2, 41.6)"))
    ).rows;
    const names = (rows: readonly object[]) => rows.map((row) => (row as Record<string, unknown>)[name]);
    expect(circle.length).toBeGreaterThan(3);
    expect(names(circle)).toEqual([...names(circle)].sort());
    for (const row of circle as { ra: number; de: number }[])
      expect(separationDeg(10.6847, 41.2688, row.ra, row.de)).toBeLessThanOrEqual(0.4);
    expect(box.length).toBeGreaterThan(2);
    for (const { de } of box as { de: number }[]) expect(Math.abs(de - 41.2688)).toBeLessThan(0.302);
    for (const { ra: east, de } of polygon as { ra: number; de: number }[])
      expect(east > 10.2 && east < 11.2 && de > 40.99 && de < 41.61).toBe(true);
    const all = await query(transport, url, `SELECT COUNT(*) AS n FROM ${table} WHERE ${dec} > 41 AND ${dec} < 41.6`);
    expect(Number((all.rows[0] as { n: unknown }).n)).toBeGreaterThanOrEqual(polygon.length);
    expect((await query(transport, url, `SELECT TOP 2 ${name} FROM ${table}`)).rows).toHaveLength(2);
  });

  test("names, as each archive has them", async () => {
    const { transport } = await open();
    for (const resolver of ["mast", "ned"] as const) {
      const found = await resolveName("M31", { transport, resolvers: [resolver] });
      expect(found.canonicalName).toBe(resolver === "mast" ? "M31" : "MESSIER 031");
    }
    expect((await resolveName("messier 087", { transport, resolvers: ["ned"] })).raDeg).toBeCloseTo(187.7059, 3);
    await expect(resolveName("nothing", { transport, resolvers: ["mast", "ned"] })).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
    });
  });

  test("HEASARC: links of an image, which nest and lead to a folder", async () => {
    const { transport } = await open();
    const service = new DatalinkService("https://heasarc.gsfc.nasa.gov/xamin/vo/datalink/chanmaster", { transport });
    const links = await gather((await service.links(["1", "2"])).records());
    expect(links.map(({ id, isDirectory }) => [id, isDirectory])).toEqual([
      ["1", true],
      ["1", false],
      ["2", true],
      ["2", false],
    ]);
    const nested = links[1]?.accessUrl ?? "";
    const reply = await transport.request({ url: nested });
    expect(await reply.text(1 << 20)).toContain("products.jsp#chandra.img");
  });

  test("MAST has the Hubble Source Catalog, in letters of any case, and a registry", async () => {
    const ivoid = "ivo://nasa.heasarc/zcat";
    const { catalogue, transport } = await open({ resources: [{ ivoid, title: "CfA redshifts" }] });
    const url = (name: string): string => `https://mast.stsci.edu/vo-tap/api/v0.1/${name}`;
    const { rows } = await query(transport, url("hsc"), "SELECT MatchRA FROM dbo.SumMagAper2CatView");
    expect(rows).toHaveLength(sightingsOf(catalogue, "mast").length);
    const found = await query(transport, url("registry"), "SELECT ivoid, res_title FROM rr.resource");
    expect(found.rows).toEqual([{ ivoid, res_title: "CfA redshifts" }]);
  });

  test("what was asked is kept by archive", async () => {
    const { transport, received } = await open();
    await cone(transport, CONES.ned, FIELDS[0] ?? { raDeg: 0, decDeg: 0 }, 0.1);
    expect(received.ned.map(({ url }) => url.replace(/\?.*/, ""))).toEqual([
      "/ned.ipac.caltech.edu/cgi-bin/NEDobjsearch",
    ]);
    expect(received.mast).toEqual([]);
  });
});

describe("each archive refuses in its own way", () => {
  let opened: Archives;
  beforeAll(async () => {
    opened = await openArchives();
  });
  afterAll(() => opened.close());

  test.each([
    [
      "shape 1, IRSA's SIA",
      "https://irsa.ipac.caltech.edu/SIA?POS=BLOB+1+2",
      /<RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">UsageFault: unknown shape BLOB/,
    ],
    [
      "shape 2, NED's SED",
      "http://vo.ned.ipac.caltech.edu/services/accessSED?REQUEST=getData&TARGETNAME=x",
      /<PARAM name="QUERY_STATUS"[^>]* value="ERROR"><DESCRIPTION>No SED/,
    ],
    [
      "shape 3, IRSA's cone",
      "https://irsa.ipac.caltech.edu/SCS?table=fp_psc",
      /\n<INFO ID="Error" name="Error" value="BAD_REQUEST: RA, DEC and SR are required"\/><RESOURCE\/>/,
    ],
    [
      "shape 4, HEASARC's cone",
      "https://heasarc.gsfc.nasa.gov/xamin/vo/cone?table=none&RA=1&DEC=2&SR=1",
      /<RESOURCE type="results"><INFO name="Error" value="Table none/,
    ],
    [
      "shape 6, PARAM in RESOURCE",
      "https://archive.stsci.edu/hst/search.php?RA=1&DEC=1",
      /<!DOCTYPE[^>]*>\n<VOTABLE version="1.0">\n<RESOURCE><PARAM ID="Error"[^>]* value="SR is missing"/,
    ],
    [
      "shape 6, PARAM in DEFINITIONS",
      "https://archive.stsci.edu/hst/search.php?RA=x&DEC=1&SR=1",
      /<DEFINITIONS><PARAM ID="Error"/,
    ],
    [
      "shape 6, INFO at the root",
      "https://archive.stsci.edu/hst/search.php?RA=1&DEC=1&SR=200",
      /<\/DESCRIPTION><INFO ID="Error"/,
    ],
    [
      "shape 6, INFO in RESOURCE",
      "https://archive.stsci.edu/none/search.php?RA=1&DEC=1&SR=1",
      /<RESOURCE><INFO ID="Error"/,
    ],
    [
      "shape 7, NED's CGI",
      "https://ned.ipac.caltech.edu/cgi-bin/NEDobjsearch?of=xml_main",
      /<VOTABLE version="1.1">\n<RESOURCE type="results">(?:<INFO name="QUERY_STATUS" value="OK"\/>){2}<PARAM name="Error"/,
    ],
    [
      "a slow collection of IRSA's",
      "https://irsa.ipac.caltech.edu/SSA?COLLECTION=iso_sws&POS=1,2&SIZE=180",
      /TransientFault: INTERNAL_SERVER_ERROR/,
    ],
    ["no constraint at IRSA's SIA", "https://irsa.ipac.caltech.edu/SIA", /value="ERROR">UsageFault/],
  ])("%s", async (_, url, shape) => {
    expect((await raw(opened, url)).text).toMatch(shape);
  });

  test("shape 10, MAST's TAP: JSON and 400", async () => {
    const reply = await raw(opened, "https://mast.stsci.edu/vo-tap/api/v0.1/caom/sync?QUERY=SELECT+nothing");
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.text)).toMatchObject({ error: { message: expect.any(String) } });
  });

  test.each([
    [
      "second",
      "obs_collection IN ('HST') AND CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.6, 41.2, 1)) = 1",
      400,
    ],
    [
      "twice",
      "CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.6, 41.2, 1)) = 1 AND CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.6, 41.2, 2)) = 1",
      400,
    ],
    [
      "first",
      "CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.6, 41.2, 1)) = 1 AND obs_collection IN ('HST')",
      200,
    ],
  ])("MAST's CAOM: CONTAINS stands %s", async (_, where, status) => {
    const parameters = new URLSearchParams({ LANG: "ADQL", QUERY: `SELECT obs_id FROM ivoa.obscore WHERE ${where}` });
    const url = `https://mast.stsci.edu/vo-tap/api/v0.1/caom/sync?${parameters}`;
    expect((await raw(opened, url)).status).toBe(status);
  });

  test("IRSA's TAP refuses RUNID", async () => {
    const sync = "https://irsa.ipac.caltech.edu/TAP/sync?QUERY=SELECT+TOP+1+ra+FROM+fp_psc";
    expect((await raw(opened, sync)).status).toBe(200);
    expect(await raw(opened, `${sync}&RUNID=x`)).toMatchObject({
      status: 400,
      text: expect.stringContaining("BAD_REQUEST"),
    });
  });
});

describe("each archive writes in its own way", () => {
  test.each([
    [
      "MAST's TAP",
      "https://mast.stsci.edu/vo-tap/api/v0.1/caom/sync?QUERY=SELECT+TOP+1+obs_id+FROM+ivoa.obscore",
      [
        /<!-- [^>]*MAST VOTable encoder version 1.0 -->\s*<VOTABLE [^>]*version="1.4"/,
        /<RESOURCE type="results"><INFO name="QUERY" value="SELECT TOP 1/,
        /unit="n.n"/,
        /<TABLEDATA>/,
      ],
    ],
    [
      "HEASARC's TAP",
      "https://heasarc.gsfc.nasa.gov/xamin/vo/tap/sync?QUERY=SELECT+TOP+1+*+FROM+zcat&RESPONSEFORMAT=votable",
      [/<BINARY>/],
    ],
    [
      "IRSA's TAP",
      "https://irsa.ipac.caltech.edu/TAP/sync?QUERY=SELECT+TOP+1+ra+FROM+fp_psc&RESPONSEFORMAT=votable",
      [/irsa_format=/, /<TABLEDATA>/],
    ],
    [
      "IRSA's TAP, as asked",
      "https://irsa.ipac.caltech.edu/TAP/sync?QUERY=SELECT+TOP+1+ra+FROM+fp_psc&RESPONSEFORMAT=votable/b2",
      [/<BINARY2>/],
    ],
    [
      "NED's TAP",
      "https://ned.ipac.caltech.edu/tap/sync?QUERY=SELECT+TOP+1+ra+FROM+objdir&RESPONSEFORMAT=votable/td",
      [/<BINARY>/, /Extragalatic/],
    ],
    [
      "NED's TAP by FORMAT",
      "https://ned.ipac.caltech.edu/tap/sync?QUERY=SELECT+TOP+1+ra+FROM+objdir&FORMAT=votable/td",
      [/<TABLEDATA>/],
    ],
    [
      "IRSA's SIA without rows",
      "https://irsa.ipac.caltech.edu/SIA?MAXREC=0",
      [/name="inputParams"/, /value="OVERFLOW"/, /<RESOURCE type="meta" utype="adhoc:service">/],
    ],
    [
      "IRSA's SIA",
      "https://irsa.ipac.caltech.edu/SIA?POS=circle+10.68+41.27+0.1&COLLECTION=wise_allwise",
      [/&quot;bucket_name&quot;:/],
    ],
    [
      "HEASARC's SIA",
      "https://heasarc.gsfc.nasa.gov/xamin/vo/sia?table=chanmaster&POS=10.68,41.27&SIZE=1",
      [/name="obsid"/, /name="s_ra"/, /name="SIA_reference"/, /datalink\/chanmaster\?sizefiles=false&amp;ID=1</],
    ],
    [
      "MAST's SSA",
      "https://archive.stsci.edu/ssap/search2.php?id=HST&FORMAT=metadata",
      [/<VOTABLE version="1.1"/, /PARAM name="INPUT:SIZE"/],
    ],
    [
      "NED's form by arcminutes",
      "https://ned.ipac.caltech.edu/cgi-bin/objsearch?of=xml_main&lon=187.7059&lat=12.3911&radius=1",
      [/MESSIER 087/, /eq_FK5/],
    ],
  ] as const)("%s", async (_, url, shapes) => {
    const opened = await archives();
    const { text } = await raw(opened, url);
    for (const shape of shapes) expect(text).toMatch(shape);
  });

  test("MAST's SIA: FORMAT hides the images of GALEX, and those of HST not", async () => {
    const opened = await archives();
    const found = async (mission: string, more = ""): Promise<boolean> => {
      const url = `https://mast.stsci.edu/portal_vo/Mashup/VoQuery.asmx/SiaV1?MISSION=${mission}&POS=10.68,41.27&SIZE=1${more}`;
      return (await raw(opened, url)).text.includes("<TR>");
    };
    expect(await found("GALEX")).toBe(true);
    expect(await found("GALEX", "&FORMAT=image/fits")).toBe(false);
    expect(await found("HST", "&FORMAT=image/fits")).toBe(true);
  });

  test("MAST's SSA: SIZE is a diameter, BAND above 100 in Angstrom; IRSA's SIZE is a radius, a row a format", async () => {
    const opened = await archives();
    const rows = async (url: string) => [...(await raw(opened, url)).text.matchAll(/<TR>/g)].length;
    // The second spectrum lies 0.122 deg from the middle.
    const mast = "https://archive.stsci.edu/ssap/search2.php?id=HST&POS=10.6847,41.2688";
    expect(await rows(`${mast}&SIZE=0.2`)).toBe(1);
    expect(await rows(`${mast}&SIZE=0.26`)).toBe(2);
    expect(await rows(`${mast}&SIZE=0.26&BAND=2000/2500`)).toBe(2);
    expect(await rows(`${mast}&SIZE=0.26&BAND=5000/6000`)).toBe(0);
    expect(await rows("https://irsa.ipac.caltech.edu/SSA?POS=10.6847,41.2688&SIZE=0.13&FORMAT=all")).toBe(6);
  });

  test("MAST is capped without a word, HEASARC with one unless TOP is larger", async () => {
    const { transport } = await open({ mostRows: 10 });
    const [mast] = TAPS.mast;
    const [heasarc] = TAPS.heasarc;
    const sync = async (url: string, adql: string) => {
      const reply = await transport.request({ url: `${url}/sync`, parameters: [["QUERY", adql]] });
      return await reply.text(1 << 22);
    };
    const capped = await sync(mast, "SELECT obs_id FROM ivoa.obscore");
    expect(capped.match(/<TR>/g)).toHaveLength(10);
    expect(capped).not.toContain("OVERFLOW");
    expect(await sync(heasarc, "SELECT name FROM zcat")).toContain("OVERFLOW");
    expect(await sync(heasarc, "SELECT TOP 50 name FROM zcat")).not.toContain("OVERFLOW");
  });
});

describe("each fault is on where it is switched, and off again", () => {
  const at = FIELDS[0] ?? { raDeg: 0, decDeg: 0 };
  const adql = "SELECT name FROM zcat";

  test.each<[string, ArchiveFault, object]>([
    ["down", { kind: "down" }, { code: "DAL_NETWORK" }],
    ["html", { kind: "html" }, { code: "DAL_FORMAT" }],
    ["unavailable", { kind: "unavailable", retryAfterS: 900 }, { failure: { httpStatus: 503, retryAfterMs: 900_000 } }],
    ["breaks", { kind: "breaks" }, { code: "DAL_NETWORK" }],
  ])("%s", async (_, fault, failure) => {
    const { transport, setFault } = await open({ faults: { heasarc: fault } });
    await expect(cone(transport, CONES.heasarc, at, 0.3)).rejects.toMatchObject(failure);
    await expect(query(transport, TAPS.heasarc[0], adql)).rejects.toThrow();
    expect((await cone(transport, CONES.irsa, at, 0.3)).records).not.toEqual([]);
    setFault("heasarc", undefined);
    expect((await cone(transport, CONES.heasarc, at, 0.3)).records).not.toEqual([]);
  });

  test("slow", async () => {
    const { transport } = await open({ faults: { ned: { scs: { kind: "slow", delayMs: 300 } } } });
    const start = performance.now();
    await cone(transport, CONES.ned, at, 0.1);
    expect(performance.now() - start).toBeGreaterThanOrEqual(295);
  });

  test("flaky: every other synchronous request, and no job", async () => {
    const opened = await archives({ faults: { irsa: { tap: { kind: "flaky" } } } });
    const base = "https://irsa.ipac.caltech.edu/TAP";
    const statuses: number[] = [];
    for (const path of ["sync", "sync", "sync", "async"])
      statuses.push((await raw(opened, `${base}/${path}?QUERY=SELECT+TOP+1+ra+FROM+fp_psc`)).status);
    expect(statuses).toEqual([502, 200, 502, 200]);
  });

  test("overflow, of one protocol, said or not", async () => {
    const { transport, setFault } = await open({ faults: { heasarc: { tap: { kind: "overflow", rows: 3 } } } });
    expect(await query(transport, TAPS.heasarc[0], adql)).toMatchObject({
      rows: { length: 3 },
      summary: { status: "OVERFLOW" },
    });
    expect((await cone(transport, CONES.heasarc, at, 0.3)).summary).toMatchObject({ status: "OK" });
    setFault("heasarc", { kind: "overflow", rows: 2 }, "scs");
    expect(await cone(transport, CONES.heasarc, at, 0.3)).toMatchObject({
      records: { length: 2 },
      summary: { status: "OVERFLOW" },
    });
    setFault("heasarc", { kind: "overflow", rows: 2, isSilent: true });
    setFault("heasarc", undefined, "scs");
    expect(await cone(transport, CONES.heasarc, at, 0.3)).toMatchObject({
      records: { length: 2 },
      summary: { status: "OK" },
    });
  });
});
