import type { Column, Field } from "@armillary/columns";
import { type TableMetadata, type TableStream, tableOfBatches } from "@armillary/formats";
import type { Param } from "@armillary/votable";
import { SpectrumError } from "./errors.ts";
import type { SpectrumMeta } from "./meta.ts";
import { parseSpectralUnit, scaled } from "./spectral-units.ts";
import type { Spectrum, SpectrumQuantity, WavelengthOptions } from "./spectrum.ts";

export interface SpectrumTableOptions extends WavelengthOptions {
  /**
   * The unit of a first column `wavelength`, which takes the place of the spectral coordinate; flux, error and quality follow, and no
   * others (default: the columns of the file, as they are).
   */
  readonly wavelengthUnit?: string;
}

/**
 * A spectrum as a table, with the utypes of the Spectrum data model where it is laid out anew.
 * @throws SpectrumError SPECTRUM_OPTION for a unit that is none of wavelengths; and as `toWavelengthM`
 */
export function spectrumTable(
  spectrum: Spectrum,
  { wavelengthUnit, ...options }: SpectrumTableOptions = {},
): TableStream {
  const metadata: TableMetadata = {
    params: paramsOf(spectrum.meta),
    infos: [],
    name: spectrum.meta.title ?? "spectrum",
  };
  const { points: rows } = spectrum;
  const tableOf = (fields: readonly Field[], columns: readonly Column[]): TableStream =>
    tableOfBatches(fields, rows === 0 ? [] : [{ rows, columns }], metadata);
  if (wavelengthUnit === undefined) return tableOf(spectrum.fields, spectrum.columns);
  const { flux, error, quality } = spectrum;
  const parts = [
    wavelengths(spectrum, wavelengthUnit, options),
    quantity(flux, "Spectrum.Data.FluxAxis.Value"),
    ...(error === undefined ? [] : [quantity(error, errorUtype(error.kind))]),
    ...(quality === undefined ? [] : [quantity(quality, "Spectrum.Data.FluxAxis.Quality")]),
  ];
  return tableOf(
    parts.map(({ field }) => field),
    parts.map(({ column }) => column),
  );
}

interface TablePart {
  readonly field: Field;
  readonly column: Column;
}

function wavelengths(spectrum: Spectrum, unitText: string, options: WavelengthOptions): TablePart {
  const unit = parseSpectralUnit(unitText);
  if (unit?.kind !== "wavelength")
    throw new SpectrumError("SPECTRUM_OPTION", `"${unitText}" is no unit of wavelengths: Angstrom, nm, um, m, … are.`);
  const { spectral } = spectrum;
  const { valuesM, medium } = spectrum.toWavelengthM(options);
  // Straight from the one unit to the other where nothing else changes: metres in between would cost the last digit.
  const own = spectral.isLog10 || medium !== spectral.medium ? undefined : parseSpectralUnit(spectral.unit ?? "");
  const values =
    own?.kind === "wavelength"
      ? spectral.values.map((value) => scaled(value, own.factor / unit.factor))
      : valuesM.map((value) => scaled(value, 1 / unit.factor));
  const ucd = medium === "air" ? "em.wl;obs.atmos" : "em.wl";
  return part(
    { name: "wavelength", unit: unitText, ucd, utype: "Spectrum.Data.SpectralAxis.Value" },
    values,
    medium === undefined ? undefined : `Wavelength in ${medium}`,
  );
}

/** A variance is no standard deviation to the data model: it has no utype. */
function errorUtype(kind: string): string | undefined {
  return kind === "sigma" ? "Spectrum.Data.FluxAxis.Accuracy.StatError" : undefined;
}

function quantity({ name, unit, ucd, values }: SpectrumQuantity, utype: string | undefined): TablePart {
  return part({ name, unit, ucd, utype }, values, undefined);
}

function part(
  said: { readonly name: string } & Readonly<Record<"unit" | "ucd" | "utype", string | undefined>>,
  values: Float64Array,
  description: string | undefined,
): TablePart {
  const { name, unit, ucd, utype } = said;
  return {
    field: {
      name,
      datatype: "double",
      layout: { kind: "float", bits: 64 },
      ...(unit === undefined ? {} : { unit }),
      ...(ucd === undefined ? {} : { ucd }),
      ...(utype === undefined ? {} : { utype }),
      ...(description === undefined ? {} : { description }),
    },
    column: { kind: "float", length: values.length, nulls: 0, values },
  };
}

/** What is known of the spectrum, for formats that can carry it. */
function paramsOf({ keywords: _, ...meta }: SpectrumMeta): Param[] {
  return Object.entries(meta).map(([name, value]): Param => {
    const isNumber = typeof value === "number";
    const unit = name.endsWith("Deg") ? "deg" : name.endsWith("S") && isNumber ? "s" : undefined;
    return {
      name,
      datatype: isNumber ? "double" : "char",
      ...(isNumber ? {} : { arraysize: "*" }),
      ...(unit === undefined ? {} : { unit }),
      value: String(value),
      typed: value as string | number,
    };
  });
}
