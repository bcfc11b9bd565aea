import type { ArchiveName, ArchiveProfile } from "./profile.ts";

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
        source: "archive.stsci.edu/vo/mast_services.html: one search form a mission, which is its cone search",
      },
      {
        kind: "images",
        protocol: "sia1",
        url: "https://mast.stsci.edu/portal_vo/Mashup/VoQuery.asmx/SiaV1?MISSION={collection}&",
        collectionIn: "url",
        collections: ["HST"],
        source: "seen in the code of other clients, under /portal_vo and /portal",
      },
      {
        kind: "spectra",
        protocol: "ssa",
        url: "https://archive.stsci.edu/ssap/search2.php?id={collection}&",
        collectionIn: "url",
        collections: ["HST"],
        source: "pyvo:docs/dal/index.rst; the service's own metadata",
      },
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
        source: "the registry's records of HEASARC's catalogues, one a table",
      },
      {
        kind: "images",
        protocol: "sia1",
        url: "https://heasarc.gsfc.nasa.gov/xamin/vo/sia?table={collection}&",
        collectionIn: "url",
        collections: ["chanmaster"],
        source: "the registry's records of HEASARC's catalogues, one a table",
      },
      {
        kind: "spectra",
        protocol: "ssa",
        url: "https://heasarc.gsfc.nasa.gov/xamin/vo/ssa?table={collection}&",
        collectionIn: "url",
        collections: ["chanmaster"],
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
        source: "firefly's tests, astroquery",
      },
      {
        kind: "images",
        protocol: "sia2",
        url: "https://irsa.ipac.caltech.edu/SIA",
        collectionIn: "parameter",
        collections: [],
        source: "astroquery:astroquery/ipac/irsa/__init__.py",
      },
      {
        kind: "spectra",
        protocol: "ssa",
        url: "https://irsa.ipac.caltech.edu/SSA",
        collectionIn: "parameter",
        collections: [],
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
        source: "aladin-lite:src/js/URLBuilder.js; ivo://ned.ipac/Basic_Data_Near_Position",
      },
      {
        kind: "images",
        protocol: "sia1",
        url: "https://vo.ned.ipac.caltech.edu/services/sia",
        collections: [],
        source: "used by two web applications, by name and by place",
      },
      {
        kind: "spectra",
        protocol: "ssa",
        url: "http://vo.ned.ipac.caltech.edu/services/querySED",
        collections: [],
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
