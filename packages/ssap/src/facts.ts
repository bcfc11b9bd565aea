/** Something known of a service that it does not say itself, and where that is from. */
export interface SsaFact<Value> {
  readonly value: Value;
  readonly source: string;
}

/** How a service departs from SSA. What is absent is not known, and the service is taken to keep to the standard. */
export interface SsaFacts {
  /** Short name. */
  readonly id: string;
  readonly title: string;
  /** What the base URLs begin with, in small letters and without their scheme. */
  readonly places: readonly string[];
  /** How the paths of its base URLs end, for software that many run. */
  readonly pathEnd?: string;
  /** Sent as FORMAT where nothing else is asked for. */
  readonly format?: SsaFact<string>;
  /** Parameters that change nothing. */
  readonly ignored?: SsaFact<readonly string[]>;
  /** Bands are numbers: names have no effect. */
  readonly noBandNames?: SsaFact<true>;
  /** POS has no effect without SIZE. */
  readonly positionNeedsSize?: SsaFact<true>;
  /** SIZE may be taken for a radius: rows may lie farther away than was asked for. */
  readonly sizeMayBeRadius?: SsaFact<true>;
  /** With larger ones the service was seen to give up. */
  readonly largestDiameterDeg?: SsaFact<number>;
  /** Parameters of which the standard has a bound, and the service a range: a number alone is that very value. */
  readonly boundsAreRanges?: SsaFact<readonly string[]>;
  /** FLUXCALIB and WAVECALIB find that very level, where the standard has it as the least one. */
  readonly calibrationIsExact?: SsaFact<true>;
}

const fact = <Value>(value: Value, source: string): SsaFact<Value> => ({ value, source });

const MAST_METADATA = "the service's own FORMAT=METADATA (2026)";
const IRSA_CRAWLER = "a crawler of all its collections (2026)";
const NED_GUIDE = "NED's guide to its SED services";
const DACHS = "DaCHS 2.7, asked by us (2026-11)";

/** DaCHS alone was tried by us: each has its source. */
export const SSA_FACTS: readonly SsaFacts[] = [
  {
    id: "mast",
    title: "MAST",
    places: ["archive.stsci.edu/ssap/search2.php"],
    noBandNames: fact(true, MAST_METADATA),
  },
  {
    id: "irsa",
    title: "IRSA",
    places: ["irsa.ipac.caltech.edu/ssa"],
    format: fact("all", "astroquery, issue 3234: other values are interpreted differently by collections"),
    sizeMayBeRadius: fact(true, `${IRSA_CRAWLER}; astroquery takes it for a diameter`),
    largestDiameterDeg: fact(45, `${IRSA_CRAWLER}: above it large collections end in "Job ran but timed out"`),
  },
  {
    id: "ned",
    title: "NED",
    places: ["vo.ned.ipac.caltech.edu/services/", "ned.ipac.caltech.edu/services/"],
    ignored: fact(["BAND", "TIME", "FORMAT"], NED_GUIDE),
  },
  {
    id: "dachs",
    title: "DaCHS",
    places: [],
    pathEnd: "/ssap.xml",
    positionNeedsSize: fact(true, `${DACHS}: all rows come`),
    boundsAreRanges: fact(["SNR", "SPATRES"], DACHS),
    ignored: fact(["TIMERES", "VARAMPL"], DACHS),
    calibrationIsExact: fact(true, DACHS),
  },
];

/** What is known of the service with this base URL, or else of the software that it tells by its path. */
export function findSsaFacts(baseUrl: string): SsaFacts | undefined {
  const place = baseUrl.toLowerCase().replace(/^https?:\/\//, "");
  const path = place.replace(/[?#].*$/, "");
  return (
    SSA_FACTS.find(({ places }) => places.some((start) => place.startsWith(start))) ??
    SSA_FACTS.find(({ pathEnd }) => pathEnd !== undefined && path.endsWith(pathEnd))
  );
}
