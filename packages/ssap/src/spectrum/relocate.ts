import type { FieldMeta } from "@armillary/columns";
import { SpectrumError } from "./errors.ts";
import type { FoundAxes } from "./find-axes.ts";
import type { Points } from "./read-points.ts";

/**
 * The places of axes among the columns that points have: a column without a value a point is not there.
 * @throws SpectrumError SPECTRUM_NO_AXIS where the spectral coordinate or the flux is not
 */
export function relocated(
  { spectral, flux, error, quality }: FoundAxes,
  fields: readonly FieldMeta[],
  { sources }: Points,
): FoundAxes {
  const needed = (index: number): number => {
    const place = sources.indexOf(index);
    if (place !== -1) return place;
    const name = fields[index]?.name;
    const reason = `${name} has no value for each point of ${fields[spectral]?.name}: its arrays have another length`;
    throw new SpectrumError("SPECTRUM_NO_AXIS", `${reason}. Choose other columns by the options spectral and flux.`);
  };
  const errorPlace = error === undefined ? -1 : sources.indexOf(error.index);
  const qualityPlace = quality === undefined ? -1 : sources.indexOf(quality);
  return {
    spectral: needed(spectral),
    flux: needed(flux),
    ...(error === undefined || errorPlace === -1 ? {} : { error: { index: errorPlace, kind: error.kind } }),
    ...(qualityPlace === -1 ? {} : { quality: qualityPlace }),
  };
}
