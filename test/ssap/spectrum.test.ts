import { gzipSync } from "node:zlib";
import { rowsOf } from "@armillary/columns";
import { createNodeTransport } from "@armillary/dali/node";
import { convert } from "@armillary/formats";
import {
  isSpectrumError,
  type OpenSpectrumOptions,
  openSpectrum,
  type Spectrum,
  SpectrumError,
  type SpectrumTableOptions,
  spectrumTable,
} from "@armillary/ssap";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { joined, tableHdu } from "../fits/fits-file.ts";
import { faultyService } from "../support/faulty-service.ts";
import { imageFile, type TestColumn, tablesFile } from "./fits-spectra.ts";

// Documents of our own making, each as the archive it is named after lays its spectra out.

const WAVE = [4000, 4001, 4002];
const FLUX = [1.5, 2.5, 3.5];

const wavelength: TestColumn = { name: "WAVELENGTH", code: "D", rows: WAVE, unit: "Angstrom" };
const flux: TestColumn = { name: "FLUX", code: "E", rows: FLUX, unit: "Jy" };

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function votable(fields: string, rows: readonly (readonly (number | string)[])[], more = ""): Uint8Array {
  const cells = rows.map((row) => `<TR>${row.map((cell) => `<TD>${cell}</TD>`).join("")}</TR>`).join("");
  return text(
    `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>${more}${fields}<DATA><TABLEDATA>${cells}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`,
  );
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("it did not fail"),
    (thrown: unknown) => thrown,
  );

describe("FITS tables", () => {
  test("a row a point", async () => {
    const spectrum = await openSpectrum(
      tablesFile(
        [{ columns: [wavelength, flux] }],
        [
          ["OBJECT", "M 31"],
          ["RA", 10.5],
          ["DEC", 41.25],
          ["EXPTIME", 300],
        ],
      ),
    );
    expect(spectrum).toMatchObject({
      format: "fits",
      place: "HDU 1",
      points: 3,
      spectral: { name: "WAVELENGTH", unit: "Angstrom", kind: "wavelength", isLog10: false },
      flux: { name: "FLUX", unit: "Jy" },
      meta: { targetName: "M 31", raDeg: 10.5, decDeg: 41.25, exposureS: 300 },
    });
    expect([...spectrum.spectral.values]).toEqual(WAVE);
    expect([...spectrum.flux.values]).toEqual(FLUX);
    expect(spectrum.error).toBeUndefined();
    expect(spectrum.toWavelengthM()).toEqual({ valuesM: Float64Array.of(4e-7, 4.001e-7, 4.002e-7) });
  });

  const STIS: readonly TestColumn[] = [
    { name: "SPORDER", code: "I", rows: [66, 67] },
    { name: "NELEM", code: "I", rows: [3, 2] },
    {
      name: "WAVELENGTH",
      code: "D",
      rows: [
        [1, 2, 3],
        [4, 5, 0],
      ],
      unit: "Angstroms",
    },
    {
      name: "GROSS",
      code: "E",
      rows: [
        [7, 7, 7],
        [7, 7, 7],
      ],
      unit: "Counts/s",
    },
    {
      name: "BACKGROUND",
      code: "E",
      rows: [
        [6, 6, 6],
        [6, 6, 6],
      ],
      unit: "Counts/s",
    },
    {
      name: "NET",
      code: "E",
      rows: [
        [5, 5, 5],
        [5, 5, 5],
      ],
      unit: "Counts/s",
    },
    {
      name: "FLUX",
      code: "E",
      rows: [
        [10, 20, 30],
        [40, 50, 0],
      ],
      unit: "erg/s/cm**2/Angstrom",
    },
    {
      name: "ERROR",
      code: "E",
      rows: [
        [1, 2, 3],
        [4, 5, 0],
      ],
      unit: "erg/s/cm**2/Angstrom",
    },
    {
      name: "DQ",
      code: "I",
      rows: [
        [0, 0, 4],
        [8, 0, 0],
      ],
    },
  ];

  test("HST (STIS echelle): each order is a row of arrays, and one must be chosen", async () => {
    const file = tablesFile([{ name: "SCI", columns: STIS }]);
    expect(await failure(openSpectrum(file))).toMatchObject({
      code: "SPECTRUM_AMBIGUOUS",
      message: expect.stringContaining("0 (SPORDER 66), 1 (SPORDER 67)"),
      choice: { option: "row", candidates: ["0", "1"] },
    });
    const second = await openSpectrum(file, { row: 1 });
    // NELEM says that the last value is filling.
    expect([...second.spectral.values]).toEqual([4, 5]);
    expect([...second.flux.values]).toEqual([40, 50]);
    expect(second.error).toMatchObject({ name: "ERROR", kind: "sigma", values: Float64Array.of(4, 5) });
    expect(second.quality).toMatchObject({ name: "DQ", values: Float64Array.of(8, 0) });
    const all = await openSpectrum(file, { row: "all" });
    expect([...all.spectral.values]).toEqual([1, 2, 3, 4, 5]);
    expect([...rowsOf({ rows: all.points, columns: all.columns })].map(([order]) => order)).toEqual([
      66, 66, 66, 67, 67,
    ]);
    expect(await failure(openSpectrum(file, { row: 2 }))).toMatchObject({ code: "SPECTRUM_OPTION" });
  });

  test("HST (COS): rows are segments of the detector", async () => {
    const columns: readonly TestColumn[] = [
      { name: "SEGMENT", code: "A", rows: ["FUVA", "FUVB"] },
      {
        name: "WAVELENGTH",
        code: "D",
        rows: [
          [1500, 1501],
          [1200, 1201],
        ],
        unit: "Angstrom",
      },
      {
        name: "FLUX",
        code: "E",
        rows: [
          [1, 2],
          [3, 4],
        ],
        unit: "erg /s /cm**2 /Angstrom",
      },
    ];
    const file = tablesFile([{ name: "SCI", columns }]);
    expect(await failure(openSpectrum(file))).toMatchObject({ message: expect.stringContaining("1 (SEGMENT FUVB)") });
    expect([...(await openSpectrum(file, { row: 1 })).flux.values]).toEqual([3, 4]);
  });

  const jwst = (version: number): { name: string; version: number; columns: TestColumn[] } => ({
    name: "EXTRACT1D",
    version,
    columns: [
      { name: "WAVELENGTH", code: "D", rows: [1, 2], unit: "um" },
      { name: "FLUX", code: "D", rows: [version, version + 1], unit: "Jy" },
      { name: "FLUX_ERROR", code: "D", rows: [0.1, 0.2], unit: "Jy" },
      { name: "SURF_BRIGHT", code: "D", rows: [7, 8], unit: "MJy/sr" },
      { name: "SB_ERROR", code: "D", rows: [0.7, 0.8], unit: "MJy/sr" },
      { name: "DQ", code: "J", rows: [0, 1] },
    ],
  });

  test("JWST (x1d): flux beside surface brightness, and a table that is no spectrum", async () => {
    const asdf = { name: "ASDF", columns: [{ name: "ASDF_METADATA", code: "A", rows: ["#ASDF 1.0"] } as TestColumn] };
    const spectrum = await openSpectrum(tablesFile([jwst(1), asdf]));
    expect(spectrum).toMatchObject({
      place: "HDU 1 (EXTRACT1D)",
      flux: { name: "FLUX" },
      error: { name: "FLUX_ERROR", kind: "sigma" },
      quality: { name: "DQ" },
    });
    expect(spectrum.toWavelengthM().valuesM).toEqual(Float64Array.of(1e-6, 2e-6));
    const bright = await openSpectrum(tablesFile([jwst(1)]), { flux: "SURF_BRIGHT", error: "SB_ERROR" });
    expect(bright).toMatchObject({ flux: { unit: "MJy/sr" }, error: { name: "SB_ERROR", kind: "sigma" } });
  });

  test("JWST (x1d of several objects): one EXTRACT1D must be chosen, by number", async () => {
    const file = tablesFile([jwst(1), jwst(2)]);
    expect(await failure(openSpectrum(file))).toMatchObject({
      code: "SPECTRUM_AMBIGUOUS",
      choice: { option: "hdu", candidates: ["EXTRACT1D", "2"] },
    });
    expect([...(await openSpectrum(file, { hdu: 2 })).flux.values]).toEqual([2, 3]);
    expect(await failure(openSpectrum(file, { hdu: "ASDF" }))).toMatchObject({
      code: "SPECTRUM_OPTION",
      message: expect.stringContaining("HDU 2 (EXTRACT1D)"),
    });
  });

  test("SDSS (spec): logarithms in angstroms without a unit, in vacuum, inverse variances, exposures beside their sum", async () => {
    const exposure = (name: string, first: number) => ({
      name,
      columns: [
        { name: "flux", code: "E", rows: [first, 2] },
        { name: "loglam", code: "E", rows: [3.5, 3.75] },
        { name: "ivar", code: "E", rows: [4, 0] },
        { name: "and_mask", code: "J", rows: [0, 65_536] },
      ] as const,
    });
    const specobj = { name: "SPECOBJ", columns: [{ name: "Z", code: "E", rows: [0.1] } as TestColumn] };
    const file = tablesFile(
      [exposure("COADD", 1), specobj, exposure("B1-00012345", 9)],
      [
        ["VACUUM", true],
        ["BUNIT", "1E-17 erg/cm^2/s/Ang"],
      ],
    );
    const spectrum = await openSpectrum(file);
    expect(spectrum).toMatchObject({
      place: "HDU 1 (COADD)",
      spectral: { name: "loglam", unit: "Angstrom", isLog10: true, medium: "vacuum", mediumFrom: "VACUUM = T" },
      flux: { unit: "1E-17 erg/cm^2/s/Ang", values: Float64Array.of(1, 2) },
      error: { kind: "inverse variance", values: Float64Array.of(4, 0) },
      quality: { name: "and_mask", values: Float64Array.of(0, 65_536) },
    });
    const { valuesM, medium } = spectrum.toWavelengthM();
    expect(medium).toBe("vacuum");
    expect([...valuesM].map((value) => value * 1e10)).toEqual(
      [10 ** 3.5, 10 ** 3.75].map((value) => expect.closeTo(value, 8)),
    );
    expect([...(await openSpectrum(file, { hdu: "B1-00012345" })).flux.values]).toEqual([9, 2]);
  });

  test("ESO (phase 3): one row of arrays, told by TUTYP and TUCD, in air", async () => {
    const utype = "spec:Data.SpectralAxis.Value";
    const columns: readonly TestColumn[] = [
      { name: "X", code: "D", rows: [[500, 501]], unit: "nm", utype, ucd: "em.wl;obs.atmos" },
      { name: "RAW", code: "D", rows: [[9, 9]], utype: "eso:Data.FluxAxis.Value.RAW" },
      { name: "Y", code: "D", rows: [[1, 2]], utype: "spec:Data.FluxAxis.Value", ucd: "phot.flux.density;em.wl" },
      { name: "SIGMA_Y", code: "D", rows: [[0.1, 0.2]], utype: "spec:Data.FluxAxis.Accuracy.StatError" },
      { name: "CODE", code: "J", rows: [[0, 2]], utype: "spec:Data.FluxAxis.Accuracy.QualityStatus" },
      { name: "Q", code: "J", rows: [[0, 1]], utype: "spec:Data.FluxAxis.Quality" },
    ];
    const spectrum = await openSpectrum(tablesFile([{ name: "SPECTRUM", columns }]));
    expect(spectrum).toMatchObject({
      spectral: { name: "X", medium: "air", mediumFrom: "UCD em.wl;obs.atmos" },
      flux: { name: "Y" },
      error: { name: "SIGMA_Y" },
      quality: { name: "Q" },
    });
    const inVacuum = spectrum.toWavelengthM({ medium: "vacuum" });
    expect(inVacuum.medium).toBe("vacuum");
    // 500 nm in air are 500.139 nm in vacuum.
    expect((inVacuum.valuesM[0] ?? 0) * 1e9).toBeCloseTo(500.1395, 4);
    expect(spectrum.toWavelengthM({ medium: "air" }).valuesM).toEqual(Float64Array.of(5e-7, 5.01e-7));
  });

  const iue = (more: readonly TestColumn[] = []): TestColumn[] => [
    { name: "APERTURE", code: "A", rows: ["LARGE"] },
    { name: "NPOINTS", code: "I", rows: [3] },
    { name: "WAVELENGTH", code: "E", rows: [1050], unit: "ANGSTROM" },
    { name: "DELTAW", code: "E", rows: [2.5], unit: "ANGSTROM" },
    { name: "NET", code: "E", rows: [[7, 8, 9]], unit: "FN" },
    { name: "SIGMA", code: "E", rows: [[0.5, 0.25, 0.125]], unit: "ERG/CM2/S/A" },
    { name: "QUALITY", code: "I", rows: [[0, -16, 0]] },
    { name: "FLUX", code: "E", rows: [[1, 2, 3]], unit: "ERG/CM2/S/A" },
    ...more,
  ];

  test("IUE (MXLO): the first wavelength and a step beside arrays", async () => {
    const spectrum = await openSpectrum(tablesFile([{ name: "MELO", columns: iue() }]));
    expect(spectrum).toMatchObject({
      points: 3,
      flux: { name: "FLUX", values: Float64Array.of(1, 2, 3) },
      error: { name: "SIGMA", kind: "sigma" },
      quality: { name: "QUALITY" },
    });
    expect(spectrum.toWavelengthM().valuesM).toEqual(Float64Array.of(1.05e-7, 1.0525e-7, 1.055e-7));
  });

  test("IUE (MXHI): where arrays begin within an order is not computed here, and not passed over", async () => {
    const columns = iue([{ name: "STARTPIX", code: "I", rows: [2] }]);
    expect(await failure(openSpectrum(tablesFile([{ columns }])))).toMatchObject({
      code: "SPECTRUM_NO_AXIS",
      message: expect.stringContaining("another length"),
    });
  });

  test("a table that cannot be read is not the spectrum", async () => {
    const broken = tableHdu({ rowBytes: 1, rows: 1, fields: 1, cards: [["TFORM1", "9Z"]], data: Uint8Array.of(1) });
    const file = joined(tablesFile([]), broken, tablesFile([{ columns: [wavelength, flux] }]).subarray(2880));
    expect(await openSpectrum(file)).toMatchObject({ place: "HDU 2", points: 3 });
    expect(await failure(openSpectrum(joined(tablesFile([]), broken)))).toMatchObject({ code: "SPECTRUM_FORMAT" });
  });

  test("whatever the rows, all of them are one behind the other", async () => {
    const points = fc.array(fc.double({ noNaN: true }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(points, points, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          const file = tablesFile([
            {
              columns: [
                { name: "NELEM", code: "I", rows: rows.map(([, , count]) => count) },
                { name: "WAVE", code: "D", rows: rows.map(([wave]) => wave) },
                { name: "FLUX", code: "D", rows: rows.map(([, values]) => values) },
              ],
            },
          ]);
          const { spectral, flux: found } = await openSpectrum(file, { row: "all" });
          expect([...spectral.values]).toEqual(rows.flatMap(([wave, , count]) => wave.slice(0, count)));
          expect([...found.values]).toEqual(rows.flatMap(([, values, count]) => values.slice(0, count)));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("gzip around it is seen through, and bytes may come in any pieces", async () => {
    const file = tablesFile([{ columns: [wavelength, flux] }]);
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      const zipped = gzipSync(file);
      for (let at = 0; at < zipped.length; at += 7) yield zipped.subarray(at, at + 7);
    };
    expect([...(await openSpectrum(pieces())).flux.values]).toEqual(FLUX);
  });
});

describe("FITS images", () => {
  const LINEAR = [
    ["CRVAL1", 4000],
    ["CRPIX1", 1],
    ["CDELT1", 2.5],
  ] as const;

  test.each<[string, Parameters<typeof imageFile>[2], Partial<Record<keyof Spectrum["spectral"], unknown>>, number[]]>([
    ["IUE: no CTYPE at all", [...LINEAR, ["CUNIT1", "Angstrom"]], { name: "spectral" }, [4e-7, 4.0025e-7]],
    [
      "linear by CD1_1",
      [
        ["CTYPE1", "LINEAR"],
        ["CRVAL1", 4000],
        ["CRPIX1", 2],
        ["CD1_1", 2.5],
        ["CUNIT1", "Angstrom"],
      ],
      {},
      [3.9975e-7, 4e-7],
    ],
    [
      "IRAF: the unit in WAT1_001",
      [["CTYPE1", "LINEAR"], ...LINEAR, ["WAT1_001", "wtype=linear label=Wavelength units=angstroms"]],
      { unit: "angstroms" },
      [4e-7, 4.0025e-7],
    ],
    [
      "in vacuum by CTYPE",
      [["CTYPE1", "WAVE"], ...LINEAR, ["CUNIT1", "Angstrom"]],
      { medium: "vacuum", mediumFrom: "CTYPE1 = WAVE" },
      [4e-7, 4.0025e-7],
    ],
    ["in air by CTYPE", [["CTYPE1", "AWAV"], ...LINEAR, ["CUNIT1", "Angstrom"]], { medium: "air" }, [4e-7, 4.0025e-7]],
    [
      "metres where no unit is said",
      [
        ["CTYPE1", "WAVE"],
        ["CRVAL1", 4e-7],
        ["CRPIX1", 1],
        ["CDELT1", 1e-10],
      ],
      { unit: "m" },
      [4e-7, 4.001e-7],
    ],
    [
      "a frequency",
      [
        ["CTYPE1", "FREQ"],
        ["CRVAL1", 1e9],
        ["CRPIX1", 1],
        ["CDELT1", 1e9],
      ],
      { kind: "frequency", unit: "Hz" },
      [0.299792458, 0.149896229],
    ],
    [
      "SDSS, before release 9: logarithms by DC-FLAG",
      [
        ["CTYPE1", "WAVE-WAV"],
        ["CRVAL1", 3.5],
        ["CRPIX1", 1],
        ["CD1_1", 0.5],
        ["DC-FLAG", 1],
        ["CUNIT1", "Angstrom"],
      ],
      { isLog10: true },
      [10 ** 3.5 * 1e-10, 1e-6],
    ],
    [
      "natural logarithms by CTYPE",
      [
        ["CTYPE1", "WAVE-LOG"],
        ["CRVAL1", 1e-6],
        ["CRPIX1", 1],
        ["CDELT1", 1e-6],
      ],
      { isLog10: false },
      [1e-6, Math.E * 1e-6],
    ],
  ])("%s", async (_, cards, axis, expectedM) => {
    const spectrum = await openSpectrum(imageFile([2], [1, 2], [...cards, ["BUNIT", "Jy"]]));
    expect(spectrum).toMatchObject({ place: "HDU 0", flux: { unit: "Jy", values: Float64Array.of(1, 2) } });
    expect(spectrum.spectral).toMatchObject(axis);
    expect([...spectrum.toWavelengthM().valuesM]).toEqual(expectedM.map((value) => expect.closeTo(value, 15)));
  });

  test("IRAF: several bands are rows, and one must be chosen", async () => {
    const cards = [
      ...LINEAR,
      ["DC-FLAG", 0],
      ["CTYPE1", "LINEAR"],
      ["BANDID1", "spectrum: optimal"],
      ["BANDID2", "sigma"],
    ] as const;
    const file = imageFile([2, 1, 2], [1, 2, 3, 4], cards);
    expect(await failure(openSpectrum(file))).toMatchObject({
      code: "SPECTRUM_AMBIGUOUS",
      message: expect.stringContaining("0 (spectrum: optimal), 1 (sigma)"),
      choice: { option: "row" },
    });
    expect([...(await openSpectrum(file, { row: 1 })).flux.values]).toEqual([3, 4]);
    expect(await failure(openSpectrum(file, { row: 2 }))).toMatchObject({ code: "SPECTRUM_OPTION" });
    expect(await failure(openSpectrum(file, { row: "all" }))).toMatchObject({ code: "SPECTRUM_OPTION" });
  });

  test("a coordinate that is not computed here is an error, not a wrong one", async () => {
    const file = imageFile([2], [1, 2], [["CTYPE1", "WAVE-F2W"], ...LINEAR]);
    expect(await failure(openSpectrum(file))).toMatchObject({
      code: "SPECTRUM_FORMAT",
      message: expect.stringContaining("F2W"),
    });
  });

  test("a picture is no spectrum", async () => {
    const file = imageFile([2, 2], [1, 2, 3, 4], [["CTYPE1", "RA---TAN"], ["CTYPE2", "DEC--TAN"], ...LINEAR]);
    expect(await failure(openSpectrum(file))).toMatchObject({ code: "SPECTRUM_NO_AXIS" });
  });

  test("a unit that is not said can be given", async () => {
    const spectrum = await openSpectrum(imageFile([2], [1, 2], LINEAR));
    expect(() => spectrum.toWavelengthM()).toThrow(expect.objectContaining({ code: "SPECTRUM_UNIT" }));
    const told = await openSpectrum(imageFile([2], [1, 2], LINEAR), { spectralUnit: "Angstrom", medium: "air" });
    expect(told.toWavelengthM()).toEqual({ valuesM: Float64Array.of(4e-7, 4.0025e-7), medium: "air" });
    expect(told.spectral.mediumFrom).toBe("the option medium");
  });
});

describe("VOTables", () => {
  const two = '<FIELD name="a" datatype="double" unit="nm" ID="a"/><FIELD name="b" datatype="double" ID="b"/>';

  test("the Spectrum data model: utypes on FIELDrefs alone, PARAMs in GROUPs", async () => {
    const groups = `<GROUP utype="spec:Spectrum.Data"><FIELDref ref="b" utype="spec:Spectrum.Data.FluxAxis.Value"/>
      <FIELDref ref="a" utype="spec:Spectrum.Data.SpectralAxis.Value" ucd="em.wl"/></GROUP>
      <GROUP utype="spec:Spectrum.Target"><PARAM name="n" datatype="char" arraysize="*" utype="spec:Spectrum.Target.Name" value="NGC 1"/>
      <PARAM name="p" datatype="double" arraysize="2" utype="spec:Spectrum.Target.Pos" value="1.5 -2.5"/></GROUP>
      <PARAM name="z" datatype="double" utype="spec:Spectrum.Target.Redshift" value="0.25"/>`;
    const spectrum = await openSpectrum(
      votable(
        two,
        [
          [500, 1],
          [501, 2],
        ],
        groups,
      ),
    );
    expect(spectrum).toMatchObject({
      format: "votable",
      spectral: { name: "a", medium: "vacuum" },
      flux: { name: "b", values: Float64Array.of(1, 2) },
      meta: { targetName: "NGC 1", raDeg: 1.5, decDeg: -2.5, redshift: 0.25 },
    });
  });

  test("NED: a frequency axis, published values beside those that count, errors by a UCD in their order", async () => {
    const fields = `<FIELD name="PubFlux" datatype="double" ucd="em.freq" utype="spec:Spectrum.Data.FluxAxis.Published.Value"/>
      <FIELD name="F" datatype="double" unit="Hz" ucd="em.freq" utype="spec:Spectrum.Data.SpectralAxis.Value"/>
      <FIELD name="S" datatype="double" unit="Jy" ucd="phot.flux.density;em.freq" utype="spec:Spectrum.Data.FluxAxis.Value"/>
      <FIELD name="E" datatype="double" unit="Jy" ucd="phot.flux.density;em.freq;stat.error"/>
      <FIELD name="FluxUnit" datatype="char" arraysize="*" utype="spec:Spectrum.Data.FluxAxis.Unit"/>`;
    const spectrum = await openSpectrum(
      votable(fields, [
        [0, 3e9, 1, 0.5, "Jy"],
        [0, 1e9, 2, "", "Jy"],
      ]),
    );
    expect(spectrum).toMatchObject({
      spectral: { name: "F", kind: "frequency" },
      flux: { name: "S" },
      error: { name: "E" },
    });
    expect(spectrum.error?.values).toEqual(Float64Array.of(0.5, Number.NaN));
    // In the order of the file, whichever way the axis runs.
    expect(spectrum.toWavelengthM()).toEqual({
      valuesM: Float64Array.of(299_792_458 / 3e9, 0.299792458),
      medium: "vacuum",
    });
  });

  test.each<[string, string, [spectral: string, flux: string]]>([
    [
      "by UCD",
      '<FIELD name="x" datatype="double" ucd="em.energy"/><FIELD name="y" datatype="double" ucd="phot.count"/>',
      ["x", "y"],
    ],
    [
      "by UCD, in capitals",
      '<FIELD name="x" datatype="double" ucd="EM.WL"/><FIELD name="y" datatype="double" ucd="phot.flux.density;em.wl"/>',
      ["x", "y"],
    ],
    [
      "by UCD, widths and errors left aside",
      '<FIELD name="w" datatype="double" ucd="em.wl;spect.binSize"/><FIELD name="e" datatype="double" ucd="stat.error;phot.flux"/><FIELD name="x" datatype="double" ucd="em.wl"/><FIELD name="y" datatype="double" ucd="phot.flux"/>',
      ["x", "y"],
    ],
    [
      "by name",
      '<FIELD name="Frequency" datatype="double"/><FIELD name="Flux_Density" datatype="double"/>',
      ["Frequency", "Flux_Density"],
    ],
    [
      "by name, wavelength before frequency",
      '<FIELD name="freq" datatype="double"/><FIELD name="wave" datatype="double"/><FIELD name="flux" datatype="double"/>',
      ["wave", "flux"],
    ],
    [
      "by UCD and name, of several of one UCD",
      '<FIELD name="wl" datatype="double" ucd="em.wl"/><FIELD name="background" datatype="double" ucd="phot.flux"/><FIELD name="flux" datatype="double" ucd="phot.flux"/>',
      ["wl", "flux"],
    ],
    [
      "by name, text left aside",
      '<FIELD name="flux" datatype="char" arraysize="*"/><FIELD name="lambda" datatype="double"/><FIELD name="counts" datatype="int"/>',
      ["lambda", "counts"],
    ],
  ])("columns are found %s", async (_, fields, [spectral, found]) => {
    const count = fields.split("<FIELD").length - 1;
    const spectrum = await openSpectrum(votable(fields, [Array.from({ length: count }, (__, index) => index)]));
    expect([spectrum.spectral.name, spectrum.flux.name]).toEqual([spectral, found]);
  });

  test("what could be meant in two ways is asked for, with the names and the option", async () => {
    const fields =
      '<FIELD name="wave_air" datatype="double" unit="nm"/><FIELD name="wave_vac" datatype="double" unit="nm"/><FIELD name="f1" datatype="double" ucd="phot.flux"/><FIELD name="f2" datatype="double" ucd="phot.flux"/>';
    const file = votable(fields, [[500, 500.1, 1, 2]]);
    const axis = await failure(openSpectrum(file));
    expect(isSpectrumError(axis)).toBe(true);
    expect(axis).toBeInstanceOf(SpectrumError);
    expect(axis).toMatchObject({
      code: "SPECTRUM_AMBIGUOUS",
      choice: { option: "spectral", candidates: ["wave_air", "wave_vac"] },
    });
    expect(await failure(openSpectrum(file, { spectral: "wave_vac" }))).toMatchObject({
      choice: { option: "flux", candidates: ["f1", "f2"] },
    });
    const spectrum = await openSpectrum(file, { spectral: "WAVE_AIR", flux: "f2" });
    expect(spectrum).toMatchObject({
      spectral: { medium: "air", mediumFrom: "the name wave_air" },
      flux: { name: "f2" },
    });
    expect(await failure(openSpectrum(file, { spectral: "nothing" }))).toMatchObject({
      code: "SPECTRUM_OPTION",
      message: expect.stringContaining("wave_air"),
    });
  });

  test("a catalogue with wavelengths is none, however many they are", async () => {
    const fields =
      '<FIELD name="WavelengthMean" datatype="double" ucd="em.wl"/><FIELD name="WavelengthPeak" datatype="double" ucd="em.wl"/>';
    expect(await failure(openSpectrum(votable(fields, [[1, 2]])))).toMatchObject({
      code: "SPECTRUM_NO_AXIS",
      message: expect.stringContaining("No column is a flux"),
    });
  });

  test("a table of links is told from a spectrum", async () => {
    const fields =
      '<FIELD name="ID" datatype="char" arraysize="*"/><FIELD name="access_url" datatype="char" arraysize="*"/><FIELD name="semantics" datatype="char" arraysize="*"/>';
    expect(await failure(openSpectrum(votable(fields, [])))).toMatchObject({
      code: "SPECTRUM_NO_AXIS",
      message: expect.stringContaining("DataLink"),
    });
  });

  test("of several tables the spectrum is taken, or asked for", async () => {
    const table = (name: string) =>
      `<TABLE name="${name}"><FIELD name="wave" datatype="double"/><FIELD name="flux" datatype="double"/><DATA><TABLEDATA><TR><TD>1</TD><TD>2</TD></TR></TABLEDATA></DATA></TABLE>`;
    const other = '<TABLE><FIELD name="x" datatype="int"/></TABLE>';
    const document = (...tables: string[]) =>
      text(
        `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE>${tables.join("")}</RESOURCE></VOTABLE>`,
      );
    expect(await openSpectrum(document(other, table("s")))).toMatchObject({ place: "table 1 (s)", points: 1 });
    const both = document(table("a"), table("b"));
    expect(await failure(openSpectrum(both))).toMatchObject({ choice: { option: "table", candidates: ["0", "1"] } });
    expect(await openSpectrum(both, { table: 1 })).toMatchObject({ place: "table 1 (b)" });
    expect(await failure(openSpectrum(both, { table: 2 }))).toMatchObject({ code: "SPECTRUM_OPTION" });
  });

  test("one row of arrays", async () => {
    const fields =
      '<FIELD name="wave" datatype="double" arraysize="*" unit="nm"/><FIELD name="flux" datatype="float" arraysize="*"/><FIELD name="err" datatype="float" arraysize="*"/><FIELD name="name" datatype="char" arraysize="*"/>';
    const spectrum = await openSpectrum(votable(fields, [["1 2 3", "4 5 6", "7 8", "text"]]));
    expect([...spectrum.flux.values]).toEqual([4, 5, 6]);
    // Of another length: no error of these points.
    expect(spectrum.error).toBeUndefined();
    expect(spectrum.fields.map(({ name }) => name)).toEqual(["wave", "flux"]);
    expect(await failure(openSpectrum(votable(fields, [["1 2 3", "4 5", "7 8 9", ""]])))).toMatchObject({
      code: "SPECTRUM_NO_AXIS",
      message: expect.stringContaining("another length"),
    });
  });
});

describe("tables of text", () => {
  test.each<[string, string, OpenSpectrumOptions]>([
    ["CSV", "wavelength,flux,err\n4000,1.5,0.1\n4001,2.5,0.2\n", { spectralUnit: "Angstrom" }],
    ["CSV with units in its names", "Wavelength (Angstrom),Flux [Jy],Error\n4000,1.5,0.1\n4001,2.5,0.2\n", {}],
    ["TSV", "wavelength\tflux\terr\n4000\t1.5\t0.1\n4001\t2.5\t0.2\n", { format: "tsv", spectralUnit: "AA" }],
    [
      "ECSV",
      "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: wave, unit: Angstrom, datatype: float64}\n# - {name: flux, unit: Jy, datatype: float64}\n# - {name: flux_err, datatype: float64}\nwave flux flux_err\n4000 1.5 0.1\n4001 2.5 0.2\n",
      {},
    ],
    [
      "IPAC",
      "|wavelength|flux  |error |\n|double    |double|double|\n|Angstrom  |Jy    |Jy    |\n 4000       1.5    0.1    \n 4001       2.5    0.2    \n",
      { format: "ipac" },
    ],
  ])("%s", async (_, content, options) => {
    const spectrum = await openSpectrum(text(content), { name: "spectrum.csv", ...options });
    expect(spectrum.toWavelengthM().valuesM).toEqual(Float64Array.of(4e-7, 4.001e-7));
    expect([...spectrum.flux.values]).toEqual([1.5, 2.5]);
    expect(spectrum.error).toMatchObject({ kind: "sigma", values: Float64Array.of(0.1, 0.2) });
  });

  test("what is no table of any format is said to be none", async () => {
    expect(await failure(openSpectrum(Uint8Array.of(1, 2, 3)))).toMatchObject({ code: "SPECTRUM_FORMAT" });
  });
});

describe("wavelengths", () => {
  const of = (unit: string, values: readonly number[], more = ""): Promise<Spectrum> =>
    openSpectrum(
      votable(
        `<FIELD name="x" datatype="double" unit="${unit}" ${more}/><FIELD name="flux" datatype="double"/>`,
        values.map((value) => [value, 1]),
      ),
      { spectral: "x" },
    );

  test.each<[string, number, number]>([
    ["m", 5e-7, 5e-7],
    ["Angstrom", 5000, 5e-7],
    ["nm", 500, 5e-7],
    ["um", 0.5, 5e-7],
    ["micron", 0.5, 5e-7],
    ["0.1nm", 5000, 5e-7],
    ["A", 5000, 5e-7],
    ["Hz", 299_792_458, 1],
    ["GHz", 299.792458, 1e-3],
    ["MHz", 299.792458, 1],
    ["eV", 1, 1.239841984332e-6],
    ["keV", 1, 1.239841984332e-9],
    ["erg", 1.602176634e-12, 1.239841984332e-6],
    ["cm-1", 20_000, 5e-7],
    ["cm**-1", 20_000, 5e-7],
    ["1/cm", 20_000, 5e-7],
    ["um-1", 2, 5e-7],
    ["NM", 500, 5e-7],
    ["ANGSTROM", 5000, 5e-7],
    ["MICRONS", 0.5, 5e-7],
    ["HZ", 299_792_458, 1],
    ["KEV", 1, 1.239841984332e-9],
  ])("%s", async (unit, value, expected) => {
    const { valuesM } = (await of(unit, [value])).toWavelengthM();
    expect((valuesM[0] ?? 0) / expected).toBeCloseTo(1, 11);
  });

  test("what has none is an error that says why", async () => {
    for (const unit of ["km/s", "Jy", "pixel", "MHZ"]) {
      const spectrum = await of(unit, [1]);
      expect(() => spectrum.toWavelengthM()).toThrow(expect.objectContaining({ code: "SPECTRUM_UNIT" }));
    }
  });

  test("air and vacuum are not guessed", async () => {
    const spectrum = await of("nm", [500], 'ucd="em.wl"');
    expect(spectrum.spectral.medium).toBeUndefined();
    expect(spectrum.toWavelengthM()).toEqual({ valuesM: Float64Array.of(5e-7) });
    expect(() => spectrum.toWavelengthM({ medium: "vacuum" })).toThrow(
      expect.objectContaining({ code: "SPECTRUM_MEDIUM" }),
    );
    expect(spectrum.toWavelengthM({ medium: "vacuum", assume: "vacuum" })).toEqual({
      valuesM: Float64Array.of(5e-7),
      medium: "vacuum",
    });
    const moved = spectrum.toWavelengthM({ medium: "air", assume: "vacuum" });
    expect(moved.medium).toBe("air");
    expect((moved.valuesM[0] ?? 0) * 1e9).toBeCloseTo(499.8606, 4);
  });

  test("air and vacuum are one the way back of the other, and the same below 200 nm", async () => {
    const values = [100, 199.9, 200, 250, 500, 1000, 10_000];
    const air = (await of("nm", values)).toWavelengthM({ medium: "vacuum", assume: "air" });
    const back = (await of("m", [...air.valuesM])).toWavelengthM({ medium: "air", assume: "vacuum" });
    back.valuesM.forEach((value, index) => {
      expect(value * 1e9).toBeCloseTo(values[index] ?? 0, 9);
    });
    expect(air.valuesM[1]).toBe(1.999e-7);
    expect(air.valuesM[2]).toBeGreaterThan(2.0006e-7);
  });
});

describe("from an address", () => {
  async function open(answer: (response: import("node:http").ServerResponse) => void, path = "/s") {
    const service = await faultyService();
    const transport = createNodeTransport({ retry: { retries: 0 } });
    onTestFinished(() => transport.close());
    const url = service.on(path, ({ response }) => answer(response));
    return { url, promise: openSpectrum({ url, transport }) };
  }

  test("the bytes tell the format, not the Content-Type", async () => {
    const { promise } = await open((response) =>
      response.writeHead(200, { "content-type": "text/plain" }).end(tablesFile([{ columns: [wavelength, flux] }])),
    );
    expect([...(await promise).flux.values]).toEqual(FLUX);
  });

  test("text is told by its Content-Type, or the end of the address", async () => {
    const csv = "wave,flux\n1,2\n";
    const typed = await open((response) =>
      response.writeHead(200, { "content-type": "text/csv;header=present" }).end(csv),
    );
    expect((await typed.promise).format).toBe("csv");
    const named = await open(
      (response) => response.writeHead(200, { "content-type": "text/plain" }).end(csv),
      "/s.csv",
    );
    expect((await named.promise).format).toBe("csv");
  });

  test.each<[string, number, string, string, string]>([
    ["a web page", 200, "text/html", "<!DOCTYPE html><html><body>Log in</body></html>", "DAL_FORMAT"],
    [
      "an error document",
      200,
      "text/xml",
      '<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such spectrum</INFO></RESOURCE></VOTABLE>',
      "DAL_QUERY_ERROR",
    ],
    ["nothing", 200, "application/fits", "", "DAL_FORMAT"],
    ["a missing file", 404, "text/plain", "gone", "DAL_NOT_FOUND"],
  ])("%s instead of a spectrum is an error of the service", async (_, status, type, body, code) => {
    const { promise } = await open((response) => response.writeHead(status, { "content-type": type }).end(body));
    expect(await failure(promise)).toMatchObject({ name: "DalError", code });
  });

  test("errors name the address", async () => {
    const { promise, url } = await open((response) =>
      response.writeHead(200, { "content-type": "text/csv" }).end("a,b\n1,2\n"),
    );
    expect(await failure(promise)).toMatchObject({ code: "SPECTRUM_NO_AXIS", message: expect.stringContaining(url) });
  });

  test("a file that is too large is given up", async () => {
    const file = tablesFile([{ columns: [wavelength, flux] }]);
    expect(await failure(openSpectrum(file, { maxBytes: file.length - 1 }))).toMatchObject({ code: "SPECTRUM_LIMIT" });
    expect((await openSpectrum(file, { maxBytes: file.length })).points).toBe(3);
  });
});

describe("a spectrum is a table for whatever takes one", () => {
  async function csvOf(spectrum: Spectrum, options?: SpectrumTableOptions): Promise<string> {
    let csv = "";
    for await (const chunk of convert(spectrumTable(spectrum, options), "csv")) csv += new TextDecoder().decode(chunk);
    return csv.replaceAll("\r", "");
  }

  test("with its own columns, any number of times", async () => {
    const spectrum = await openSpectrum(tablesFile([{ columns: [wavelength, flux] }]));
    for (let time = 0; time < 2; time++)
      expect(await csvOf(spectrum)).toBe("WAVELENGTH,FLUX\n4000,1.5\n4001,2.5\n4002,3.5\n");
  });

  test("with wavelengths in the unit that is wanted", async () => {
    const error: TestColumn = { name: "ERROR", code: "D", rows: [1, 2, 3] };
    const spectrum = await openSpectrum(tablesFile([{ columns: [flux, wavelength, error] }]));
    expect(await csvOf(spectrum, { wavelengthUnit: "nm" })).toBe(
      "wavelength,FLUX,ERROR\n400,1.5,1\n400.1,2.5,2\n400.2,3.5,3\n",
    );
    const table = spectrumTable(spectrum, { wavelengthUnit: "Angstrom", assume: "air", medium: "air" });
    expect(table.fields[0]).toMatchObject({
      unit: "Angstrom",
      ucd: "em.wl;obs.atmos",
      description: "Wavelength in air",
    });
    // It is read back as what it is.
    const chunks: Uint8Array[] = [];
    for await (const chunk of convert(table, "votable")) chunks.push(chunk.slice());
    const back = await openSpectrum(new Blob(chunks as BlobPart[]));
    expect(back.toWavelengthM()).toEqual({ valuesM: Float64Array.of(4e-7, 4.001e-7, 4.002e-7), medium: "air" });
    expect(back.error?.name).toBe("ERROR");
    expect(() => spectrumTable(spectrum, { wavelengthUnit: "GHz" })).toThrow(
      expect.objectContaining({ code: "SPECTRUM_OPTION" }),
    );
  });
});
