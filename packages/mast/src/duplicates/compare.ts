import { areSimilar, EXPOSURE_FACTOR } from "./policy.ts";
import { type CaomProposal, elementsOf } from "./proposal.ts";

/** An observation that was made, or is planned, as CAOM describes it. */
export interface Candidate {
  readonly targetName: string;
  /** `NIRCAM/IMAGE`. */
  readonly instrumentName: string;
  /** Optical elements, `;` between them. */
  readonly filters: string;
  readonly exposureS?: number;
}

/** By what a duplicate is told, in the order of the policy. */
export const CRITERIA = ["target", "instrument", "mode", "elements", "exposure"] as const;
export type Criterion = (typeof CRITERIA)[number];

/** SIMILAR: not the same, and not different enough to be no duplicate; UNKNOWN: one of the two does not say. */
export type Agreement = "AGREES" | "SIMILAR" | "DIFFERS" | "UNKNOWN";

/** POSSIBLE: nothing differs, but not all is known, or something is only similar. */
export const VERDICTS = ["DUPLICATE", "POSSIBLE", "DIFFERENT"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Comparison {
  readonly verdict: Verdict;
  readonly criteria: Readonly<Record<Criterion, Agreement>>;
}

export interface CompareOptions {
  /** Exposure times within this factor are similar (default 4, as the policy has it). */
  readonly exposureFactor?: number;
}

/**
 * Compares a proposed observation with one that is at its place. The policy's rule: a duplicate is of the same target or field, with the same instrument,
 * mode and optical elements, and an exposure time within a factor of four. Whether fields overlap by half, and whether a repetition is
 * justified, is for people to say.
 */
export function compareObservations(
  proposal: CaomProposal,
  candidate: Candidate,
  { exposureFactor = EXPOSURE_FACTOR.value }: CompareOptions = {},
): Comparison {
  const [instrument = "", mode] = candidate.instrumentName.trim().toUpperCase().split("/");
  const other = { instrument, ...(mode === undefined ? {} : { mode }) };
  const isSame = instrument === proposal.instrument;
  const isSimilar = !isSame && areSimilar(proposal, other);
  const criteria: Record<Criterion, Agreement> = {
    target: compareTargets(proposal, candidate),
    instrument: instrument === "" ? "UNKNOWN" : isSame ? "AGREES" : isSimilar ? "SIMILAR" : "DIFFERS",
    mode: compareModes(proposal, mode, isSimilar),
    elements: compareElements(proposal.elements, elementsOf(candidate.filters), isSimilar),
    exposure: compareExposures(proposal.exposureS, candidate.exposureS, exposureFactor),
  };
  const found = Object.values(criteria);
  const verdict = found.includes("DIFFERS")
    ? "DIFFERENT"
    : found.every((agreement) => agreement === "AGREES")
      ? "DUPLICATE"
      : "POSSIBLE";
  return { verdict, criteria };
}

/** A field was found by its place. Names of bodies stand among other words: "IO-TRAILING", "Jupiter Io". */
function compareTargets({ target }: CaomProposal, { targetName }: Candidate): Agreement {
  if (!("movingTarget" in target)) return "AGREES";
  const words = targetName.toUpperCase().split(/[^\p{L}\p{N}/]+/u);
  const wanted = target.movingTarget
    .trim()
    .toUpperCase()
    .split(/[^\p{L}\p{N}/]+/u);
  if (words.join(" ") === wanted.join(" ")) return "AGREES";
  const starts = words.map((_word, start) => wanted.every((word, index) => words[start + index] === word));
  return starts.includes(true) ? "SIMILAR" : "DIFFERS";
}

function compareModes({ mode }: CaomProposal, other: string | undefined, isSimilar: boolean): Agreement {
  if (mode === undefined || other === undefined) return "UNKNOWN";
  if (mode === other) return "AGREES";
  // Two instruments that are similar do the same thing by different names.
  return isSimilar ? "SIMILAR" : "DIFFERS";
}

function compareElements(ours: ReadonlySet<string>, theirs: ReadonlySet<string>, isSimilar: boolean): Agreement {
  if (ours.size === 0 || theirs.size === 0) return "UNKNOWN";
  const shared = [...theirs].filter((element) => ours.has(element)).length;
  if (shared === theirs.size) return "AGREES";
  if (shared > 0) return "SIMILAR";
  // Elements of another instrument have other names for what may be the same.
  return isSimilar ? "UNKNOWN" : "DIFFERS";
}

function compareExposures(ours: number | undefined, theirs: number | undefined, factor: number): Agreement {
  if (ours === undefined || theirs === undefined || !(theirs > 0)) return "UNKNOWN";
  return Math.max(ours / theirs, theirs / ours) <= factor ? "AGREES" : "DIFFERS";
}
