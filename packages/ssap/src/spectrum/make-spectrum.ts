import { type Column, type Field, isValid } from "@armillary/columns";
import type { FormatName } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import { airOfVacuumM, vacuumOfAirM } from "./air.ts";
import { plainName, SPECTRAL_NAMES, unitInName } from "./axis-names.ts";
import { SpectrumError } from "./errors.ts";
import { type FoundAxes, spectralKindOfUcd } from "./find-axes.ts";
import { readMeta, type SpectrumKeyword } from "./meta.ts";
import type { Points } from "./read-points.ts";
import { parseSpectralUnit, wavelengthM } from "./spectral-units.ts";
import type { Medium, SpectralAxis, Spectrum, SpectrumQuantity, WavelengthOptions, Wavelengths } from "./spectrum.ts";

/** What a spectrum is made of. */
export interface SpectrumParts {
  readonly format: FormatName;
  readonly place: string;
  readonly points: Points;
  /** Places among the columns of `points`. */
  readonly axes: FoundAxes;
  readonly keywords: readonly SpectrumKeyword[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the caller says of the spectral coordinate, against all that the file says. */
  readonly spectralUnit?: string;
  readonly isLog10?: boolean;
  readonly medium?: Medium;
  /** What the file says of it outside of columns: CTYPE of an image. */
  readonly said?: { readonly medium: Medium; readonly from: string };
}

export function makeSpectrum(parts: SpectrumParts): Spectrum {
  const { format, place, points, axes, keywords, diagnostics } = parts;
  const spectral = spectralAxis(parts);
  const flux = quantityOf(points, axes.flux, keywords.find(({ name }) => name.toUpperCase() === "BUNIT")?.value);
  const { error, quality } = axes;
  return {
    format,
    place,
    points: points.points,
    spectral,
    flux,
    ...(error === undefined ? {} : { error: { ...quantityOf(points, error.index), kind: error.kind } }),
    ...(quality === undefined ? {} : { quality: quantityOf(points, quality) }),
    fields: points.fields,
    columns: points.columns,
    meta: readMeta(keywords),
    diagnostics,
    toWavelengthM: (options = {}) => toWavelengths(spectral, options),
  };
}

function quantityOf({ fields, columns }: Points, index: number, unitElsewhere?: unknown): SpectrumQuantity {
  const { name, unit, ucd, utype } = fields[index] as Field;
  const other = typeof unitElsewhere === "string" && unitElsewhere.trim() !== "" ? unitElsewhere.trim() : undefined;
  const said = unit ?? unitInName(name) ?? other;
  return {
    name,
    ...(said === undefined ? {} : { unit: said }),
    ...(ucd === undefined ? {} : { ucd }),
    ...(utype === undefined ? {} : { utype }),
    values: doublesOf(columns[index] as Column),
  };
}

/** NaN for nulls. 64-bit integers are rounded to doubles, and whole in `columns`. */
function doublesOf(column: Column): Float64Array {
  const values = new Float64Array(column.length).fill(Number.NaN);
  if (column.kind !== "int" && column.kind !== "float") return values;
  for (let index = 0; index < column.length; index++) {
    if (isValid(column.validity, index)) values[index] = Number(column.values[index]);
  }
  return values;
}

function spectralAxis({ points, axes, keywords, spectralUnit, isLog10, medium, said }: SpectrumParts): SpectralAxis {
  const { unit: own, ...quantity } = quantityOf(points, axes.spectral);
  const meaning = SPECTRAL_NAMES.get(plainName(quantity.name));
  const unit = spectralUnit ?? own ?? meaning?.unit?.value;
  const kind =
    (unit === undefined ? undefined : parseSpectralUnit(unit)?.kind) ??
    spectralKindOfUcd(quantity.ucd) ??
    meaning?.kind;
  const found = kind === "wavelength" ? (said ?? mediumOf(quantity, keywords)) : undefined;
  const chosen = medium === undefined ? found : { medium, from: "the option medium" };
  return {
    ...quantity,
    ...(unit === undefined ? {} : { unit }),
    ...(kind === undefined ? {} : { kind }),
    isLog10: isLog10 ?? meaning?.log10 ?? false,
    ...(kind !== "wavelength" || chosen === undefined ? {} : { medium: chosen.medium, mediumFrom: chosen.from }),
  };
}

/**
 * What the file says: the UCD `em.wl;obs.atmos` (Spectrum DM 1.1, section 4.2); the name of the column; the keywords VACUUM
 * (SDSS) and AIRORVAC (SDSS, DESI). `em.wl` alone is vacuum by the data model, so only with a utype of that: elsewhere it is put on
 * wavelengths of any kind.
 */
function mediumOf(
  { name, ucd = "", utype }: Pick<SpectrumQuantity, "name" | "ucd" | "utype">,
  keywords: readonly SpectrumKeyword[],
): { readonly medium: Medium; readonly from: string } | undefined {
  const words = ucd
    .toLowerCase()
    .split(";")
    .map((word) => word.trim());
  if (words[0]?.startsWith("em.wl") === true && words.includes("obs.atmos"))
    return { medium: "air", from: `UCD ${ucd}` };
  const byName = SPECTRAL_NAMES.get(plainName(name))?.medium;
  if (byName !== undefined) return { medium: byName, from: `the name ${name}` };
  const vacuum = keywords.find((keyword) => keyword.name === "VACUUM" && typeof keyword.value === "boolean");
  if (vacuum !== undefined)
    return { medium: vacuum.value === true ? "vacuum" : "air", from: `VACUUM = ${vacuum.value === true ? "T" : "F"}` };
  const either = keywords.find((keyword) => keyword.name === "AIRORVAC");
  const text = String(either?.value ?? "")
    .trim()
    .toLowerCase();
  if (text.startsWith("air") || text.startsWith("vac"))
    return { medium: text.startsWith("air") ? "air" : "vacuum", from: `AIRORVAC = ${text}` };
  if (words[0] === "em.wl" && utype !== undefined)
    return { medium: "vacuum", from: `UCD ${ucd} of the Spectrum data model` };
  return undefined;
}

function toWavelengths(axis: SpectralAxis, { medium, assume }: WavelengthOptions): Wavelengths {
  const { unit: text, name } = axis;
  if (text === undefined)
    throw new SpectrumError(
      "SPECTRUM_UNIT",
      `No unit is said of the spectral coordinate ${name}. Give it by the option spectralUnit.`,
    );
  const unit = parseSpectralUnit(text);
  if (unit === undefined)
    throw new SpectrumError(
      "SPECTRUM_UNIT",
      `"${text}" of ${name} is no unit of a spectral coordinate that is known here. Give it by the option spectralUnit: Angstrom, nm, um, GHz, keV, cm-1, …`,
    );
  if (unit.kind === "velocity")
    throw new SpectrumError(
      "SPECTRUM_UNIT",
      `${name} is a velocity (${text}): it has no wavelength without that of its line.`,
    );
  const stored = unit.kind === "wavelength" ? (axis.medium ?? assume) : "vacuum";
  if (medium !== undefined && stored === undefined)
    throw new SpectrumError(
      "SPECTRUM_MEDIUM",
      `The file does not say whether ${name} is in air or in vacuum. Say it by the option assume.`,
    );
  const convert =
    medium === undefined || medium === stored ? undefined : medium === "vacuum" ? vacuumOfAirM : airOfVacuumM;
  const valuesM = axis.values.map((value) => {
    const asM = wavelengthM(axis.isLog10 ? 10 ** value : value, unit) ?? Number.NaN;
    return convert === undefined ? asM : convert(asM);
  });
  const now = medium ?? stored;
  return { valuesM, ...(now === undefined ? {} : { medium: now }) };
}
