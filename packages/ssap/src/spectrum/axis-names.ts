import type { SpectralKind } from "./spectral-units.ts";

/** What the name of a column says of a spectral coordinate. */
export interface SpectralName {
  readonly kind: SpectralKind;
  readonly log10?: true;
  readonly medium?: "air" | "vacuum";
  /** What its numbers are in where no unit is said; `source` says who has it so. */
  readonly unit?: { readonly value: string; readonly source: string };
}

const named = (names: readonly string[], meaning: SpectralName): (readonly [string, SpectralName])[] =>
  names.map((name) => [name, meaning]);

/** Names of spectral coordinates as `plainName` gives them. */
export const SPECTRAL_NAMES: ReadonlyMap<string, SpectralName> = new Map([
  ...named(
    [
      "wavelength",
      "wavelengths",
      "wave",
      "lambda",
      "wl",
      "wlen",
      "wavelen",
      "lam",
      "waveobs",
      "wave_obs",
      "wavelength_obs",
    ],
    { kind: "wavelength" },
  ),
  ...named(["wavelength_air", "wave_air", "lambda_air", "air_wavelength", "awav"], {
    kind: "wavelength",
    medium: "air",
  }),
  ...named(["wavelength_vac", "wavelength_vacuum", "wave_vac", "lambda_vac", "vacuum_wavelength"], {
    kind: "wavelength",
    medium: "vacuum",
  }),
  ...named(["loglam", "log_lam", "loglambda", "log_lambda", "logwave", "log_wave"], {
    kind: "wavelength",
    log10: true,
    unit: { value: "Angstrom", source: "SDSS, data model of its spec files: log10 of the wavelength in angstroms" },
  }),
  ...named(["frequency", "freq", "nu"], { kind: "frequency" }),
  ...named(["energy", "photon_energy"], { kind: "energy" }),
  ...named(["wavenumber", "wave_number", "wavenum"], { kind: "wavenumber" }),
  ...named(["velocity", "velo", "vrad", "vopt"], { kind: "velocity" }),
]);

/** Names of fluxes, the plainest first: a name of an earlier line is meant before those of later ones. */
export const FLUX_NAMES: readonly (readonly string[])[] = [
  ["flux"],
  [
    "flux_density",
    "fluxdensity",
    "flam",
    "f_lam",
    "f_lambda",
    "flambda",
    "fnu",
    "f_nu",
    "fluxes",
    "spectral_flux_density",
  ],
  [
    "intensity",
    "brightness",
    "surf_bright",
    "surface_brightness",
    "net",
    "counts",
    "count_rate",
    "rate",
    "spec",
    "spectrum",
  ],
  ["normalized_flux", "norm_flux", "relative_flux", "photon_flux"],
];

/** How an error of the flux is told. */
export const ERROR_KINDS = ["sigma", "variance", "inverse variance"] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** Names of errors of a flux called `flux`, those that name it first. */
export function errorNames(flux: string): readonly (readonly [name: string, kind: ErrorKind])[] {
  const own = (["error", "err", "sigma", "uncertainty", "unc", "stat_error"] as const).flatMap(
    (word): (readonly [string, ErrorKind])[] => [
      [`${flux}_${word}`, "sigma"],
      [`${flux}${word}`, "sigma"],
      [`${word}_${flux}`, "sigma"],
    ],
  );
  return [
    ...own,
    [`e_${flux}`, "sigma"],
    [`d${flux}`, "sigma"],
    [`${flux}_ivar`, "inverse variance"],
    [`${flux}_var`, "variance"],
    ["error", "sigma"],
    ["err", "sigma"],
    ["sigma", "sigma"],
    ["uncertainty", "sigma"],
    ["unc", "sigma"],
    ["stat_error", "sigma"],
    ["stddev", "sigma"],
    ["ivar", "inverse variance"],
    ["inverse_variance", "inverse variance"],
    ["variance", "variance"],
    ["var", "variance"],
  ];
}

export const QUALITY_NAMES: readonly string[] = [
  "dq",
  "quality",
  "qual",
  "flags",
  "flag",
  "mask",
  "and_mask",
  "dqflags",
];

/** Without its unit in brackets and without case: `Wavelength (Angstrom)` is `wavelength`. */
export function plainName(name: string): string {
  return name
    .replace(/[([{][^)\]}]*[)\]}]\s*$/, "")
    .trim()
    .toLowerCase()
    .replace(/[\s.-]+/g, "_");
}

/** The unit that a name has in brackets, as tables of text often do. */
export function unitInName(name: string): string | undefined {
  const unit = /[([{]([^)\]}]+)[)\]}]\s*$/.exec(name)?.[1]?.trim();
  return unit === "" ? undefined : unit;
}
