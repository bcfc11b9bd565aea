import type { Field } from "@armillary/columns";
import type { FitsHdu, FitsHeader } from "@armillary/fits";
import { SpectrumError } from "./errors.ts";
import type { Points } from "./read-points.ts";
import type { Medium } from "./spectrum.ts";

/** An image of one spectral axis, as points. */
export interface ImagePoints {
  readonly points: Points;
  readonly isLog10: boolean;
  readonly said?: { readonly medium: Medium; readonly from: string };
}

/** CTYPE of a spectral axis, its first four characters (FITS 4.0, table 25), and what other software writes. */
const TYPES: Readonly<Record<string, { readonly name: string; readonly medium?: Medium; readonly ucd: string }>> = {
  WAVE: { name: "wavelength", medium: "vacuum", ucd: "em.wl" },
  AWAV: { name: "wavelength", medium: "air", ucd: "em.wl;obs.atmos" },
  FREQ: { name: "frequency", ucd: "em.freq" },
  ENER: { name: "energy", ucd: "em.energy" },
  WAVN: { name: "wavenumber", ucd: "em.wavenumber" },
  VELO: { name: "velocity", ucd: "spect.dopplerVeloc" },
  VRAD: { name: "velocity", ucd: "spect.dopplerVeloc.radio" },
  VOPT: { name: "velocity", ucd: "spect.dopplerVeloc.opt" },
};

/** Units that FITS has where CUNIT is absent (4.0, section 4.3), by the first four characters of CTYPE. */
const SI: Readonly<Record<string, string>> = {
  WAVE: "m",
  AWAV: "m",
  FREQ: "Hz",
  ENER: "J",
  WAVN: "m-1",
  VELO: "m/s",
  VRAD: "m/s",
  VOPT: "m/s",
};

/** Words for a spectral axis without a type of the standard: IRAF and others. */
const LOOSE = /^(?:LINEAR|LAMBDA|WAVELENGTH|)$/;

/** Whether an image may be a spectrum: its first axis is spectral, by CTYPE or by a step of its own. */
export function isSpectralImage({ kind, axes, header }: FitsHdu): boolean {
  if (kind !== "image" || (axes[0] ?? 0) < 2 || axes.length > 3) return false;
  const type = typeOf(header);
  if (TYPES[type.slice(0, 4)] !== undefined) return true;
  const isSingle = axes.slice(1).every((size) => size === 1);
  return LOOSE.test(type) && stepOf(header) !== undefined && (isSingle || isIraf(header));
}

/**
 * Reads a spectrum that is an image: linear in its coordinate (CRVAL1, CRPIX1, CDELT1 or CD1_1), in its logarithm to base 10 (DC-FLAG
 * 1 of IRAF, SDSS), or in its natural logarithm (CTYPE1 `WAVE-LOG`).
 * @throws SpectrumError SPECTRUM_AMBIGUOUS for several rows without `row`; SPECTRUM_OPTION; SPECTRUM_FORMAT for another algorithm
 * @see FITS 4.0, section 8.4; Greisen et al. 2006 (Paper III)
 */
export async function readImagePoints(hdu: FitsHdu, row: number | "all" | undefined): Promise<ImagePoints> {
  const { axes, header } = hdu;
  const length = axes[0] ?? 0;
  const rows = axes.slice(1).reduce((product, size) => product * size, 1);
  if (row === "all") throw new SpectrumError("SPECTRUM_OPTION", "Rows of an image have one coordinate: choose one.");
  if (row === undefined && rows > 1) {
    const names = Array.from({ length: Math.min(rows, 20) }, (_, index) => {
      const band = header.text(`BANDID${index + 1}`) ?? header.text(`ARRAY${index + 1}`);
      return band === undefined ? String(index) : `${index} (${band})`;
    });
    throw new SpectrumError(
      "SPECTRUM_AMBIGUOUS",
      `The image has ${rows} rows: ${names.join(", ")}. Choose one by the option row.`,
      {
        choice: { option: "row", candidates: Array.from({ length: rows }, (_, index) => String(index)) },
      },
    );
  }
  const chosen = row ?? 0;
  if (chosen >= rows)
    throw new SpectrumError("SPECTRUM_OPTION", `There is no row ${chosen}: the image has ${rows}, from 0.`);
  const image = hdu.image();
  const pixels = await image.pixels();
  const flux = Float64Array.from({ length }, (_, index) => {
    const value = pixels[chosen * length + index];
    return value === undefined || value === image.blank ? Number.NaN : Number(value);
  });
  const { values, isLog10, type, unit } = coordinates(header, length);
  const meaning = TYPES[type];
  const double = { kind: "float", bits: 64 } as const;
  const spectralField: Field = {
    name: meaning?.name ?? "spectral",
    datatype: "double",
    layout: double,
    ...(unit === undefined ? {} : { unit }),
    ...(meaning === undefined ? {} : { ucd: meaning.ucd }),
  };
  const fluxField: Field = {
    name: "flux",
    datatype: "double",
    layout: double,
    ...(image.unit === undefined ? {} : { unit: image.unit }),
  };
  return {
    points: {
      points: length,
      fields: [spectralField, fluxField],
      sources: [0, 1],
      columns: [values, flux].map((column) => ({ kind: "float" as const, length, nulls: 0, values: column })),
    },
    isLog10,
    ...(meaning?.medium === undefined ? {} : { said: { medium: meaning.medium, from: `CTYPE1 = ${typeOf(header)}` } }),
  };
}

interface Coordinates {
  readonly values: Float64Array;
  readonly isLog10: boolean;
  /** Of TYPES, or empty. */
  readonly type: string;
  readonly unit: string | undefined;
}

function coordinates(header: FitsHeader, length: number): Coordinates {
  const full = typeOf(header);
  const type = TYPES[full.slice(0, 4)] === undefined ? "" : full.slice(0, 4);
  const algorithm = /^.{4}-+(\w+)$/.exec(full)?.[1];
  // IRAF, and SDSS before its release 9; the type is then LINEAR, or WAVE-WAV, which is nothing of the standard.
  const isLog10 = numberIn(header, "DC-FLAG") === 1;
  if (!isLog10 && algorithm !== undefined && algorithm !== "LOG")
    throw new SpectrumError(
      "SPECTRUM_FORMAT",
      `CTYPE1 = ${full}: coordinates of the algorithm ${algorithm} are not computed here, only linear and logarithmic ones.`,
    );
  const step = stepOf(header);
  const start = numberIn(header, "CRVAL1");
  if (step === undefined || start === undefined)
    throw new SpectrumError(
      "SPECTRUM_NO_AXIS",
      "The image does not say where its pixels lie: CRVAL1 with CDELT1 or CD1_1 is wanted.",
    );
  const reference = numberIn(header, "CRPIX1") ?? 0;
  const values = Float64Array.from({ length }, (_, index) => {
    const offset = (index + 1 - reference) * step;
    return algorithm === "LOG" && !isLog10 ? start * Math.exp(offset / start) : start + offset;
  });
  return { values, isLog10, type, unit: unitOf(header) ?? SI[type] };
}

/** CUNIT1, or what IRAF writes instead: WAT1_001 = `wtype=linear label=Wavelength units=Angstroms`. */
function unitOf(header: FitsHeader): string | undefined {
  return header.text("CUNIT1")?.trim() ?? /\bunits=(\S+)/i.exec(header.text("WAT1_001") ?? "")?.[1];
}

function isIraf(header: FitsHeader): boolean {
  return header.get("DC-FLAG") !== undefined || header.text("WAT1_001") !== undefined;
}

function typeOf(header: FitsHeader): string {
  return (header.text("CTYPE1") ?? "").trim().toUpperCase();
}

function stepOf(header: FitsHeader): number | undefined {
  const step = numberIn(header, "CDELT1") ?? numberIn(header, "CD1_1");
  return step === 0 ? undefined : step;
}

function numberIn(header: FitsHeader, keyword: string): number | undefined {
  const value = header.get(keyword);
  return typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : undefined;
}
