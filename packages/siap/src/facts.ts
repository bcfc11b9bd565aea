/** What is known of a service, and where from. */
export interface SiaFact<Value> {
  readonly value: Value;
  readonly source: string;
}

/** How the image services of an archive depart from the standard, or what it takes to ask them. What is absent is not known. */
export interface SiaFacts {
  /** Short name. */
  readonly id: string;
  /** What the base URLs begin with, in small letters and without their scheme. */
  readonly places: readonly string[];
  readonly version?: SiaFact<1 | 2>;
  /** FORMAT spoils the answer: it is not sent, and rows are judged instead. */
  readonly formatSpoils?: SiaFact<true>;
  /** The parameter that limits the rows, where it is not MAXREC. */
  readonly maxrecParameter?: SiaFact<string>;
  /** Images are sought by the name of their object, with this parameter; a position is not needed then. */
  readonly targetParameter?: SiaFact<string>;
  /** How long it may take to begin to answer. */
  readonly timeoutMs?: SiaFact<number>;
}

const VERSION_1 = (source: string): SiaFact<1> => ({ value: 1, source });
const VERSION_2 = (source: string): SiaFact<2> => ({ value: 2, source });
const IN_USE = "clients in use have it as SIA 1";

/** None of these was tried by us: each has its source. */
export const SIA_FACTS: readonly SiaFacts[] = [
  {
    id: "mast",
    places: ["mast.stsci.edu/portal_vo/mashup/voquery.asmx/siav1", "mast.stsci.edu/portal/mashup/voquery.asmx/siav1"],
    version: VERSION_1(IN_USE),
    formatSpoils: {
      value: true,
      source: "NASA-NAVO's workshop, KNOWN_ISSUES: with FORMAT the images of GALEX are not found",
    },
  },
  {
    id: "mast-archive",
    places: ["archive.stsci.edu/siap/", "hla.stsci.edu/cgi-bin/hlasiap.cgi"],
    version: VERSION_1("a record of the registry among RegTAP's validation files; a notebook of STScI's"),
  },
  {
    id: "heasarc",
    places: ["heasarc.gsfc.nasa.gov/xamin/vo/sia"],
    version: VERSION_1(IN_USE),
    maxrecParameter: { value: "resultmax", source: "a client of HEASARC's test host sends it" },
  },
  {
    id: "skyview",
    places: ["skyview.gsfc.nasa.gov/cgi-bin/vo/sia.pl"],
    version: VERSION_1("pyvo's docs/registry"),
    timeoutMs: { value: 180_000, source: "NASA-NAVO's workshop, image_access notebook: it often takes too long" },
  },
  {
    id: "irsa",
    places: ["irsa.ipac.caltech.edu/sia", "irsa.ipac.caltech.edu/simulated/sia"],
    version: VERSION_2("astroquery's ipac/irsa/__init__.py; IRSA's tutorials"),
    timeoutMs: { value: 120_000, source: "pyvo's pull request 500: with 3 s of patience it looks dead" },
  },
  {
    id: "irsa-ibe",
    places: ["irsa.ipac.caltech.edu/ibe/sia/", "irsa.ipac.caltech.edu/cgi-bin/2mass/im/nph-im_sia"],
    version: VERSION_1("astroquery's docs/ipac/irsa; a notebook of STScI's"),
  },
  {
    id: "ned",
    places: ["vo.ned.ipac.caltech.edu/services/sia"],
    version: VERSION_1("two web applications ask it by TARGET"),
    targetParameter: { value: "TARGET", source: "two web applications ask it by TARGET alone" },
  },
];

/** What is known of the service with this base URL. */
export function findSiaFacts(baseUrl: string): SiaFacts | undefined {
  const place = baseUrl.toLowerCase().replace(/^https?:\/\//, "");
  return SIA_FACTS.find(({ places }) => places.some((start) => place.startsWith(start)));
}
