import type { Construct, DialectProfile, Fact } from "./profile.ts";

// What is known of services beyond their capabilities. Each fact has its source; none of them was tried by us.

const documented = <T>(value: T, source: string): Fact<T> => ({ value, confidence: "documented", source });
const observed = <T>(value: T, source: string): Fact<T> => ({ value, confidence: "observed", source });

const MAST_ROWS = observed(
  { rows: 100_000 },
  "a client of the Hubble Source Catalog (2026-06): larger MAXREC is ignored, sync and async",
);
const MAST_FRAME = documented<"accepted">("accepted", "STScI's notebooks: POINT('ICRS', …), CIRCLE('ICRS', …)");
const MAST_CASE = observed<Construct>(
  "CASE",
  "a client of the Hubble Source Catalog (2026-06): SUM(CASE …) is refused",
);
const DACHS_BACKSLASH = observed(
  true,
  "Debian 12's DaCHS 2.7 (2026-11): reads past a quote behind a backslash, and sends the text on to PostgreSQL as it is",
);
const FIREFLY_FRAMES = "firefly's list of TAP services (2025-06)";

/** The profiles, by `id`. */
export const DIALECT_PROFILES: readonly DialectProfile[] = [
  {
    id: "mast",
    title: "MAST",
    tapUrls: ["https://mast.stsci.edu/vo-tap/api/v0.1/"],
    versions: observed(["2.1"], "a client of the Hubble Source Catalog (2026-06): the parser is a strict one of 2.1"),
    missing: [MAST_CASE],
    frame: MAST_FRAME,
    rowLimit: MAST_ROWS,
  },
  {
    id: "mast-caom",
    title: "MAST CAOM and ObsCore",
    tapUrls: ["https://mast.stsci.edu/vo-tap/api/v0.1/caom"],
    versions: observed(["2.1"], "a client of the Hubble Source Catalog (2026-06): the parser is a strict one of 2.1"),
    missing: [MAST_CASE],
    frame: MAST_FRAME,
    spatial: observed(
      { most: 1, first: true },
      "a client of ivoa.obscore (2026-08): one CONTAINS a query, refused behind terms such as obs_collection IN (…)",
    ),
    rowLimit: MAST_ROWS,
  },
  {
    id: "heasarc",
    title: "HEASARC",
    tapUrls: ["https://heasarc.gsfc.nasa.gov/xamin/vo/tap"],
    unreserved: documented(
      ["PUBLIC"],
      "NASA-NAVO's workshop (2025-12): tables are zcat or public.zcat, without quotes",
    ),
    missing: [documented("* OF JOIN", "firefly's TapUtil.js (2025-06): * and table.* over a join are not supported")],
    frame: documented(
      "accepted",
      "astroquery.heasarc (2026-08): CONTAINS with POINT, CIRCLE, BOX, POLYGON, all with 'ICRS'",
    ),
    distanceUnsafe: documented(
      true,
      "astroquery.heasarc (2026-08) takes DISTANCE for arcminutes, where ADQL has degrees",
    ),
    rowLimit: documented(
      { rows: 100_000, liftedBy: "TOP" },
      "astroquery's page on HEASARC and its issue 3387: MAXREC cannot lift the limit, TOP can",
    ),
  },
  {
    id: "irsa",
    title: "IRSA",
    tapUrls: ["https://irsa.ipac.caltech.edu/TAP"],
    frame: documented("accepted", "IRSA's page on TAP: with a frame, and POINT(ra, dec) without"),
    frameNames: documented(["ICRS", "J2000"], FIREFLY_FRAMES),
  },
  {
    id: "ned",
    title: "NED",
    tapUrls: ["https://ned.ipac.caltech.edu/tap"],
    frame: documented("accepted", FIREFLY_FRAMES),
    frameNames: documented(["J2000", "ICRS"], FIREFLY_FRAMES),
  },
  {
    id: "gaia",
    title: "ESA Gaia",
    tapUrls: ["https://gea.esac.esa.int/tap-server/tap"],
    rowLimit: documented(
      { rows: 2000, syncOnly: true },
      "astroquery's page on Gaia (2026-08): async has no such limit",
    ),
  },
  {
    id: "gaia-ari",
    title: "ARI Gaia",
    tapUrls: ["https://gaia.ari.uni-heidelberg.de/tap"],
    versions: observed(["2.0"], "recorded answers (2026-09): the parser is one of ADQL 2.0"),
    frame: observed("required", "recorded answers (2026-09): POINT without a frame is refused"),
    booleans: observed("number", "recorded answers (2026-09): Gaia's booleans are sent as short"),
  },
  {
    id: "datalab",
    title: "NOIRLab Astro Data Lab",
    tapUrls: ["https://datalab.noirlab.edu/tap"],
    missing: (["POINT", "CIRCLE", "POLYGON", "BOX", "CONTAINS", "INTERSECTS", "DISTANCE"] as const).map((form) =>
      observed(form, "recorded answers (2026-09): geometry reaches the database untranslated"),
    ),
  },
  {
    id: "gavo",
    title: "GAVO Data Center",
    tapUrls: ["https://dc.g-vo.org/tap", "http://dc.g-vo.org/tap", "http://dc.zah.uni-heidelberg.de/tap"],
    versions: documented(["2.0", "2.1"], "its capabilities, as pyvo's tests have them"),
    frame: documented("accepted", "DaCHS, its software, parses both versions' forms"),
    booleans: observed(
      "word",
      "a server of its software (2026-11): booleans compare with 'True' and 'False', not with 1",
    ),
    backslashEscapes: DACHS_BACKSLASH,
  },
  {
    id: "dachs-2.7",
    title: "DaCHS 2.7",
    tapUrls: [],
    software: "DaCHS/2.7",
    versions: documented(["2.0", "2.1"], "its capabilities"),
    missing: (["<>", "LEFT JOIN"] as const).map((form) =>
      observed(
        form,
        "Debian 12's DaCHS 2.7 (2026-11): <> and LEFT JOIN are syntax errors, != and LEFT OUTER JOIN are not",
      ),
    ),
    frame: documented("accepted", "its parser takes both versions' forms"),
    booleans: observed(
      "word",
      "Debian 12's DaCHS 2.7: PostgreSQL's booleans compare with 'True' and 'False', not with 1",
    ),
    backslashEscapes: DACHS_BACKSLASH,
  },
  {
    id: "eso",
    title: "ESO",
    tapUrls: ["https://archive.eso.org/tap_obs", "https://archive.eso.org/tap_cat"],
    rowLimit: documented({ rows: 15_000_000 }, "astroquery.eso (2026-08)"),
  },
];

/** The profile of a short name (`heasarc`), or of the TAP service at a URL: the one that matches most of it. */
export function findDialectProfile(idOrUrl: string): DialectProfile | undefined {
  const wanted = idOrUrl.toLowerCase().replace(/\/*$/, "/");
  let best: DialectProfile | undefined;
  let longest = 0;
  for (const profile of DIALECT_PROFILES) {
    if (profile.id === idOrUrl.toLowerCase()) return profile;
    for (const url of profile.tapUrls) {
      const start = url.toLowerCase().replace(/\/*$/, "/");
      if (start.length > longest && wanted.startsWith(start)) {
        best = profile;
        longest = start.length;
      }
    }
  }
  return best;
}

/** The profile of a software, by the HTTP header Server of its answers (`DaCHS/2.7 twisted/22.4.0`). */
export function findDialectOfSoftware(server: string): DialectProfile | undefined {
  return DIALECT_PROFILES.find(({ software }) => software !== undefined && server.startsWith(software));
}
