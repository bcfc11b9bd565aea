import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createNodeTransport } from "@armillary/dali/node";
import { openSpectrum, type Spectrum, type SsaQuery, type SsaResult, SsaService } from "@armillary/ssap";
import { describe, expect, onTestFinished, test } from "vitest";
import { findDachs, hasAstropy, hasPyvo } from "../support/peers.ts";

// SSA against a server that none of its authors wrote, beside pyvo; and spectra beside astropy.

const base = await findDachs();
const open = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
const PYTHON = "/usr/bin/python3";
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

describe.skipIf(base === undefined)(`DaCHS${base === undefined ? " (skipped: none answers)" : ""}`, () => {
  const url = `${base ?? ""}/spectra/q/ssa/ssap.xml?`;

  function service(): SsaService {
    const transport = createNodeTransport();
    onTestFinished(() => transport.close());
    return new SsaService(url, { transport });
  }

  async function idsOf(query: SsaQuery): Promise<string[]> {
    const ids: string[] = [];
    for await (const { publisherDid } of (await service().search(query)).records()) ids.push(publisherDid ?? "");
    return ids.sort();
  }

  /** Spectra of the peer: sixty, of which the first thirty are FITS files. */
  const id = (index: number): string => `ivo://peer.test/~?spectra/data/spec${String(index).padStart(3, "0")}.fits`;

  test.each<[string, SsaQuery, number]>([
    ["POS and SIZE", { raDeg: 10, decDeg: 20, diameterDeg: 0.1 }, 3],
    ["SIZE: a smaller one", { raDeg: 10, decDeg: 20, diameterDeg: 0.001 }, 2],
    ["POS: across the meridian", { raDeg: 0, decDeg: 0, diameterDeg: 0.1 }, 3],
    ["BAND: a range", { bandM: { lower: 3.5e-7, upper: 3.82e-7 } }, 15],
    ["BAND: a wavelength", { bandM: 3.82e-7 }, 15],
    ["BAND: open below", { bandM: { ...open, upper: 3.82e-7 } }, 15],
    ["BAND: open above", { bandM: { ...open, lower: 5.85e-7 } }, 30],
    [
      "BAND: two ranges",
      {
        bandM: [
          { lower: 3.8e-7, upper: 3.82e-7 },
          { lower: 5.88e-7, upper: 5.9e-7 },
        ],
      },
      45,
    ],
    ["BAND: a name that it does not have", { bandName: "optical" }, 0],
    ["TIME: a range", { timeMjd: { lower: 56_000, upper: 56_001 } }, 2],
    ["TIME: a moment", { timeMjd: 56_006 }, 1],
    ["TIME: open", { timeMjd: { ...open, upper: 56_009 } }, 10],
    ["FORMAT: fits", { format: "fits" }, 30],
    ["FORMAT: votable", { format: "votable" }, 30],
    ["FORMAT: a media type", { format: "application/fits" }, 30],
    ["FORMAT: one that it does not have", { format: "text/csv" }, 0],
    ["APERTURE", { apertureDeg: 0.1 }, 0],
    ["SPECRP", { minSpecRp: 4000 }, 0],
    ["SPATRES", { maxSpatResDeg: 1 }, 0],
    ["SNR: at least, though it takes a number for that very value", { minSnr: 50 }, 20],
    ["REDSHIFT", { redshift: { lower: 0, upper: 1 } }, 0],
    ["TARGETNAME", { targetName: "Star 1" }, 1],
    ["TARGETCLASS", { targetClass: "QSO" }, 0],
    ["TARGETCLASS: several", { targetClass: ["QSO", "star"] }, 60],
    ["FLUXCALIB", { fluxCalib: "relative" }, 0],
    ["WAVECALIB", { waveCalib: "relative" }, 0],
    ["PUBDID", { publisherDid: id(7) }, 1],
    ["CREATORDID", { creatorDid: "ivo://nobody/x" }, 0],
    ["COLLECTION", { collection: "OTHER" }, 0],
    ["COLLECTION: its own", { collection: "PEER-SPEC" }, 60],
    ["TOP", { top: 5 }, 5],
    ["MAXREC", { maxrec: 7 }, 7],
    ["MTIME", { modifiedMjd: { lower: 51_544, upper: 51_910 } }, 0],
    ["a parameter of its own", { parameters: { WILDTARGET: "star 1*" } }, 11],
    // It passes over these; it is asked all the same, and says nothing.
    ["TIMERES", { maxTimeResS: 1 }, 60],
    ["VARAMPL", { varAmpl: { lower: 0.5, upper: 1 } }, 60],
    ["COMPRESS, RUNID and VERSION", { compress: true, runId: "test", version: "1.1" }, 60],
  ])("%s", async (_, query, rows) => {
    expect(await idsOf(query)).toHaveLength(rows);
  });

  test("what is found is what was asked for", async () => {
    expect(await idsOf({ timeMjd: { lower: 56_000, upper: 56_001 } })).toEqual([id(0), id(1)]);
    const result = await service().search({ raDeg: 10, decDeg: 20, diameterDeg: 0.1 });
    for await (const record of result.records()) {
      expect(record.separationDeg).toBeLessThan(0.05);
      expect(record).toMatchObject({
        protocol: "ssa",
        format: "application/fits",
        collection: "PEER-SPEC",
        length: 200,
      });
    }
  });

  test("an answer that is cut says so", async () => {
    const cut = await service().search({ maxrec: 2 });
    expect(await cut.summary).toMatchObject({ status: "OVERFLOW", rows: 2 });
  });

  test.each<[SsaQuery, string]>([
    [{ parameters: { POS: "bad" } }, "POS"],
    [{ parameters: { POS: "1,2", SIZE: "big" } }, "SIZE"],
    // A fault of its own, in its own words.
    [{ format: "graphic" }, "dict is not a sequence"],
  ])("%j: errors are the service's words", async (query, words) => {
    await expect(service().search(query)).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: expect.stringContaining(words) },
    });
  });

  test("it describes itself", async () => {
    const { inputs, fields, description } = await service().describe();
    expect(inputs.map(({ name }) => name)).toEqual(expect.arrayContaining(["POS", "SIZE", "BAND", "WILDTARGET"]));
    expect(fields.map(({ utype }) => utype)).toContain("ssa:Access.Reference");
    expect(description).toMatch(/^Sixty computed spectra/);
    expect((await service().capabilities()).map(({ standardID }) => standardID)).toContain("ivo://ivoa.net/std/SSA");
  });

  test.skipIf(!hasPyvo)("the same searches have the same values as pyvo's", async () => {
    const searches: readonly (readonly [object, SsaQuery])[] = [
      [{}, {}],
      [
        { pos: [10, 20], diameter: 0.1 },
        { raDeg: 10, decDeg: 20, diameterDeg: 0.1 },
      ],
      [
        { pos: [0, 90], diameter: 5 },
        { raDeg: 0, decDeg: 90, diameterDeg: 5 },
      ],
      [{ band: [3.5e-7, 3.82e-7] }, { bandM: { lower: 3.5e-7, upper: 3.82e-7 } }],
      [{ time: ["2012-03-14T00:00:00", "2012-03-20T00:00:00"] }, { timeMjd: { lower: 56_000, upper: 56_006 } }],
      [{ format: "fits" }, { format: "fits" }],
      [
        { TARGETNAME: "Star 3", COLLECTION: "PEER-SPEC" },
        { targetName: "Star 3", collection: "PEER-SPEC" },
      ],
      [
        { pos: [83.82, -5.39], diameter: 0.2, SNR: "30/" },
        { raDeg: 83.82, decDeg: -5.39, diameterDeg: 0.2, minSnr: 30 },
      ],
    ];
    const input = searches.map(([keywords]) => `${JSON.stringify(keywords)}\n`).join("");
    const output = execFileSync(PYTHON, [script("search-ssa-pyvo.py"), url], {
      encoding: "utf8",
      input,
      maxBuffer: 1 << 28,
    });
    const theirs = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, Told>[]);
    expect(theirs).toHaveLength(searches.length);
    for (const [index, [, query]] of searches.entries()) {
      const ours = await toldRows(await service().search(query));
      expect(byId(ours), JSON.stringify(query)).toEqual(byId(theirs[index] ?? []));
      expect(ours.length, JSON.stringify(query)).toBeGreaterThan(0);
    }
  });

  test.skipIf(!hasAstropy)("its spectra open, and have the values that astropy reads", async () => {
    const urls: string[] = [];
    for await (const { accessUrl } of (await service().search({ timeMjd: { lower: 56_028, upper: 56_031 } })).records())
      urls.push(accessUrl ?? "");
    expect(urls).toHaveLength(4);
    const theirs = JSON.parse(
      execFileSync(PYTHON, [script("spectra-astropy.py"), "read", ...urls], { encoding: "utf8" }),
    ) as readonly {
      columns: Record<string, string[]>;
      units: Record<string, string>;
    }[];
    const transport = createNodeTransport();
    onTestFinished(() => transport.close());
    const formats = new Set<string>();
    for (const [index, address] of urls.entries()) {
      const spectrum = await openSpectrum({ url: address, transport });
      const { columns, units } = theirs[index] ?? expect.fail(address);
      formats.add(spectrum.format);
      expect(spectrum.points).toBe(200);
      for (const quantity of [spectrum.spectral, spectrum.flux])
        expect(hexOf(quantity.values)).toEqual(columns[quantity.name]);
      expect(units[spectrum.spectral.name]).toBe("Angstrom");
      expect(spectrum.spectral.unit).toBe("Angstrom");
    }
    expect(formats).toEqual(new Set(["fits", "votable"]));
  });

  test("a part of a spectrum, cut out by SODA, opens", async () => {
    const transport = createNodeTransport();
    onTestFinished(() => transport.close());
    for (const format of [
      "application/fits",
      "application/x-votable+xml",
      "application/x-votable+xml;serialization=tabledata",
    ]) {
      const parameters = new URLSearchParams({ ID: id(0), BAND: "4.8e-7 4.9e-7", FORMAT: format });
      const spectrum = await openSpectrum({ url: `${base}/spectra/q/sdl/dlget?${parameters}`, transport });
      const { valuesM } = spectrum.toWavelengthM();
      expect(Math.min(...valuesM)).toBeGreaterThanOrEqual(4.8e-7);
      expect(Math.max(...valuesM)).toBeLessThanOrEqual(4.9e-7);
      expect(spectrum.points).toBe(11);
    }
  });
});

describe.skipIf(!hasAstropy)(`spectra that astropy wrote${hasAstropy ? "" : " (skipped: no astropy)"}`, () => {
  test("have its values, and lie where it has them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "armillary-spectra-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const expected = JSON.parse(
      execFileSync(PYTHON, [script("spectra-astropy.py"), "make", folder], { encoding: "utf8", maxBuffer: 1 << 26 }),
    ) as Record<string, { wavelength: string[]; flux: string[]; error?: string[] }>;
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(14);
    for (const [name, { wavelength, flux, error }] of Object.entries(expected)) {
      // CSV has no units.
      const unit = name.endsWith(".csv") ? { spectralUnit: "Angstrom" } : {};
      const spectrum: Spectrum = await openSpectrum(readFileSync(join(folder, name)), { name, ...unit });
      expect(hexOf(spectrum.flux.values), name).toEqual(flux);
      if (error !== undefined) expect(hexOf(spectrum.error?.values ?? []), name).toEqual(error);
      const { valuesM } = spectrum.toWavelengthM();
      expect(valuesM, name).toHaveLength(wavelength.length);
      // They multiply where we divide, and have the constants in another order: the last digits differ.
      wavelength.forEach((hex, index) => {
        expect((valuesM[index] ?? 0) / doubleOf(hex), `${name}, point ${index}`).toBeCloseTo(1, 12);
      });
    }
  });
});

type Told = null | readonly [string, unknown] | readonly Told[];

/** Rows as the Python script tells them. */
async function toldRows(result: SsaResult): Promise<Record<string, Told>[]> {
  const integers = new Set(result.fields.filter(({ layout }) => layout.kind === "int").map(({ name }) => name));
  const rows: Record<string, Told>[] = [];
  for await (const row of result.rows()) {
    rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, told(value, integers.has(name))])));
  }
  return rows;
}

function told(value: unknown, isInteger: boolean): Told {
  // Where astropy has text, it has empty text for null; where numbers, NaN for null is masked.
  if (value === null || value === "" || (typeof value === "number" && Number.isNaN(value))) return null;
  if (typeof value === "string") return ["s", value];
  if (typeof value === "boolean") return ["b", value];
  if (typeof value === "bigint" || (typeof value === "number" && isInteger)) return ["i", String(value)];
  if (typeof value === "number") return ["d", hexOf([value])[0] ?? ""];
  return (value as readonly unknown[]).map((item) => told(item, isInteger));
}

/** By identifier, in which order they come; empty text and NaN are null on both sides. */
function byId(rows: readonly Record<string, Told>[]): Record<string, unknown> {
  const plain = (value: Told): unknown => {
    if (value === null) return null;
    if (value[0] === "s" && value[1] === "") return null;
    if (value[0] === "d" && typeof value[1] === "string" && Number.isNaN(doubleOf(value[1]))) return null;
    if (value[0] !== null && !Array.isArray(value[0])) return value;
    // An array that is null has nulls in it to astropy.
    const items = (value as readonly Told[]).map(plain);
    return items.every((item) => item === null) ? null : items;
  };
  return Object.fromEntries(
    rows.map((row) => [
      String((row["ssa_pubDID"] as readonly unknown[])[1]),
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
    ]),
  );
}

function hexOf(values: ArrayLike<number>): string[] {
  const view = new DataView(new ArrayBuffer(8));
  return Array.from(values, (value) => {
    view.setFloat64(0, value);
    return view.getBigUint64(0).toString(16).padStart(16, "0");
  });
}

function doubleOf(hex: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}
