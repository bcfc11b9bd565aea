import type { Fact } from "@armillary/adql";

/**
 * How a service departs from TAP beyond what its capabilities say; its ADQL has a DialectProfile. What is absent is not
 * known, and the service is taken to keep to the standard.
 */
export interface TapFacts {
  /** Short name. */
  readonly id: string;
  /** Base URLs, or what they begin with. */
  readonly tapUrls: readonly string[];
  /** RUNID makes it fail. */
  readonly runIdRefused?: Fact<true>;
  /** FORMAT counts, RESPONSEFORMAT is passed over. */
  readonly formatParameter?: Fact<"FORMAT">;
  /** The value for a VOTable that is best to read, where the capabilities do not have it. */
  readonly votableFormat?: Fact<string>;
  /** OVERFLOW is missing from results that were cut, and stands on whole ones. */
  readonly overflowUnreliable?: Fact<true>;
  /** Results of jobs cannot be relied upon: what can be asked synchronously is. */
  readonly asyncUnreliable?: Fact<true>;
}

const documented = <T>(value: T, source: string): Fact<T> => ({ value, confidence: "documented", source });
const observed = <T>(value: T, source: string): Fact<T> => ({ value, confidence: "observed", source });

const TAPLIB_FORMAT = observed<"FORMAT">(
  "FORMAT",
  "recorded answers of TAPLib servers (2026-09): RESPONSEFORMAT gives BINARY whatever it says, FORMAT works",
);
const TAPLIB_BINARY2 = observed("votable/b2", "recorded answers of TAPLib servers (2026-09)");

/** None of these was tried by us: each has its source. */
export const TAP_FACTS: readonly TapFacts[] = [
  {
    id: "mast",
    tapUrls: ["https://mast.stsci.edu/vo-tap/api/v0.1/"],
    votableFormat: observed("votable", "recorded answers (2026-09): TABLEDATA"),
    overflowUnreliable: observed(
      true,
      "a client of the Hubble Source Catalog (2026-06): cut without a word, flagged when whole",
    ),
  },
  {
    id: "heasarc",
    tapUrls: ["https://heasarc.gsfc.nasa.gov/xamin/vo/tap"],
    votableFormat: observed("votable", "recorded answers (2026-09): BINARY, though capabilities promise TABLEDATA"),
    asyncUnreliable: documented(
      true,
      "NASA-NAVO's workshop, issue 201 (2025-04): jobs complete and their results cannot be fetched",
    ),
  },
  {
    id: "irsa",
    tapUrls: ["https://irsa.ipac.caltech.edu/TAP"],
    runIdRefused: documented(true, "firefly's AsyncTapQuery (2025-06): BAD_REQUEST"),
    votableFormat: observed("votable/b2", "recorded answers (2026-09): BINARY2, which the capabilities do not list"),
  },
  {
    id: "ned",
    tapUrls: ["https://ned.ipac.caltech.edu/tap"],
    formatParameter: TAPLIB_FORMAT,
    votableFormat: TAPLIB_BINARY2,
  },
  {
    id: "simbad",
    tapUrls: ["https://simbad.cds.unistra.fr/simbad/sim-tap", "https://simbad.harvard.edu/simbad/sim-tap"],
    formatParameter: TAPLIB_FORMAT,
    votableFormat: TAPLIB_BINARY2,
  },
  {
    id: "vizier",
    tapUrls: ["https://tapvizier.cds.unistra.fr/TAPVizieR/tap", "http://tapvizier.u-strasbg.fr/TAPVizieR/tap"],
    formatParameter: TAPLIB_FORMAT,
    votableFormat: TAPLIB_BINARY2,
  },
  {
    id: "gaia-ari",
    tapUrls: ["https://gaia.ari.uni-heidelberg.de/tap"],
    formatParameter: TAPLIB_FORMAT,
    votableFormat: TAPLIB_BINARY2,
  },
  {
    id: "gaia",
    tapUrls: ["https://gea.esac.esa.int/tap-server/tap"],
    votableFormat: observed("votable", "recorded answers (2026-09): BINARY2"),
  },
  {
    id: "datalab",
    tapUrls: ["https://datalab.noirlab.edu/tap"],
    votableFormat: observed("votable", "recorded answers (2026-09): TABLEDATA also where BINARY2 is asked for"),
  },
  {
    id: "exoplanets",
    tapUrls: ["https://exoplanetarchive.ipac.caltech.edu/TAP"],
    runIdRefused: documented(true, "firefly's AsyncTapQuery (2025-06): it is replaced by one of the service's own"),
  },
  {
    id: "koa",
    tapUrls: ["https://koa.ipac.caltech.edu/TAP"],
    runIdRefused: documented(true, "firefly's AsyncTapQuery (2025-06): it is replaced by one of the service's own"),
  },
];

/** What is known of the TAP service at a URL: the facts that match most of it. */
export function findTapFacts(url: string): TapFacts | undefined {
  const wanted = slashed(url);
  let best: TapFacts | undefined;
  let longest = 0;
  for (const facts of TAP_FACTS) {
    for (const start of facts.tapUrls.map(slashed)) {
      if (start.length <= longest || !wanted.startsWith(start)) continue;
      best = facts;
      longest = start.length;
    }
  }
  return best;
}

function slashed(url: string): string {
  return url.toLowerCase().replace(/\/*$/, "/");
}
