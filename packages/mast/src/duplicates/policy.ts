/** A rule of the policy on duplicates, and where it stands. */
export interface Sourced<Value> {
  readonly value: Value;
  readonly source: string;
}

const TAC_PAGE =
  "JWST documentation, JWST Duplication Identification and Adjudication Procedures for the TAC (observation duplications)";
const RADII_PAGE = "JWST documentation, Identifying Potential JWST Duplicate Observations, table 1";
const NOTEBOOK = "spacetelescope/mast_notebooks, JWST/duplication_checking (January 2024)";

/**
 * Exposure times of duplicates are within this factor of each other. The other criteria stand there too: the same target or field, the same
 * instrument, the same mode, the same optical elements.
 */
export const EXPOSURE_FACTOR: Sourced<number> = { value: 4, source: TAC_PAGE };

/**
 * How far from a field others are looked for, arcsec, by CAOM's `instrument_name`: larger than the field of view, which may be turned when an
 * observation is scheduled.
 */
export const SEARCH_RADII_ARCSEC: Sourced<Readonly<Record<string, number>>> = {
  value: {
    "NIRCAM/IMAGE": 280,
    "NIRSPEC/MSA": 180,
    "NIRISS/WFSS": 140,
    "MIRI/IMAGE": 120,
    "NIRSPEC/IFU": 4,
    "MIRI/IFU": 4,
  },
  source: RADII_PAGE,
};

/** For the modes that the table does not have: what the mission's notebook takes for stars, which move between two epochs. */
export const OTHER_RADIUS_ARCSEC: Sourced<number> = { value: 30, source: NOTEBOOK };

/** The kind of data that a mode of CAOM's `instrument_name` gives. */
const KINDS: Readonly<Record<string, "imaging" | "spectroscopy">> = {
  IMAGE: "imaging",
  GRISM: "spectroscopy",
  WFSS: "spectroscopy",
  IFU: "spectroscopy",
  MSA: "spectroscopy",
  SLIT: "spectroscopy",
  SLITLESS: "spectroscopy",
  SOSS: "spectroscopy",
};

/** Instruments that may duplicate each other, for they see much the same: a case for people, not for a rule. */
export const SIMILAR_INSTRUMENTS: Sourced<
  readonly (readonly [one: string, other: string, kind: "imaging" | "spectroscopy"])[]
> = {
  value: [
    ["NIRCAM", "NIRISS", "imaging"],
    ["NIRCAM", "NIRSPEC", "spectroscopy"],
  ],
  source: NOTEBOOK,
};

/** Whether two instruments may duplicate each other in these modes; a mode that is not known may be any. */
export function areSimilar(
  one: { readonly instrument: string; readonly mode?: string },
  other: { readonly instrument: string; readonly mode?: string },
): boolean {
  return SIMILAR_INSTRUMENTS.value.some(([first, second, kind]) => {
    const isPair =
      (one.instrument === first && other.instrument === second) ||
      (one.instrument === second && other.instrument === first);
    return isPair && [one.mode, other.mode].every((mode) => mode === undefined || KINDS[mode] === kind);
  });
}

/** The radius to look within for a mode, arcsec. */
export function searchRadiusArcsec(instrument: string, mode: string | undefined): number {
  return SEARCH_RADII_ARCSEC.value[`${instrument}/${mode}`] ?? OTHER_RADIUS_ARCSEC.value;
}
