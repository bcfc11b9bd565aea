import type { FieldMeta } from "@armillary/columns";
import { isSpectrumError, SpectrumError, type SpectrumErrorCode } from "./errors.ts";
import { type AxisChoice, type FoundAxes, findAxes } from "./find-axes.ts";

/** A part of a file that may be the spectrum. */
export interface Candidate {
  /** For people: `HDU 1 (COADD)`. */
  readonly place: string;
  /** As the option takes it. */
  readonly id: string;
  /** Its axes, or why there are none. */
  readonly axes: FoundAxes | SpectrumError;
}

/** The axes of a table, or why they are not found. */
export function tryAxes(fields: readonly FieldMeta[], choice: AxisChoice): FoundAxes | SpectrumError {
  try {
    return findAxes(fields, choice);
  } catch (failure) {
    if (isSpectrumError(failure)) return failure;
    throw failure;
  }
}

/** A table in which a spectrum is, whether or not its columns are told apart. */
export function isPossible({ axes }: Candidate): boolean {
  return !isSpectrumError(axes) || axes.code === "SPECTRUM_AMBIGUOUS";
}

/**
 * The one candidate that is meant.
 * @param preferred - which of several is taken without being chosen
 * @throws SpectrumError SPECTRUM_NO_AXIS, SPECTRUM_AMBIGUOUS
 */
export function chooseCandidate<Found extends Candidate>(
  candidates: readonly Found[],
  option: "hdu" | "table",
  preferred: (candidate: Found) => boolean = () => false,
): Found {
  const possible = candidates.filter(isPossible);
  const best = possible.filter(preferred);
  const [first, second] = best.length > 0 ? best : possible;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    const among = best.length > 0 ? best : possible;
    throw new SpectrumError(
      "SPECTRUM_AMBIGUOUS",
      `Several parts of the file could be the spectrum: ${among.map(({ place }) => place).join(", ")}. Choose one by the option ${option}.`,
      { choice: { option, candidates: among.map(({ id }) => id) } },
    );
  }
  throw noSpectrum(candidates);
}

function noSpectrum(candidates: readonly Candidate[]): SpectrumError {
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0 && isSpectrumError(only.axes)) return only.axes;
  const reasons = candidates
    .slice(0, 5)
    .map(({ place, axes }) => `${place}: ${isSpectrumError(axes) ? axes.message : ""}`);
  const codes = new Set(candidates.map(({ axes }) => (isSpectrumError(axes) ? axes.code : undefined)));
  const code: SpectrumErrorCode =
    codes.size === 1 && codes.has("SPECTRUM_OPTION") ? "SPECTRUM_OPTION" : "SPECTRUM_NO_AXIS";
  const why = reasons.length === 0 ? "It has no table, and no image with a spectral axis." : reasons.join(" ");
  return new SpectrumError(code, `The file has no spectrum that is known here. ${why}`);
}

/** The axes of a candidate. Throws why there are none. */
export function axesOf({ axes }: Candidate): FoundAxes {
  if (isSpectrumError(axes)) throw axes;
  return axes;
}
