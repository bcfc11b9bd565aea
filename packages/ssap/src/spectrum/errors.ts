/** Codes of SpectrumError. Stable: callers match on them. */
export const SPECTRUM_ERROR_CODES = [
  "SPECTRUM_FORMAT", // no file in which a spectrum could be, or one that cannot be read
  "SPECTRUM_NO_AXIS", // no column that is a spectral coordinate, or none that is a flux
  "SPECTRUM_AMBIGUOUS", // several that could be meant: an option chooses
  "SPECTRUM_OPTION", // what an option names is not there
  "SPECTRUM_UNIT", // the unit of the spectral coordinate is not said, not known, or no wavelength can be made of it
  "SPECTRUM_MEDIUM", // wavelengths in air or in vacuum: the file does not say
  "SPECTRUM_LIMIT", // larger than `maxBytes`
] as const;
export type SpectrumErrorCode = (typeof SPECTRUM_ERROR_CODES)[number];

/** What there is to choose from, and the option that does. */
export interface SpectrumChoice {
  readonly option: "hdu" | "table" | "row" | "spectral" | "flux";
  /** As the option takes them: names, or numbers as text. */
  readonly candidates: readonly string[];
}

/** A file that cannot be read as a spectrum, or not without being told how. */
export class SpectrumError extends Error {
  override readonly name = "SpectrumError";
  readonly code: SpectrumErrorCode;
  /** Of SPECTRUM_AMBIGUOUS. */
  readonly choice?: SpectrumChoice;

  constructor(code: SpectrumErrorCode, message: string, options: ErrorOptions & { choice?: SpectrumChoice } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.choice !== undefined) this.choice = options.choice;
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isSpectrumError(failure: unknown): failure is SpectrumError {
  return failure instanceof Error && failure.name === "SpectrumError";
}
