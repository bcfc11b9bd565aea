import { isDalError, parseAngleDeg, parsePosition } from "@armillary/dali";
import {
  archive,
  author,
  type Constraint,
  dataModel,
  keywords,
  parseTimes,
  protocol,
  spatial,
  spectral,
  subject,
  temporal,
  ucd,
  type Vocabulary,
  waveband,
} from "@armillary/registry";
import { usageError } from "../failure.ts";

/** What services are looked for by, as the command line has it. Several of one kind: any of them, but all keywords. */
export interface SearchTerms {
  readonly archive?: readonly string[];
  readonly protocol?: readonly string[];
  readonly keyword?: readonly string[];
  readonly waveband?: readonly string[];
  readonly ucd?: readonly string[];
  readonly author?: readonly string[];
  readonly datamodel?: readonly string[];
  readonly subject?: string;
  /** `RA DEC RADIUS`. */
  readonly cone?: string;
  readonly spectral?: string;
  readonly time?: string;
  /** Services of many datasets count for each of them. */
  readonly auxiliary: boolean;
}

/**
 * The constraints of a search; without any term, that it is of the four archives: all of the VO is more than anybody reads.
 * @param thesaurus - for a subject's narrower concepts, where it is at hand
 * @throws RegistryError, CommandError for terms that are none
 */
export function constraintsOf(terms: SearchTerms, thesaurus?: Vocabulary): readonly Constraint[] {
  const given = <Value>(value: Value | undefined, make: (value: Value) => Constraint): readonly Constraint[] =>
    value === undefined ? [] : [make(value)];
  const found = [
    ...given(terms.archive, (names) => archive(...names)),
    ...given(terms.protocol, (names) => protocol(names, { auxiliary: terms.auxiliary })),
    ...given(terms.keyword, (words) => keywords(...words)),
    ...given(terms.waveband, (bands) => waveband(...bands)),
    ...given(terms.ucd, (ucds) => ucd(...ucds)),
    ...given(terms.author, (names) => author(...names)),
    ...given(terms.datamodel, (models) => dataModel(...models)),
    ...given(terms.subject, (term) => subject(term, thesaurus === undefined ? {} : { vocabulary: thesaurus })),
    ...given(terms.cone, (cone) => spatial({ shape: "circle", ...parseCone(cone) })),
    ...given(terms.spectral, spectral),
    ...given(terms.time, (time) => temporal(...parseTimes(time))),
  ];
  return found.length === 0 ? [archive()] : found;
}

/** A position and a radius, which has a unit or is of degrees: `10.68 41.27 0.5`, `00:42:44 +41:16:09 30arcmin`. */
function parseCone(text: string): { readonly raDeg: number; readonly decDeg: number; readonly radiusDeg: number } {
  const [, place = "", radius = ""] = /^\s*(.*\S)[\s,]+(\S+)\s*$/.exec(text) ?? [];
  try {
    const { raDeg, decDeg } = parsePosition(place);
    return { raDeg, decDeg, radiusDeg: parseAngleDeg(radius, { bareUnit: "deg" }) };
  } catch (failure) {
    if (!isDalError(failure)) throw failure;
    const hint = 'Right ascension, declination and radius are due: "10.68 41.27 0.5", "00:42:44 +41:16:09 30arcmin".';
    throw usageError(`--cone "${text}" is no circle: ${failure.message}`, hint);
  }
}
