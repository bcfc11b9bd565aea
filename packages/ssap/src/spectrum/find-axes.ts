import type { FieldMeta } from "@armillary/columns";
import { type ErrorKind, errorNames, FLUX_NAMES, plainName, QUALITY_NAMES, SPECTRAL_NAMES } from "./axis-names.ts";
import { SpectrumError } from "./errors.ts";
import type { SpectralKind } from "./spectral-units.ts";

/** Columns that are chosen by name instead of being looked for. */
export interface AxisChoice {
  readonly spectral?: string;
  readonly flux?: string;
  readonly error?: string;
  readonly quality?: string;
}

/** Places of columns. */
export interface FoundAxes {
  readonly spectral: number;
  readonly flux: number;
  readonly error?: { readonly index: number; readonly kind: ErrorKind };
  readonly quality?: number;
}

/** Values of a Spectrum data model, whatever stands before them: `spec:Spectrum.Data.…`, `sdm:Data.…`, `ssa:…`. */
const UTYPES = {
  spectral: /(?:^|[.:])(?:SpectralAxis|SpectralCoord)\.Value$/i,
  flux: /(?:^|[.:])(?:FluxAxis|Flux)\.Value$/i,
  error: /(?:^|[.:])(?:FluxAxis|Flux)\.(?:Accuracy\.)?(?:StatError|StatErr)$/i,
  quality: /(?:^|[.:])(?:FluxAxis|Flux)\.(?:Accuracy\.)?Quality$/i,
} as const;

/** Descriptions of whole datasets have the same ends: `Char.SpectralAxis.Coverage.Location.Value`. */
const OF_DATASETS = /(?:^|[.:])Char\./i;

const SPECTRAL_UCDS: Readonly<Record<string, SpectralKind>> = {
  "em.wl": "wavelength",
  "em.freq": "frequency",
  "em.energy": "energy",
  "em.wavenumber": "wavenumber",
  "spect.dopplerveloc": "velocity",
};

/** Of wavelength and frequency of the same points the wavelength is taken. */
const KIND_ORDER: readonly SpectralKind[] = ["wavelength", "frequency", "energy", "wavenumber", "velocity"];

/**
 * Finds the columns of a spectrum: by the utypes of the Spectrum data model, else by UCD, else by name.
 * @param fields - with the utypes of FIELDrefs put on them
 * @throws SpectrumError SPECTRUM_NO_AXIS, SPECTRUM_AMBIGUOUS, SPECTRUM_OPTION for a chosen column that is not there
 */
export function findAxes(fields: readonly FieldMeta[], choice: AxisChoice = {}): FoundAxes {
  const numeric = fields.map(isNumeric);
  // Catalogues have several columns of velocities or wavelengths: without a flux they are none of a spectrum.
  if (choice.flux === undefined) requireSome(fields, "flux", "a flux", fluxWays(fields, numeric));
  const spectral = chosen(fields, "spectral", choice.spectral) ?? findSpectral(fields, numeric);
  const flux = chosen(fields, "flux", choice.flux) ?? findFlux(fields, numeric, spectral);
  const error = findError(fields, numeric, flux, choice.error);
  const quality = chosen(fields, "quality", choice.quality) ?? findQuality(fields, numeric);
  return {
    spectral,
    flux,
    ...(error === undefined ? {} : { error }),
    ...(quality === undefined ? {} : { quality }),
  };
}

/** What a column's UCD says that it measures, if it is the spectral coordinate itself. */
export function spectralKindOfUcd(ucd: string | undefined): SpectralKind | undefined {
  const [first = "", ...others] = words(ucd);
  if (others.some((word) => /^(?:stat|meta|instr|arith)\b|^spect\.(?:binsize|resolution)/.test(word))) return undefined;
  // Words of bands go further: em.wl.central, em.energy.
  const key = Object.keys(SPECTRAL_UCDS).find((known) => first === known || first.startsWith(`${known}.`));
  return key === undefined ? undefined : SPECTRAL_UCDS[key];
}

function findSpectral(fields: readonly FieldMeta[], numeric: readonly boolean[]): number {
  const byUtype = placesOf(fields, (field) => hasUtype(field, UTYPES.spectral));
  const kinds = fields.map((field, index) => (numeric[index] === true ? spectralKindOfUcd(field.ucd) : undefined));
  const names = fields.map(({ name }, index) =>
    numeric[index] === true ? SPECTRAL_NAMES.get(plainName(name)) : undefined,
  );
  const byUcd = ofFirstKind(kinds);
  const byName = ofFirstKind(names.map((meaning) => meaning?.kind));
  const both = byUcd.filter((index) => names[index] !== undefined);
  return only(fields, "spectral", "a spectral coordinate", [
    byUtype,
    byUcd.length > 1 && both.length > 0 ? both : byUcd,
    byName,
  ]);
}

function ofFirstKind(kinds: readonly (SpectralKind | undefined)[]): number[] {
  const first = KIND_ORDER.find((kind) => kinds.includes(kind));
  return kinds.flatMap((kind, index) => (kind !== undefined && kind === first ? [index] : []));
}

function findFlux(fields: readonly FieldMeta[], numeric: readonly boolean[], spectral: number): number {
  return only(fields, "flux", "a flux", fluxWays(fields, numeric, spectral));
}

function fluxWays(fields: readonly FieldMeta[], numeric: readonly boolean[], spectral?: number): number[][] {
  const isOther = (index: number): boolean => index !== spectral && numeric[index] === true;
  const byUtype = placesOf(fields, (field) => hasUtype(field, UTYPES.flux));
  const byUcd = placesOf(fields, (field, index) => isOther(index) && isFluxUcd(field.ucd));
  const byName = firstNamed(fields, FLUX_NAMES, isOther);
  // Net, gross and background have one UCD often enough, and one of them the name.
  const both = byUcd.filter((index) => byName.includes(index));
  return [byUtype, byUcd.length > 1 && both.length > 0 ? both : byUcd, byName];
}

function isFluxUcd(ucd: string | undefined): boolean {
  const [first = "", ...others] = words(ucd);
  if (others.some((word) => /^stat\.(?:error|stdev|variance)/.test(word))) return false;
  if (/^phot\.(?:flux|fluence|count|radiance)/.test(first)) return true;
  return first === "arith.ratio" && others.some((word) => word.startsWith("phot.flux"));
}

function findError(
  fields: readonly FieldMeta[],
  numeric: readonly boolean[],
  flux: number,
  name: string | undefined,
): FoundAxes["error"] {
  const fluxField = fields[flux];
  const names = new Map(errorNames(plainName(fluxField?.name ?? "")));
  const kindOf = (field: FieldMeta): ErrorKind => {
    if (/stat\.variance/i.test(field.ucd ?? "")) return "variance";
    return names.get(plainName(field.name)) ?? "sigma";
  };
  const index =
    chosen(fields, "error", name) ??
    placesOf(fields, (field) => hasUtype(field, UTYPES.error))[0] ??
    placesOf(fields, ({ ucd }, place) => numeric[place] === true && isErrorUcd(ucd))[0] ??
    [...names.keys()]
      .map((wanted) => fields.findIndex((field, place) => numeric[place] === true && plainName(field.name) === wanted))
      .find((place) => place !== -1 && place !== flux);
  const field = index === undefined ? undefined : fields[index];
  return index === undefined || field === undefined ? undefined : { index, kind: kindOf(field) };
}

/** In either order: NED has `phot.flux.density;em.freq;stat.error`. */
function isErrorUcd(ucd: string | undefined): boolean {
  const all = words(ucd);
  const isError = all.some((word) => /^stat\.(?:error|stdev|variance)$/.test(word));
  return isError && all.some((word) => /^phot\.(?:flux|count)/.test(word));
}

function findQuality(fields: readonly FieldMeta[], numeric: readonly boolean[]): number | undefined {
  return (
    placesOf(fields, (field) => hasUtype(field, UTYPES.quality))[0] ??
    firstNamed(
      fields,
      QUALITY_NAMES.map((name) => [name]),
      (index) => numeric[index] === true,
    )[0]
  );
}

/** The one of the first way that finds any. */
function only(
  fields: readonly FieldMeta[],
  option: "spectral" | "flux",
  what: string,
  ways: readonly (readonly number[])[],
): number {
  const found = requireSome(fields, option, what, ways);
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  const candidates = found.flatMap((index) => fields[index]?.name ?? []);
  throw new SpectrumError(
    "SPECTRUM_AMBIGUOUS",
    `Several columns could be ${what}: ${candidates.join(", ")}. Choose one by the option ${option}.`,
    { choice: { option, candidates } },
  );
}

/** What the first way finds that finds any. */
function requireSome(
  fields: readonly FieldMeta[],
  option: "spectral" | "flux",
  what: string,
  ways: readonly (readonly number[])[],
): readonly number[] {
  const found = ways.find((places) => places.length > 0);
  if (found !== undefined) return found;
  const names = fields.map(({ name }) => name);
  const shown = names.length > 20 ? `${names.slice(0, 20).join(", ")}, … (${names.length})` : names.join(", ");
  const hint = isLinks(fields)
    ? "It is a table of links (DataLink): open the address of one of them."
    : `Choose a column by the option ${option}.`;
  throw new SpectrumError("SPECTRUM_NO_AXIS", `No column is ${what}, by its utype, UCD or name, of: ${shown}. ${hint}`);
}

function isLinks(fields: readonly FieldMeta[]): boolean {
  const names = fields.map(({ name }) => name.toLowerCase());
  return names.includes("access_url") && names.includes("semantics");
}

function chosen(fields: readonly FieldMeta[], option: string, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const exact = fields.findIndex((field) => field.name === name || field.ID === name);
  const index = exact === -1 ? fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase()) : exact;
  if (index !== -1) return index;
  const names = fields.map((field) => field.name).join(", ");
  throw new SpectrumError("SPECTRUM_OPTION", `There is no column "${name}" (option ${option}). There are: ${names}.`);
}

function firstNamed(
  fields: readonly FieldMeta[],
  tiers: readonly (readonly string[])[],
  isMeant: (index: number) => boolean,
): number[] {
  for (const names of tiers) {
    const found = placesOf(fields, ({ name }, index) => isMeant(index) && names.includes(plainName(name)));
    if (found.length > 0) return found;
  }
  return [];
}

function placesOf(fields: readonly FieldMeta[], isMeant: (field: FieldMeta, index: number) => boolean): number[] {
  return fields.flatMap((field, index) => (isMeant(field, index) ? [index] : []));
}

function hasUtype({ utype }: FieldMeta, wanted: RegExp): boolean {
  return utype !== undefined && wanted.test(utype.trim()) && !OF_DATASETS.test(utype);
}

function isNumeric({ datatype }: FieldMeta): boolean {
  return !["boolean", "bit", "char", "unicodeChar", "floatComplex", "doubleComplex"].includes(datatype);
}

function words(ucd: string | undefined): string[] {
  return (ucd ?? "")
    .toLowerCase()
    .split(";")
    .map((word) => word.trim());
}
