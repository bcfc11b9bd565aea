import { createTransport } from "@armillary/dali";
import { isSpectrumError, openSpectrum, type Spectrum, SsaService } from "@armillary/ssap";
import { VotableError } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel, votableDocuments } from "../support/corpus.ts";

// Spectra, and lists of spectra, that services really sent.

const documents = votableDocuments().filter(({ expected }) => !expected.error);
const bytesOf = (path: string): Uint8Array =>
  documents.find((document) => document.path === path)?.bytes ?? expect.fail(`${path} is not in the corpus`);

describe.skipIf(corpusFolder === undefined)(`spectra${corpusLabel}`, () => {
  test("the SED of NED is one, a frequency and its flux", async () => {
    const spectrum = await openSpectrum(bytesOf("votable/votables.jl/ned_sed.gz"), { lenient: true });
    expect(spectrum).toMatchObject({
      points: 629,
      spectral: { name: "DataSpectralValue", kind: "frequency", unit: "Hz" },
      flux: { name: "DataFluxValue", unit: "Jy" },
      error: { name: "DataFluxStatErr", kind: "sigma" },
      meta: { targetName: "3C 273", raDeg: 187.277_915, decDeg: 2.052_388 },
    });
    const { valuesM } = spectrum.toWavelengthM();
    expect((valuesM[0] ?? 0) * 1.22e26).toBeCloseTo(299_792_458, 3);
  });

  test("every other document is a spectrum or is said to be none, with a reason", async () => {
    const opened: Spectrum[] = [];
    for (const { path, bytes } of documents) {
      try {
        opened.push(await openSpectrum(bytes, { lenient: true }));
      } catch (failure) {
        const isTold = isSpectrumError(failure) || failure instanceof VotableError;
        expect(isTold, `${path}: ${String(failure)}`).toBe(true);
      }
    }
    for (const { spectral, flux, points, fields, columns } of opened) {
      expect(spectral.values).toHaveLength(points);
      expect(flux.values).toHaveLength(points);
      expect(columns.map(({ length }) => length)).toEqual(fields.map(() => points));
    }
    expect(opened.length).toBeGreaterThan(0);
  });

  test("a list of DaCHS becomes records with their links", async () => {
    const bytes = bytesOf("votable/pyvo/datalink-ssa.xml");
    const fetch = async (): Promise<Response> =>
      new Response(Buffer.from(bytes), { headers: { "content-type": "text/xml" } });
    const service = new SsaService("https://archive.test/ssa?", { transport: createTransport({ fetch }) });
    const result = await service.search({});
    let rows = 0;
    for await (const record of result.records()) {
      rows++;
      expect(record.publisherDid).toMatch(/^ivo:/);
      expect(record.accessUrl).toMatch(/^https?:/);
      expect(record.bandMinM ?? 0).toBeLessThan(record.bandMaxM ?? 1);
    }
    expect(rows).toBe((await result.summary).rows);
    expect(rows).toBeGreaterThan(0);
  });
});
