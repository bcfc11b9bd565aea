/** A TAP service by a short name. */
export interface TapPreset {
  /** Short, in small letters. */
  readonly name: string;
  /** Who it is, and what is there. */
  readonly title: string;
  /** Base URL. */
  readonly url: string;
}

/**
 * Services that many ask, in the order in which they are listed. Each address is one that a client in use has in its
 * source; none was asked by us.
 */
export const TAP_PRESETS: readonly TapPreset[] = [
  // MAST's platform of 2025, one service a catalogue: firefly's TapKnownServices.js and release notes (FIREFLY-1728).
  {
    name: "mast",
    title: "MAST: observations of HST, JWST, TESS, …",
    url: "https://mast.stsci.edu/vo-tap/api/v0.1/caom",
  },
  // Configurations of third parties; hsc was seen to answer in 2026-06.
  { name: "mast-hsc", title: "MAST: Hubble Source Catalog", url: "https://mast.stsci.edu/vo-tap/api/v0.1/hsc" },
  { name: "mast-ps1", title: "MAST: Pan-STARRS 1 DR2", url: "https://mast.stsci.edu/vo-tap/api/v0.1/ps1dr2" },
  { name: "mast-tic", title: "MAST: TESS Input Catalog", url: "https://mast.stsci.edu/vo-tap/api/v0.1/tic" },
  { name: "mast-missions", title: "MAST: mission tables", url: "https://mast.stsci.edu/vo-tap/api/v0.1/missionmast" },
  // pyvo's docs/registry; astroquery's vo_conesearch/validator.
  {
    name: "registry",
    title: "The VO registry (RegTAP) at MAST",
    url: "https://mast.stsci.edu/vo-tap/api/v0.1/registry",
  },
  // astroquery's heasarc/__init__.py; firefly.
  {
    name: "heasarc",
    title: "HEASARC: X-ray and gamma-ray missions",
    url: "https://heasarc.gsfc.nasa.gov/xamin/vo/tap",
  },
  // astroquery's ipac/irsa/__init__.py.
  { name: "irsa", title: "IRSA: infrared surveys and missions", url: "https://irsa.ipac.caltech.edu/TAP" },
  // firefly; NED's own guide to its TAP service.
  { name: "ned", title: "NED: extragalactic objects", url: "https://ned.ipac.caltech.edu/tap" },
  // astroquery's docs/gaia; firefly.
  { name: "gaia", title: "ESA: Gaia", url: "https://gea.esac.esa.int/tap-server/tap" },
  // Aladin Lite's and TOPCAT's lists.
  { name: "gaia-ari", title: "ARI Heidelberg: Gaia mirror", url: "https://gaia.ari.uni-heidelberg.de/tap" },
  // firefly.
  { name: "vizier", title: "CDS: VizieR's catalogues", url: "https://tapvizier.cds.unistra.fr/TAPVizieR/tap" },
  // astroquery's simbad/__init__.py.
  { name: "simbad", title: "CDS: SIMBAD", url: "https://simbad.cds.unistra.fr/simbad/sim-tap" },
  // astroquery's cadc/__init__.py.
  { name: "cadc", title: "CADC: CAOM, ObsCore", url: "https://ws.cadc-ccda.hia-iha.nrc-cnrc.gc.ca/argus" },
  // firefly.
  { name: "canfar", title: "CANFAR youcat: users' tables", url: "https://ws-uv.canfar.net/youcat" },
  // firefly; astroquery's issue 3262.
  { name: "datalab", title: "NOIRLab Astro Data Lab", url: "https://datalab.noirlab.edu/tap" },
  // astroquery's eso/__init__.py.
  { name: "eso", title: "ESO: observations", url: "https://archive.eso.org/tap_obs" },
  { name: "eso-cat", title: "ESO: catalogues", url: "https://archive.eso.org/tap_cat" },
  // firefly; pyvo's tests.
  { name: "gavo", title: "GAVO Data Center", url: "https://dc.g-vo.org/tap" },
  // The VO's clients of 2024 and 2025; http is all it has.
  { name: "chandra", title: "CXC: Chandra Source Catalog", url: "http://cda.harvard.edu/csctap" },
  // NExScI's nexsciTAP; firefly's AsyncTapQuery.java.
  { name: "exoplanets", title: "NASA Exoplanet Archive", url: "https://exoplanetarchive.ipac.caltech.edu/TAP" },
  { name: "koa", title: "KOA: Keck Observatory Archive", url: "https://koa.ipac.caltech.edu/TAP" },
  // Rubin's users; a token is needed.
  { name: "rubin", title: "Rubin Science Platform", url: "https://data.lsst.cloud/api/tap" },
  // astroquery's alma/__init__.py, which lists mirrors, too.
  { name: "alma", title: "ALMA: observations", url: "https://almascience.eso.org/tap" },
  // astroquery's esa modules; firefly.
  { name: "herschel", title: "ESA: Herschel", url: "https://archives.esac.esa.int/hsa/whsa-tap-server/tap" },
  { name: "ejwst", title: "ESA: JWST", url: "https://jwst.esac.esa.int/server/tap" },
  { name: "ehst", title: "ESA: Hubble", url: "https://hst.esac.esa.int/tap-server/tap" },
  { name: "xmm", title: "ESA: XMM-Newton", url: "https://nxsa.esac.esa.int/tap-server/tap" },
];

/** The service of a short name, in letters of any case. */
export function findTapPreset(name: string): TapPreset | undefined {
  return TAP_PRESETS.find((preset) => preset.name === name.trim().toLowerCase());
}
