import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Transport } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { searchTable } from "@armillary/dali/table";
import {
  callService,
  callUrl,
  DatalinkService,
  findDescriptors,
  findRowLinks,
  type Link,
  type LinksResult,
  linksAt,
  openAccess,
  type ParameterValues,
  prepareCall,
  type ServiceDescriptor,
  SodaService,
  servicesOf,
} from "@armillary/datalink";
import { TapService } from "@armillary/tap";
import { describe, expect, onTestFinished, test } from "vitest";
import { newHome } from "../cli/home.ts";
import { dachsLabel, dachsUrl } from "../support/dachs.ts";
import { hasAstropy, hasPyvo, python } from "../support/peers.ts";

// The DataLink and SODA clients against a server that none of their authors wrote, and beside pyvo.

const base = dachsUrl ?? "";
const image = (field: string): string => `ivo://peer.test/~?images/data/${field}.fits`;
const CUBE = "ivo://peer.test/~?images/cubes/cube0.fits";
const SPECTRUM = "ivo://peer.test/~?spectra/data/spec000.fits";
const circle = { shape: "CIRCLE", longitudeDeg: 10, latitudeDeg: 20, radiusDeg: 0.1 } as const;

function openTransport(): Transport {
  const transport = createNodeTransport();
  onTestFinished(() => transport.close());
  return transport;
}

const imageLinks = (transport: Transport): DatalinkService =>
  new DatalinkService(`${base}/images/q/dl/dlmeta`, { transport });
const cubeLinks = (transport: Transport): DatalinkService =>
  new DatalinkService(`${base}/images/q/cdl/dlmeta`, { transport });

async function linksIn(result: LinksResult): Promise<Link[]> {
  const links: Link[] = [];
  for await (const link of result.records()) links.push(link);
  return links;
}

/** The services that a dataset's links lead to. */
async function descriptorsFor(service: DatalinkService, id: string): Promise<ServiceDescriptor[]> {
  const links = await linksIn(await service.links(id));
  return links.flatMap(({ descriptor }) => (descriptor === undefined ? [] : [descriptor]));
}

async function sodaFor(service: DatalinkService, id: string, transport: Transport): Promise<SodaService> {
  const soda = SodaService.fromDescriptors(await descriptorsFor(service, id), { transport });
  if (soda === undefined) throw new Error(`${id} has no SODA service`);
  return soda;
}

/** Numbers of pixels by axis, and their sum, as astropy reads a FITS file. */
function astropyImage(bytes: Uint8Array): { readonly shape: number[]; readonly sum: number; readonly object: string } {
  const program = [
    "import base64, io, json, sys",
    "from astropy.io import fits",
    "hdu = fits.open(io.BytesIO(base64.b64decode(sys.stdin.read())))[0]",
    "data = hdu.data",
    "print(json.dumps({'shape': [] if data is None else list(reversed(data.shape)), 'sum': 0 if data is None else float(data.sum()), 'object': hdu.header.get('OBJECT', '')}))",
  ].join("\n");
  return JSON.parse(python(program, Buffer.from(bytes).toString("base64")));
}

/** What FITS headers say of the axes. */
function axesOf(bytes: Uint8Array): number[] {
  const header = Buffer.from(bytes.subarray(0, 28_800)).toString("latin1");
  const numberOf = (key: string): number => Number(new RegExp(`${key.padEnd(8)}= *(\\d+)`).exec(header)?.[1] ?? 0);
  return Array.from({ length: numberOf("NAXIS") }, (_, index) => numberOf(`NAXIS${index + 1}`));
}

describe.skipIf(dachsUrl === undefined)(`DaCHS${dachsLabel}`, () => {
  describe("links", () => {
    test("of an image: files, services with their descriptors, and an error, each by itself", async () => {
      const result = await imageLinks(openTransport()).links(image("field000_g"));
      const links = await linksIn(result);
      expect(links.map(({ semantics, kind }) => `${semantics} ${kind}`).sort()).toEqual([
        "#flat error",
        "#preview access",
        "#proc service",
        "#proc service",
        "#progenitor access",
        "#this access",
      ]);
      expect(links.find(({ semantics }) => semantics === "#this")).toMatchObject({
        accessUrl: `${base}/getproduct/images/data/field000_g.fits`,
        contentType: "image/fits",
        contentLengthBytes: 5760,
      });
      expect(links.find(({ semantics }) => semantics === "#progenitor")?.accessUrl).toBe(
        "http://127.0.0.1/not-there/field000_g.fits?a=1&b=2",
      );
      expect(links.find(({ kind }) => kind === "error")).toMatchObject({
        fault: "NotFoundFault",
        errorMessage: "NotFoundFault: The flat field of this image is lost",
      });
      expect((await result.summary).outcomes).toMatchObject([
        { status: "PARTIAL", links: 5, errors: [expect.any(String)] },
      ]);
    });

    test("of many IDs come together, whatever their order at the service; unknown ones are outcomes", async () => {
      const ids = [image("field000_g"), image("none"), image("field000_r"), image("field001_z")];
      const result = await imageLinks(openTransport()).links(ids, { idsPerRequest: 3 });
      const links = await linksIn(result);
      expect(new Set(links.map(({ id }) => id))).toEqual(new Set(ids));
      expect((await result.summary).outcomes.map(({ id, status }) => [id, status])).toEqual([
        [ids[0], "PARTIAL"],
        [ids[1], "ERROR"],
        [ids[2], "PARTIAL"],
        [ids[3], "PARTIAL"],
      ]);
    });

    test("differ with semantics, with IDs, with the format", async () => {
      const service = imageLinks(openTransport());
      const all = await linksIn(await service.links(image("field000_g")));
      expect(await linksIn(await service.links(image("field000_g"), { semantics: "#preview" }))).toHaveLength(1);
      expect(all.length).toBeGreaterThan(1);
      const binary = await service.links(image("field000_g"), { responseFormat: "votable/b2" });
      expect((await linksIn(binary)).map(({ semantics }) => semantics)).toEqual(all.map(({ semantics }) => semantics));
    });

    test("of nothing are none; the service does not describe itself", async () => {
      const service = imageLinks(openTransport());
      expect(await linksIn(await service.links([]))).toEqual([]);
      expect(await service.describe()).toMatchObject({ descriptors: [] });
    });

    test("that cannot be had are errors: another address, no service", async () => {
      const transport = openTransport();
      await expect(new DatalinkService(`${base}/nowhere`, { transport }).links("x")).rejects.toMatchObject({
        code: "DAL_NOT_FOUND",
      });
      await expect(new DatalinkService("http://127.0.0.1:1/x", { transport }).links("x")).rejects.toMatchObject({
        code: "DAL_NETWORK",
      });
      await expect(new DatalinkService(`${base}/`, { transport }).links("x")).rejects.toMatchObject({
        code: "DAL_FORMAT",
      });
    });
  });

  describe("searches lead to links", () => {
    test("by the descriptor in an answer of TAP", async () => {
      const transport = openTransport();
      const found = await new TapService(`${base}/tap`, { transport }).query(
        "SELECT TOP 3 obs_publisher_did, access_url, access_format FROM ivoa.obscore WHERE obs_collection = 'PEER-IMG' ORDER BY obs_publisher_did",
      );
      const rows: Record<string, unknown>[] = [];
      for await (const row of found.rows()) rows.push(row);
      const descriptors = found.document === undefined ? [] : findDescriptors(found.document, base);
      const { service } = findRowLinks(found.fields, descriptors);
      expect(service).toEqual({ url: `${base}/__system__/obscore/dl/dlmeta`, idKey: "obs_publisher_did" });
      const ids = rows.map((row) => String(row[service?.idKey ?? ""]));
      const result = await new DatalinkService(service?.url ?? "", { transport }).links(ids);
      const links = await linksIn(result);
      expect(links.filter(({ semantics }) => semantics === "#this").map(({ id }) => id)).toEqual(ids);
      const [first] = servicesOf(descriptors, "DataLink");
      if (first === undefined) throw new Error("no descriptor of links");
      expect(callUrl(prepareCall(first, { row: rows[0] ?? {} }))).toContain(encodeURIComponent(ids[0] ?? ""));
    });

    test("by access_url, where that is of links", async () => {
      const transport = openTransport();
      const found = await searchTable(transport, {
        url: `${base}/images/q/sia2/siap2.xml`,
        parameters: [["COLLECTION", "PEER-IFU"]],
      });
      const keys = findRowLinks(found.fields, []);
      const urls: string[] = [];
      for await (const row of found.rows()) urls.push(String(row[keys.accessUrlKey ?? ""]));
      const result = await linksAt(transport, urls, { semantics: "#this" });
      expect((await linksIn(result)).map(({ contentType }) => contentType)).toEqual(Array(4).fill("image/fits"));
      expect(await openAccess(transport, urls[0] ?? "")).toMatchObject({ kind: "links", descriptors: [{}, {}] });
    });
  });

  describe("SODA", () => {
    test.skipIf(!hasAstropy)("cuts the asked size out of an image, as astropy reads it", async () => {
      const transport = openTransport();
      const service = imageLinks(transport);
      const soda = await sodaFor(service, image("field000_g"), transport);
      const whole = astropyImage(await (await soda.cutout({})).bytes());
      // Pixels are a sixtieth of a degree: 0.2 degrees are 12, and those that the circle touches.
      const cut = astropyImage(await (await soda.cutout({ region: circle })).bytes());
      expect(whole).toMatchObject({ shape: [32, 32], object: "Field 000" });
      expect(cut).toMatchObject({ shape: [14, 14], object: "Field 000" });
      expect(cut.sum).toBeLessThan(whole.sum);
    });

    test.each<[name: string, values: Readonly<Record<string, ParameterValues>>, axes: readonly number[]]>([
      ["nothing", {}, [32, 32]],
      ["CIRCLE", { CIRCLE: [10, 20, 0.1] }, [14, 14]],
      ["POLYGON", { POLYGON: [9.9, 19.9, 10.1, 19.9, 10.1, 20.1] }, [12, 13]],
      ["POS", { POS: "RANGE 9.9 10.1 19.9 20.1" }, [12, 13]],
      ["RA", { RA: { lower: 9.9, upper: 10.1 } }, [12, 32]],
      ["DEC", { DEC: { value: { lower: 1194, upper: 1206 }, unit: "arcmin" } }, [32, 13]],
      ["PIXEL_1", { PIXEL_1: [3, 7] }, [5, 32]],
      ["SCALE", { SCALE: 4 }, [8, 8]],
    ])("with %s gives what was asked for", async (_, values, axes) => {
      const transport = openTransport();
      const soda = await sodaFor(imageLinks(transport), image("field000_g"), transport);
      expect(axesOf(await (await soda.cutout({ parameters: values })).bytes())).toEqual(axes);
    });

    test("with BAND, a region of a cube, and KIND", async () => {
      const transport = openTransport();
      const soda = await sodaFor(cubeLinks(transport), CUBE, transport);
      const bandM = { lower: 6.5e-7, upper: 6.52e-7 };
      expect(axesOf(await (await soda.cutout({})).bytes())).toEqual([16, 16, 24]);
      expect(axesOf(await (await soda.cutout({ bandM })).bytes())).toEqual([16, 16, 2]);
      const region = { ...circle, radiusDeg: 0.05 };
      expect(axesOf(await (await soda.cutout({ region })).bytes())).toEqual([4, 4, 24]);
      expect(axesOf(await (await soda.cutout({ region, bandM })).bytes())).toEqual([4, 4, 2]);
      const head = await (await soda.cutout({ parameters: { KIND: "HEADER" } })).bytes();
      expect(head.length).toBeLessThan((await (await soda.cutout({})).bytes()).length);
    });

    test("of a spectrum has parameters of its own", async () => {
      const transport = openTransport();
      const service = new DatalinkService(`${base}/spectra/q/sdl/dlmeta`, { transport });
      const soda = await sodaFor(service, SPECTRUM, transport);
      const rowsOf = async (parameters: Readonly<Record<string, ParameterValues>>): Promise<string[]> =>
        (await (await soda.cutout({ parameters: { FORMAT: "text/csv", ...parameters } })).text()).trim().split("\n");
      const whole = await rowsOf({});
      const cut = await rowsOf({ BAND: { value: [400, 450], unit: "nm" } });
      const relative = await rowsOf({ FLUXCALIB: "RELATIVE" });
      expect(cut.length).toBeLessThan(whole.length);
      expect(relative).not.toEqual(whole);
      const votable = await soda.cutout({ parameters: { FORMAT: "application/x-votable+xml" } });
      expect(await votable.text()).toContain("<VOTABLE");
    });

    test("is not asked for what the descriptor does not allow; unchecked, the service refuses in its words", async () => {
      const transport = openTransport();
      const soda = await sodaFor(imageLinks(transport), image("field000_g"), transport);
      const outside = { ...circle, longitudeDeg: 50 };
      await expect(soda.cutout({ region: outside })).rejects.toMatchObject({
        code: "DAL_USAGE",
        message: expect.stringContaining("lies outside of what the dataset covers"),
      });
      await expect(soda.cutout({ region: outside }, { check: false })).rejects.toMatchObject({
        code: "DAL_QUERY_ERROR",
        failure: { httpStatus: 204 },
      });
      await expect(soda.cutout({ parameters: { CIRCLE: "bad" } })).rejects.toMatchObject({ code: "DAL_USAGE" });
      await expect(soda.cutout({ parameters: { CIRCLE: "bad" } }, { check: false })).rejects.toMatchObject({
        code: "DAL_QUERY_ERROR",
        failure: { serviceMessage: "UsageError: Field CIRCLE: 'bad' is not a valid literal for CIRCLE" },
      });
      const lost = new SodaService(`${base}/images/q/dl/dlget`, { transport });
      await expect(lost.cutout({ ids: image("none") })).rejects.toMatchObject({
        code: "DAL_NOT_FOUND",
        failure: { serviceMessage: expect.stringContaining("could not be located") },
      });
    });

    test("by a job", async () => {
      const transport = openTransport();
      const soda = await sodaFor(imageLinks(transport), image("field000_g"), transport);
      expect(soda.asyncUrl).toBe(`${base}/images/q/dl/dlasync`);
      const job = await soda.submit({ region: circle });
      onTestFinished(() => job.giveUp());
      const [result] = await job.results();
      expect(axesOf((await (await result?.open())?.bytes()) ?? new Uint8Array())).toEqual([14, 14]);
      await job.delete();
      await expect(job.refresh()).rejects.toMatchObject({ code: "UWS_JOB_GONE" });
    });

    test("by a job that fails, in the service's words", async () => {
      const transport = openTransport();
      const soda = new SodaService(undefined, { transport, asyncUrl: `${base}/images/q/dl/dlasync` });
      const failing = (async () => {
        const job = await soda.submit({ ids: image("none"), region: circle });
        onTestFinished(() => job.giveUp());
        return job.results();
      })();
      await expect(failing).rejects.toMatchObject({
        failure: { serviceMessage: expect.stringContaining("none.fits") },
      });
    });
  });

  describe("the command", () => {
    test.skipIf(!hasAstropy)("goes from a search to cutouts that astropy reads", async () => {
      const { run, folder } = await newHome();
      const [list, cuts] = [join(folder, "list.vot"), join(folder, "cuts")];
      const search = [
        "images",
        "10 20",
        "--size",
        "0.1deg",
        "--service",
        `${base}/images/q/sia2/siap2.xml`,
        "-o",
        list,
      ];
      expect(await run([...search, "--type", "image"])).toMatchObject({ status: 0 });
      const service = ["--service", `${base}/__system__/obscore/dl/dlmeta`];
      const made = await run(["cutout", `@${list}`, ...service, "--region", "CIRCLE 10 20 0.1", "--dir", cuts]);
      expect(made).toMatchObject({ status: 0, stderr: "" });
      const files = await readdir(cuts);
      expect(files).toHaveLength(3);
      for (const file of files) expect(astropyImage(await readFile(join(cuts, file))).shape).toEqual([14, 14]);
      // The answer itself describes the links service.
      const answer = `@${base}/images/q/sia2/siap2.xml?POS=CIRCLE+10+20+0.1&DPTYPE=image`;
      const previews = await run(["links", answer, "--semantics", "#preview", "--to", "ndjson"]);
      expect(previews.stdout.trim().split("\n")).toHaveLength(3);
    });

    test("asks for a band of a cube by a job", async () => {
      const { run, folder } = await newHome();
      const out = join(folder, "cut.fits");
      const what = [CUBE, "--service", `${base}/images/q/cdl/dlmeta`, "--band", "650nm..652nm", "--async", "-o", out];
      expect(await run(["cutout", ...what])).toMatchObject({ status: 0, stderr: "" });
      expect(axesOf(await readFile(out))).toEqual([16, 16, 2]);
    });
  });

  describe.skipIf(!hasPyvo)("beside pyvo", () => {
    const program = fileURLToPath(new URL("links-pyvo.py", import.meta.url));

    function pyvo<Answer>(question: object): Answer {
      const text = execFileSync("/usr/bin/python3", [program], {
        input: `${JSON.stringify(question)}\n`,
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      const { answer, error } = JSON.parse(text);
      if (error !== undefined) throw new Error(error);
      return answer;
    }

    type Rows = Readonly<Record<string, string | number | null>>[];

    /** Our links, as the same cells. */
    const cellsOf = (links: readonly Link[]): object[] =>
      links.map(({ row }) =>
        Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [
            name,
            typeof cell === "bigint" ? Number(cell) : cell === "" ? null : (cell ?? null),
          ]),
        ),
      );
    /** Both know -1 for no length, and say so each in its way. */
    const withoutNulls = (rows: readonly object[]): object[] =>
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null && cell !== -1)));

    test.each([
      ["an image", "/images/q/dl/dlmeta", image("field000_g")],
      ["an image that is unknown", "/images/q/dl/dlmeta", image("none")],
      ["a cube", "/images/q/cdl/dlmeta", CUBE],
      ["a spectrum", "/spectra/q/sdl/dlmeta", SPECTRUM],
    ])("links of %s have equal cells", async (_, path, id) => {
      const service = new DatalinkService(`${base}${path}`, { transport: openTransport() });
      const ours = withoutNulls(cellsOf(await linksIn(await service.links(id))));
      const theirs = withoutNulls(pyvo<Rows>({ do: "links", url: service.url(id) }));
      expect(ours.length).toBeGreaterThan(0);
      expect(ours).toEqual(theirs);
    });

    test("links of all rows of a TAP answer are equal", async () => {
      const transport = openTransport();
      const query = "SELECT TOP 7 * FROM ivoa.obscore WHERE obs_collection = 'PEER-IMG' ORDER BY obs_publisher_did";
      const theirs = pyvo<Rows>({ do: "iterate", url: `${base}/tap`, query });
      const found = await new TapService(`${base}/tap`, { transport }).query(query);
      const ids: string[] = [];
      for await (const row of found.rows()) ids.push(String(row["obs_publisher_did"]));
      const service = new DatalinkService(`${base}/__system__/obscore/dl/dlmeta`, { transport });
      const ours = withoutNulls(cellsOf(await linksIn(await service.links(ids))));
      const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
      expect(sorted(ours)).toEqual(sorted(withoutNulls(theirs)));
    });

    test("descriptors say the same", async () => {
      const service = imageLinks(openTransport());
      type Theirs = {
        id: string;
        params: Record<string, string>;
        inputs: { name: string; unit: string | null; xtype: string | null; options: string[] }[];
      }[];
      const theirs = pyvo<Theirs>({ do: "descriptors", url: service.url(image("field000_g")) });
      const ours = await descriptorsFor(service, image("field000_g"));
      expect(ours.map(({ ID, accessUrl, standardId }) => [ID, accessUrl, standardId])).toEqual(
        theirs.map(({ id, params }) => [id, params["accessURL"], params["standardID"]]),
      );
      const toldOf = (descriptor: ServiceDescriptor): object[] =>
        descriptor.inputs.map(({ param: { name, unit = null, xtype = null, values = [] } }) => ({
          name,
          unit,
          xtype,
          options: values.flatMap(({ options = [] }) => options.map(({ value }) => value)),
        }));
      expect(ours.map(toldOf)).toEqual(
        theirs.map(({ inputs }) => inputs.map(({ name, unit, xtype, options }) => ({ name, unit, xtype, options }))),
      );
    });

    test.each<[what: string, question: object, query: Parameters<SodaService["cutout"]>[0], isCube: boolean]>([
      ["a circle", { do: "soda", circle: [10, 20, 0.1] }, { region: circle }, false],
      [
        "a polygon",
        { do: "soda", polygon: [9.9, 19.9, 10.1, 19.9, 10.1, 20.1] },
        { parameters: { POLYGON: [9.9, 19.9, 10.1, 19.9, 10.1, 20.1] } },
        false,
      ],
      [
        "a range",
        { do: "soda", range: [9.9, 10.1, 19.9, 20.1] },
        {
          region: {
            shape: "RANGE",
            longitudeDeg: { lower: 9.9, upper: 10.1 },
            latitudeDeg: { lower: 19.9, upper: 20.1 },
          },
        },
        false,
      ],
      ["a band of a cube", { do: "soda", band: [6.5e-7, 6.52e-7] }, { bandM: { lower: 6.5e-7, upper: 6.52e-7 } }, true],
      [
        "a parameter of the service's own",
        { do: "call", values: { KIND: "HEADER" } },
        { parameters: { KIND: "HEADER" } },
        true,
      ],
    ])("cutouts by %s are bit for bit equal", async (_, question, query, isCube) => {
      const transport = openTransport();
      const [service, id] = isCube ? [cubeLinks(transport), CUBE] : [imageLinks(transport), image("field000_g")];
      const theirs = Buffer.from(pyvo<string>({ ...question, url: service.url(id) }), "base64");
      const ours = await (await (await sodaFor(service, id, transport)).cutout(query)).bytes();
      expect(ours.length).toBeGreaterThan(2000);
      expect(Buffer.from(ours).equals(theirs)).toBe(true);
    });

    test("a descriptor of rows, called for one of them, is equal", async () => {
      const transport = openTransport();
      const found = await searchTable(transport, {
        url: `${base}/spectra/q/ssa/ssap.xml`,
        parameters: [
          ["REQUEST", "queryData"],
          ["POS", "10,20"],
          ["SIZE", "0.1"],
        ],
      });
      const rows: Record<string, unknown>[] = [];
      for await (const row of found.rows()) rows.push(row);
      await found.summary;
      const [soda] = servicesOf(
        found.document === undefined ? [] : findDescriptors(found.document, found.url),
        "SODA",
        "sync",
      );
      if (soda === undefined || rows[0] === undefined) throw new Error("no service, or no row");
      const call = prepareCall(soda, {
        row: rows[0],
        values: { FORMAT: "text/csv", BAND: { value: [400, 450], unit: "nm" } },
      });
      const text = await (await callService(transport, call, {}, soda)).text();
      expect(text.trim().split("\n").length).toBeGreaterThan(3);
      const program = [
        "import sys, pyvo, warnings",
        "from astropy import units",
        "from pyvo.dal.adhoc import DatalinkQuery",
        "warnings.simplefilter('ignore')",
        `results = pyvo.dal.SSAService('${base}/spectra/q/ssa/ssap.xml').search(pos=(10, 20), diameter=0.1)`,
        "resource = results.get_adhocservice_by_ivoid('ivo://ivoa.net/std/SODA#sync-1')",
        "query = DatalinkQuery.from_resource([results[0]], resource, FORMAT='text/csv', BAND=[4e-7, 4.5e-7] * units.m)",
        "sys.stdout.write(query.execute_stream().read().decode())",
      ].join("\n");
      expect(python(program)).toBe(text);
    });
  });
});
