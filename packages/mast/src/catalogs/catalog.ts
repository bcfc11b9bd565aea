/** A catalogue that Mashup has services for. */
export interface Catalog {
  /** As it is asked for: `hsc`. */
  readonly name: string;
  readonly title: string;
  /** The newest first; catalogues without versions have one, without a number. */
  readonly versions: readonly CatalogVersion[];
}

export interface CatalogVersion {
  readonly version?: number;
  /** All around a place. */
  readonly cone?: string;
  /** By filters; each name has those of the others behind it: `.Position`, `.Rows`, `.Count`. */
  readonly filtered?: FilteredServices;
  /** Pairs of a table's rows with its own. */
  readonly crossmatch?: string;
  /** What the portal knows of its columns, where it filters. */
  readonly columnsConfig?: string;
  /** What says which of them hold numbers. */
  readonly histograms?: string;
  /** Rows that a cone gives at most, and the parameter that says how many: more are left out without a word. */
  readonly limit?: { readonly parameter: string; readonly rows: number };
  /** Parameters of its own, with their defaults. */
  readonly parameters?: Readonly<Record<string, number>>;
}

/** Services that filter: some count apart, some give rows apart. */
export interface FilteredServices {
  readonly rows: string;
  readonly count?: string;
  readonly rowsAround?: string;
  readonly countAround?: string;
  /** Whether a count is a question of its own service rather than `COUNT_BIG(*)`. */
  readonly countsApart?: boolean;
}

/** Rows and counts apart: a count of `.Rows` ends with an error ("Incorrect syntax near '*'."). */
function tessServices(name: "Tic" | "Ctl"): FilteredServices {
  const base = `Mast.Catalogs.Filtered.${name}`;
  return {
    rows: `${base}.Rows`,
    count: base,
    rowsAround: `${base}.Position.Rows`,
    countAround: `${base}.Position`,
  };
}

const HSC_LIMIT = { parameter: "nr", rows: 50_000 };
const HSC_PARAMETERS = { ni: 1, magtype: 1 };

/**
 * Catalogues by name: services and limits by the MAST API's list of services and astroquery 0.4.12 (`mast/collections.py`). One that is not here can be asked
 * for by the name that its services have: `Plato` for `Mast.Catalogs.Plato.Cone`.
 */
export const CATALOGS: ReadonlyMap<string, Catalog> = new Map(
  (
    [
      {
        name: "hsc",
        title: "Hubble Source Catalog",
        versions: [
          {
            version: 3,
            cone: "Mast.Hsc.Db.v3",
            crossmatch: "Mast.Hsc.Crossmatch.MagAper2v3",
            limit: HSC_LIMIT,
            parameters: HSC_PARAMETERS,
          },
          { version: 2, cone: "Mast.Hsc.Db.v2", limit: HSC_LIMIT, parameters: HSC_PARAMETERS },
        ],
      },
      {
        name: "gaia",
        title: "Gaia",
        versions: [3, 2, 1].map((version) => ({
          version,
          cone: `Mast.Catalogs.GaiaDR${version}.Cone`,
          crossmatch: `Mast.GaiaDR${version}.Crossmatch`,
        })),
      },
      {
        name: "tgas",
        title: "Tycho-Gaia Astrometric Solution",
        versions: [{ cone: "Mast.Catalogs.Tgas.Cone", crossmatch: "Mast.Tgas.Crossmatch" }],
      },
      {
        name: "tic",
        title: "TESS Input Catalog",
        versions: [
          {
            cone: "Mast.Catalogs.Tic.Cone",
            filtered: tessServices("Tic"),
            crossmatch: "Mast.Tic.Crossmatch",
            columnsConfig: "Mast.Catalogs.Tess.Cone",
            histograms: "Mast.Catalogs.All.Tic",
          },
        ],
      },
      {
        name: "ctl",
        title: "TESS Candidate Target List",
        versions: [
          {
            cone: "Mast.Catalogs.Ctl.Cone",
            filtered: tessServices("Ctl"),
            crossmatch: "Mast.Ctl.Crossmatch",
            columnsConfig: "Mast.Catalogs.Tess.Cone",
            histograms: "Mast.Catalogs.All.Tic",
          },
        ],
      },
      {
        name: "galex",
        title: "GALEX",
        versions: [
          {
            cone: "Mast.Galex.Catalog",
            crossmatch: "Mast.Galex.Crossmatch",
            limit: { parameter: "maxrecords", rows: 50_000 },
          },
        ],
      },
      {
        name: "diskdetective",
        title: "Disk Detective",
        versions: [
          {
            cone: "Mast.Catalogs.DiskDetective.Cone",
            filtered: {
              rows: "Mast.Catalogs.Filtered.DiskDetective",
              count: "Mast.Catalogs.Filtered.DiskDetective.Count",
              rowsAround: "Mast.Catalogs.Filtered.DiskDetective.Position",
              countAround: "Mast.Catalogs.Filtered.DiskDetective.Position.Count",
              countsApart: true,
            },
            columnsConfig: "Mast.Catalogs.Dd.Cone",
            histograms: "Mast.Catalogs.All.DiskDetective",
          },
        ],
      },
      { name: "plato", title: "All-sky PLATO Input Catalog", versions: [{ cone: "Mast.Catalogs.Plato.Cone" }] },
      { name: "sdss", title: "Sloan Digital Sky Survey", versions: [{ crossmatch: "Mast.Sdss.Crossmatch" }] },
      { name: "2mass", title: "Two Micron All Sky Survey", versions: [{ crossmatch: "Mast.2Mass.Crossmatch" }] },
      { name: "caom", title: "observations of all missions", versions: [{ crossmatch: "Mast.Caom.Crossmatch" }] },
    ] satisfies Catalog[]
  ).map((catalog: Catalog) => [catalog.name, catalog]),
);
