/** A mission, or a collection of high-level products, that has a search API of its own. */
export interface Mission {
  /** As the API's address has it. */
  readonly name: string;
  /** The column that says what a row is of: what products are listed by. */
  readonly datasetColumn: string;
  /** Columns to ask for where none are: the service's own choice lacks the data set. */
  readonly defaultColumns?: readonly string[];
}

/**
 * The missions that are known to have the API, by name (astroquery 0.4.12, `mast/missions.py`; `roman_spectra` and `roman_cgi` by its list of
 * addresses). One that is not here can be asked all the same, with its data set column.
 */
export const MISSIONS: ReadonlyMap<string, Mission> = new Map(
  [
    { name: "hst", datasetColumn: "sci_data_set_name" },
    { name: "jwst", datasetColumn: "fileSetName" },
    { name: "roman", datasetColumn: "fileSetName" },
    { name: "roman_spectra", datasetColumn: "fileSetName" },
    { name: "roman_cgi", datasetColumn: "fileSetName" },
    { name: "iue", datasetColumn: "iue_data_id" },
    { name: "classy", datasetColumn: "Target" },
    {
      name: "ullyses",
      datasetColumn: "observation_id",
      defaultColumns: [
        "target_name_ullyses",
        "target_classification",
        "targ_ra",
        "targ_dec",
        "host_galaxy_name",
        "spectral_type",
        "bmv0_mag",
        "u_mag",
        "b_mag",
        "v_mag",
        "gaia_g_mean_mag",
        "star_mass",
        "instrument",
        "grating",
        "filter",
        "observation_id",
      ],
    },
  ].map((mission) => [mission.name, mission]),
);
