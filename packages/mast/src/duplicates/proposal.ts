import { DalError, type SkyPosition } from "@armillary/dali";

/** An observation that somebody means to propose. */
export interface ProposedObservation {
  /** What the report calls it (default: its target's name, or its number). */
  readonly label?: string;
  /** A place (ICRS), or the name of a body of the solar system. */
  readonly target: SkyPosition | { readonly movingTarget: string };
  /** `NIRCAM`, `NIRCam`, or with its mode as CAOM has it, `NIRCAM/IMAGE`. */
  readonly instrument: string;
  /** The mode as CAOM's `instrument_name` has it behind the slash: IMAGE, IFU, MSA, WFSS, SOSS, …; any where it is not given. */
  readonly mode?: string;
  /** Filters, grisms, gratings: `["F200W", "F444W"]`; any where none are given. */
  readonly opticalElements?: readonly string[];
  /** Exposure time of the whole observation, s. */
  readonly exposureS?: number;
  /** How far around to look, arcsec (default: what is recommended for the mode). */
  readonly radiusArcsec?: number;
}

/** The same, in the words of CAOM. */
export interface CaomProposal {
  readonly label: string;
  readonly target: ProposedObservation["target"];
  readonly instrument: string;
  readonly mode?: string;
  readonly elements: ReadonlySet<string>;
  readonly exposureS?: number;
  readonly radiusArcsec?: number;
}

/** What JWST observes with: another is misspelt, and would be found to repeat nothing. */
const INSTRUMENTS: ReadonlySet<string> = new Set(["NIRCAM", "NIRISS", "NIRSPEC", "MIRI", "FGS"]);

/** What other words there are for CAOM's modes: APT's templates, and what people say. */
const MODES: Readonly<Record<string, string>> = {
  IMAGING: "IMAGE",
  MRS: "IFU",
  MOS: "MSA",
  WIDEFIELDSLITLESSSPECTROSCOPY: "WFSS",
  SINGLEOBJECTSLITLESSSPECTROSCOPY: "SOSS",
  APERTUREMASKINGINTERFEROMETRY: "AMI",
  IFUSPECTROSCOPY: "IFU",
  MULTIOBJECTSPECTROSCOPY: "MSA",
  MEDIUMRESOLUTIONSPECTROSCOPY: "IFU",
  FIXEDSLIT: "SLIT",
  FIXEDSLITSPECTROSCOPY: "SLIT",
  CORONAGRAPHY: "CORON",
  CORONAGRAPHICIMAGING: "CORON",
};

/** Elements that let everything through, or nothing: they tell no two observations apart. */
const EMPTY_ELEMENTS: ReadonlySet<string> = new Set(["", "CLEAR", "CLEARP", "OPAQUE", "NONE", "N/A"]);

/**
 * Puts a proposal into CAOM's words.
 * @throws DalError code DAL_USAGE for one without instrument, with one that JWST has not, or with numbers that cannot be
 */
export function caomProposal(proposed: ProposedObservation, index: number): CaomProposal {
  const { target, exposureS, radiusArcsec, opticalElements = [] } = proposed;
  const label = proposed.label ?? ("movingTarget" in target ? target.movingTarget : String(index + 1));
  const [instrument = "", written] = proposed.instrument.trim().toUpperCase().split("/");
  if (instrument === "") throw refuse(label, "has no instrument");
  if (!INSTRUMENTS.has(instrument)) {
    throw refuse(label, `is of ${instrument}, and JWST has ${[...INSTRUMENTS].join(", ")}`);
  }
  if ("movingTarget" in target) {
    if (target.movingTarget.trim() === "") throw refuse(label, "has a moving target without a name");
  } else if (!(target.raDeg >= 0 && target.raDeg <= 360 && target.decDeg >= -90 && target.decDeg <= 90)) {
    throw refuse(label, `is at no place: right ascension ${target.raDeg}°, declination ${target.decDeg}°`);
  }
  for (const [what, value] of [
    ["exposure time", exposureS],
    ["radius", radiusArcsec],
  ] as const) {
    if (value !== undefined && !(value > 0 && Number.isFinite(value))) throw refuse(label, `has a ${what} of ${value}`);
  }
  const mode = caomMode(proposed.mode ?? written);
  return {
    label,
    target,
    instrument,
    elements: elementsOf(opticalElements.join(";")),
    ...(mode === undefined ? {} : { mode }),
    ...(exposureS === undefined ? {} : { exposureS }),
    ...(radiusArcsec === undefined ? {} : { radiusArcsec }),
  };
}

/**
 * Looks a proposal through without asking anybody.
 * @throws DalError code DAL_USAGE for what cannot be compared
 */
export function checkProposal(proposed: ProposedObservation): void {
  caomProposal(proposed, 0);
}

/** `IMAGE` of `Imaging`, `NIRCam Imaging`, `image`; undefined for nothing. */
export function caomMode(text: string | undefined): string | undefined {
  const words = (text ?? "")
    .trim()
    .toUpperCase()
    .replace(/^(?:NIRCAM|NIRISS|NIRSPEC|MIRI|FGS)\b/, "");
  const bare = words.replaceAll(/[^A-Z0-9]/g, "");
  return bare === "" ? undefined : (MODES[bare] ?? bare);
}

/** Optical elements of a list (`;` in CAOM, `,` and blanks elsewhere), without those that tell nothing apart. */
export function elementsOf(text: string): ReadonlySet<string> {
  const elements = text.split(/[;,+\s]+/).map((element) => element.trim().toUpperCase());
  return new Set(elements.filter((element) => !EMPTY_ELEMENTS.has(element)));
}

function refuse(label: string, fault: string): DalError {
  return new DalError("DAL_USAGE", `The proposed observation "${label}" ${fault}.`);
}
