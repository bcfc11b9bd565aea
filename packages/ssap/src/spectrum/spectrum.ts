import type { Column, Field } from "@armillary/columns";
import type { FormatName } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import type { ErrorKind } from "./axis-names.ts";
import type { SpectrumMeta } from "./meta.ts";
import type { SpectralKind } from "./spectral-units.ts";

/** What wavelengths are measured in. */
export type Medium = "air" | "vacuum";

/** A quantity at each point. */
export interface SpectrumQuantity {
  /** Of the column; of an image there is none. */
  readonly name: string;
  /** As the file writes it. */
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  /** NaN where there is none. */
  readonly values: Float64Array;
}

/** Where the points lie. */
export interface SpectralAxis extends SpectrumQuantity {
  /** Absent where neither unit, UCD nor name tells. */
  readonly kind?: SpectralKind;
  /** The values are decimal logarithms of numbers in `unit`. */
  readonly isLog10: boolean;
  /** Of wavelengths, where the file says it. */
  readonly medium?: Medium;
  /** What says the medium: `VACUUM = T`, `UCD em.wl;obs.atmos`, `CTYPE1 = AWAV`. */
  readonly mediumFrom?: string;
}

/** How well the flux is known. */
export interface FluxError extends SpectrumQuantity {
  /** Standard deviations; or variances; or their inverse, where 0 stands for no knowledge. */
  readonly kind: ErrorKind;
}

/** Wavelengths in metres. */
export interface Wavelengths {
  readonly valuesM: Float64Array;
  /** Absent where the file does not say it: they may be up to 0.03 % off those in vacuum. */
  readonly medium?: Medium;
}

export interface WavelengthOptions {
  /** What they are wanted in (default: what they are stored in; of frequencies and energies, vacuum). */
  readonly medium?: Medium;
  /** What they are stored in where the file does not say. */
  readonly assume?: Medium;
}

/** A spectrum that was read, whole, in the order and the units of its file. */
export interface Spectrum {
  readonly format: FormatName;
  /** Where in the file: `HDU 1 (COADD)`, `table 0`. */
  readonly place: string;
  /** How many. */
  readonly points: number;
  readonly spectral: SpectralAxis;
  readonly flux: SpectrumQuantity;
  readonly error?: FluxError;
  /** Flags or codes; what they mean only the instrument's handbook says. */
  readonly quality?: SpectrumQuantity;
  /** All columns that have a value a point, those above among them. */
  readonly fields: readonly Field[];
  readonly columns: readonly Column[];
  readonly meta: SpectrumMeta;
  /** What was read past. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The places of the points as wavelengths in metres, in their order.
   * @throws SpectrumError SPECTRUM_UNIT where no wavelength can be made of them; SPECTRUM_MEDIUM where another medium is wanted
   * and the file does not say what they are in
   */
  toWavelengthM(options?: WavelengthOptions): Wavelengths;
}
