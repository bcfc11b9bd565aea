import { FitsError, type FitsHdu, type FitsReader, openFits } from "@armillary/fits";
import type { Diagnostic } from "@armillary/votable";
import { axesOf, type Candidate, chooseCandidate, tryAxes } from "./candidates.ts";
import { SpectrumError } from "./errors.ts";
import { isSpectralImage, readImagePoints } from "./image-points.ts";
import { makeSpectrum } from "./make-spectrum.ts";
import { keywordsOfHeaders } from "./meta.ts";
import type { OpenSpectrumOptions } from "./open-options.ts";
import { readPoints } from "./read-points.ts";
import { relocated } from "./relocate.ts";
import type { Spectrum } from "./spectrum.ts";

/**
 * EXTNAMEs of the HDU that is the spectrum where others of the file could be read as one, too: single exposures beside their sum,
 * backgrounds, fits.
 */
const SPECTRUM_HDUS: ReadonlySet<string> = new Set([
  "COADD", // SDSS, spec files
  "EXTRACT1D", // JWST, x1d
  "SCI", // HST, x1d
  "SPECTRUM", // ESO, phase 3; Spectrum data model
]);

interface FitsCandidate extends Candidate {
  readonly index: number;
  readonly name: string;
  readonly isImage: boolean;
}

/** Reads a spectrum out of a FITS file: the table that has one, or else the image with a spectral axis. */
export async function openFitsSpectrum(bytes: Uint8Array, options: OpenSpectrumOptions): Promise<Spectrum> {
  const chosen = await findCandidate(bytes, options);
  const reader = await openFits(once(bytes), fitsOptions(options));
  try {
    for await (const hdu of reader.hdus()) {
      if (hdu.index === chosen.index) return await readHdu(hdu, reader, chosen, options);
    }
    throw new SpectrumError("SPECTRUM_FORMAT", `${chosen.place} could be read once, and not again.`);
  } finally {
    await reader.close();
  }
}

async function readHdu(
  hdu: FitsHdu,
  reader: FitsReader,
  chosen: FitsCandidate,
  options: OpenSpectrumOptions,
): Promise<Spectrum> {
  const headers = hdu.index === 0 ? [hdu.header] : [hdu.header, reader.header];
  const { spectralUnit, isLog10, medium, row } = options;
  const told = {
    format: "fits" as const,
    place: chosen.place,
    keywords: keywordsOfHeaders(headers),
    ...(spectralUnit === undefined ? {} : { spectralUnit }),
    ...(medium === undefined ? {} : { medium }),
  };
  if (chosen.isImage) {
    const image = await readImagePoints(hdu, row);
    return makeSpectrum({
      ...told,
      points: image.points,
      axes: { spectral: 0, flux: 1 },
      isLog10: isLog10 ?? image.isLog10,
      ...(image.said === undefined ? {} : { said: image.said }),
      diagnostics: diagnosticsOf(reader),
    });
  }
  const table = hdu.table();
  const axes = axesOf(chosen);
  const points = await readPoints(table.fields, table.batches(), axes, row);
  return makeSpectrum({
    ...told,
    points,
    axes: relocated(axes, table.fields, points),
    ...(isLog10 === undefined ? {} : { isLog10 }),
    diagnostics: diagnosticsOf(reader),
  });
}

/** Tables before images: an image beside a table is a picture of it, or a mask. */
async function findCandidate(bytes: Uint8Array, options: OpenSpectrumOptions): Promise<FitsCandidate> {
  const { hdu: wanted } = options;
  const found: FitsCandidate[] = [];
  const names: string[] = [];
  const reader = await openFits(once(bytes), fitsOptions(options));
  try {
    for await (const hdu of reader.hdus()) {
      const name = (hdu.name ?? "").trim();
      const place = `HDU ${hdu.index}${name === "" ? "" : ` (${name})`}`;
      names.push(place);
      if (wanted !== undefined && wanted !== hdu.index && String(wanted).toUpperCase() !== name.toUpperCase()) continue;
      const candidate = candidateOf(hdu, options);
      if (candidate !== undefined)
        found.push({ ...candidate, place, id: idOf(hdu, name, found), index: hdu.index, name });
    }
  } finally {
    await reader.close();
  }
  if (wanted !== undefined && found.length === 0)
    throw new SpectrumError(
      "SPECTRUM_OPTION",
      `HDU ${wanted} is not there, or neither a table nor a spectrum in an image. There are: ${names.join(", ")}.`,
    );
  const tables = found.filter(({ isImage }) => !isImage);
  const images = found.filter(({ isImage }) => isImage);
  const hasTable = tables.some(({ axes }) => !(axes instanceof SpectrumError) || axes.code === "SPECTRUM_AMBIGUOUS");
  const isPreferred = ({ name }: FitsCandidate): boolean => SPECTRUM_HDUS.has(name.toUpperCase());
  return chooseCandidate(hasTable || images.length === 0 ? tables : images, "hdu", isPreferred);
}

function candidateOf(hdu: FitsHdu, options: OpenSpectrumOptions): Pick<FitsCandidate, "axes" | "isImage"> | undefined {
  if (hdu.kind === "bintable" || hdu.kind === "table") {
    return { axes: axesOfTable(hdu, options), isImage: false };
  }
  return isSpectralImage(hdu) ? { axes: { spectral: 0, flux: 1 }, isImage: true } : undefined;
}

/** A table that cannot be read may be any but the spectrum. */
function axesOfTable(hdu: FitsHdu, options: OpenSpectrumOptions): Candidate["axes"] {
  try {
    return tryAxes(hdu.table().fields, options);
  } catch (failure) {
    if (!(failure instanceof FitsError)) throw failure;
    return new SpectrumError("SPECTRUM_FORMAT", failure.message, { cause: failure });
  }
}

/** By name where that tells it apart: several have one EXTNAME and numbers (EXTVER). */
function idOf({ index }: FitsHdu, name: string, before: readonly FitsCandidate[]): string {
  return name === "" || before.some((other) => other.name === name) ? String(index) : name;
}

function fitsOptions({ lenient, signal }: OpenSpectrumOptions): {
  readonly lenient?: boolean;
  readonly signal?: AbortSignal;
} {
  return { ...(lenient === undefined ? {} : { lenient }), ...(signal === undefined ? {} : { signal }) };
}

function diagnosticsOf({ diagnostics }: FitsReader): Diagnostic[] {
  return diagnostics.map(({ code, message, count }) => ({ code, message, count }));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}
