import type { ArchiveName, ArchiveProfile, ArchiveService } from "./profile.ts";

const ONLY = "no other that answers this is known";
const CONES = "a cone search answers in one request, without a parser of queries or a job between";

/** Images and spectra of all missions. That other archives have ObsTAP is not known. */
const MAST_OBSCORE: Omit<ArchiveService, "kind"> = {
  protocol: "obscore",
  url: "https://mast.stsci.edu/vo-tap/api/v0.1/caom",
  collectionIn: "parameter",
  collections: [],
  // One CONTAINS a query is taken, and its polygons have frames of their own (GSC1), or none.
  match: "centre",
  source: "firefly:TapKnownServices.js; STScI's notebooks, by s_ra and s_dec; a client of ivoa.obscore (2026-08)",
};

/**
 * The archives as they were known on 2026-11-22. How their services depart from the standards is known by the clients of the
 * protocols (`SCS_FACTS`, `SIA_FACTS`, `SSA_FACTS`), by URL.
 */
export const ARCHIVE_PROFILES: readonly ArchiveProfile[] = [
  {
    name: "mast",
    title: "MAST, Space Telescope Science Institute",
    patienceMs: 60_000,
    services: [
      {
        kind: "cone",
        protocol: "scs",
        url: "https://archive.stsci.edu/{collection}/search.php?",
        collectionIn: "url",
        collections: ["hst"],
        byDefault: CONES,
        source: "archive.stsci.edu/vo/mast_services.html: one search form a mission, which is its cone search",
      },
      {
        kind: "cone",
        protocol: "tap",
        url: "https://mast.stsci.edu/vo-tap/api/v0.1/{collection}",
        collections: ["hsc"],
        tables: [
          { collection: "hsc", table: "dbo.summagaper2catview", ra: "matchra", dec: "matchdec" },
          { collection: "ps1dr2", table: "dbo.MeanObjectView" },
        ],
        source: "clients of the Hubble Source Catalog and of Pan-STARRS (2026): one service a catalogue",
      },
      {
        kind: "images",
        protocol: "sia1",
        url: "https://mast.stsci.edu/portal_vo/Mashup/VoQuery.asmx/SiaV1?MISSION={collection}&",
        collectionIn: "url",
        collections: ["HST"],
        byDefault: "it answers at once, where each question to ObsTAP takes tens of seconds (2026-08)",
        source: "seen in the code of other clients, under /portal_vo and /portal",
      },
      { kind: "images", ...MAST_OBSCORE },
      {
        kind: "spectra",
        protocol: "ssa",
        url: "https://archive.stsci.edu/ssap/search2.php?id={collection}&",
        collectionIn: "url",
        collections: ["HST"],
        byDefault: "it answers at once, where each question to ObsTAP takes tens of seconds (2026-08)",
        source: "pyvo:docs/dal/index.rst; the service's own metadata",
      },
      { kind: "spectra", ...MAST_OBSCORE },
    ],
  },
  {
    name: "heasarc",
    title: "HEASARC, NASA Goddard Space Flight Center",
    patienceMs: 60_000,
    services: [
      {
        kind: "cone",
        protocol: "scs",
        url: "https://heasarc.gsfc.nasa.gov/xamin/vo/cone?showoffsets&table={collection}&",
        collectionIn: "url",
        collections: ["zcat"],
        byDefault: CONES,
        source: "the registry's records of HEASARC's catalogues, one a table",
      },
      {
        kind: "cone",
        protocol: "tap",
        url: "https://heasarc.gsfc.nasa.gov/xamin/vo/tap",
        collectionIn: "table",
        collections: ["zcat"],
        position: { ra: "ra", dec: "dec" },
        source: "astroquery:astroquery/heasarc: every catalogue is a table, with columns ra and dec",
      },
      {
        kind: "images",
        protocol: "sia1",
        url: "https://heasarc.gsfc.nasa.gov/xamin/vo/sia?table={collection}&",
        collectionIn: "url",
        collections: ["chanmaster"],
        byDefault: ONLY,
        source: "the registry's records of HEASARC's catalogues, one a table",
      },
      {
        kind: "spectra",
        protocol: "ssa",
        url: "https://heasarc.gsfc.nasa.gov/xamin/vo/ssa?table={collection}&",
        collectionIn: "url",
        collections: ["chanmaster"],
        byDefault: ONLY,
        source: "the registry's records of HEASARC's catalogues, one a table",
      },
    ],
  },
  {
    name: "irsa",
    title: "IRSA, NASA/IPAC Infrared Science Archive",
    // A 3-second timeout made its SIA look dead (pyvo PR #500).
    patienceMs: 90_000,
    services: [
      {
        kind: "cone",
        protocol: "scs",
        url: "https://irsa.ipac.caltech.edu/SCS?table={collection}",
        collectionIn: "url",
        collections: ["fp_psc"],
        byDefault: CONES,
        source: "firefly's tests, astroquery",
      },
      {
        kind: "cone",
        protocol: "tap",
        url: "https://irsa.ipac.caltech.edu/TAP",
        collectionIn: "table",
        collections: ["fp_psc"],
        tables: [{ collection: "fp_psc", table: "fp_psc", ra: "ra", dec: "dec" }],
        source: "IRSA's page on TAP, whose example it is; other tables have other names of columns",
      },
      {
        kind: "images",
        protocol: "sia2",
        url: "https://irsa.ipac.caltech.edu/SIA",
        collectionIn: "parameter",
        collections: [],
        byDefault: ONLY,
        source: "astroquery:astroquery/ipac/irsa/__init__.py",
      },
      {
        kind: "spectra",
        protocol: "ssa",
        url: "https://irsa.ipac.caltech.edu/SSA",
        collectionIn: "parameter",
        collections: [],
        byDefault: ONLY,
        source: "astroquery:astroquery/ipac/irsa/__init__.py",
      },
    ],
  },
  {
    name: "ned",
    title: "NED, NASA/IPAC Extragalactic Database",
    patienceMs: 60_000,
    services: [
      {
        kind: "cone",
        protocol: "scs",
        url: "https://ned.ipac.caltech.edu/cgi-bin/NEDobjsearch?search_type=Near+Position+Search&of=xml_main&",
        collections: [],
        byDefault: CONES,
        source: "aladin-lite:src/js/URLBuilder.js; ivo://ned.ipac/Basic_Data_Near_Position",
      },
      {
        kind: "cone",
        protocol: "tap",
        url: "https://ned.ipac.caltech.edu/tap",
        collections: ["objdir"],
        tables: [{ collection: "objdir", table: "NEDTAP.objdir", ra: "ra", dec: "dec" }],
        source: "firefly:TapKnownServices.js; NED's page on TAP",
      },
      {
        kind: "images",
        protocol: "sia1",
        url: "https://vo.ned.ipac.caltech.edu/services/sia",
        collections: [],
        byDefault: ONLY,
        source: "used by two web applications, by name and by place",
      },
      {
        kind: "spectra",
        protocol: "ssa",
        url: "http://vo.ned.ipac.caltech.edu/services/querySED",
        collections: [],
        byDefault: ONLY,
        source: "ned.ipac.caltech.edu/Documents/Guides/Interface/SEDservice",
      },
    ],
  },
];

/** What is known of an archive. */
export function profileOf(name: ArchiveName): ArchiveProfile {
  const found = ARCHIVE_PROFILES.find((profile) => profile.name === name);
  if (found === undefined) throw new TypeError(`there is no archive "${name}"`);
  return found;
}
