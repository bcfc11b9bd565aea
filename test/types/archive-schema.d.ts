// Tables of the archive of the type tests, as armillary found them declared.

/**
 * Observations, as ObsCore 1.1 has them.
 *
 * Table ivoa.obscore
 */
export interface IvoaObscore {
  /** UCD meta.ref.ivoid · Type char[*] */
  readonly obs_publisher_did: string | null;
  /** UCD meta.id · Type char[*] */
  readonly obs_id: string | null;
  /**
   * 0 to 4: 0 is raw.
   *
   * UCD meta.code;obs.calib · Type int
   */
  readonly calib_level: number | null;
  /**
   * Right ascension, ICRS.
   *
   * Unit deg · UCD pos.eq.ra · Type double
   */
  readonly s_ra: number | null;
  /**
   * Declination, ICRS.
   *
   * Unit deg · UCD pos.eq.dec · Type double
   */
  readonly s_dec: number | null;
  /** xtype polygon · Type double[*] */
  readonly s_region: readonly number[] | null;
  /** Unit d · xtype mjd · Type double */
  readonly t_min: number | null;
  /** Unit kbyte · Type long */
  readonly access_estsize: bigint | null;
}

/** Table gaiadr3.gaia_source */
export interface Gaiadr3GaiaSource {
  /** UCD meta.id;meta.main · Type long */
  readonly source_id: bigint | null;
  /** Unit deg · UCD pos.eq.ra;meta.main · Type double */
  readonly ra: number | null;
  /** Unit deg · UCD pos.eq.dec;meta.main · Type double */
  readonly dec: number | null;
  /** Unit mas · Type double */
  readonly parallax: number | null;
  /** Unit mag · Type float */
  readonly phot_g_mean_mag: number | null;
  /** Type boolean */
  readonly has_xp_sampled: boolean | null;
  /** Type char[*] */
  readonly Designation: string | null;
}

/** Table gaiadr3.vari_summary */
export interface Gaiadr3VariSummary {
  /** Type BIGINT */
  readonly source_id: bigint | null;
  /** Type adql:VARCHAR */
  readonly best_class: string | null;
  /** Unit d · Type DOUBLE */
  readonly period: number | null;
}

/**
 * Ends a comment *\/ here, or \@deprecated here.
 *
 * Table "J/A+A/1"."table.2"
 */
export interface JAA1Table2 {
  /** Type INTEGER */
  readonly recno: number | null;
  /** Type DOUBLE */
  readonly _RAJ2000: number | null;
  /**
   * Mean error
   *
   * Type REAL
   */
  readonly e_Plx: number | null;
  /**
   * Quality of the mean error
   *
   * Type CHAR(1)
   */
  readonly E_Plx: string | null;
  /** Type VARCHAR(20) */
  readonly "Sp. type": string | null;
}

/** Every table by the name that a query calls it by. */
export interface Schema {
  readonly "ivoa.obscore": IvoaObscore;
  readonly "gaiadr3.gaia_source": Gaiadr3GaiaSource;
  readonly "gaiadr3.vari_summary": Gaiadr3VariSummary;
  readonly '"J/A+A/1"."table.2"': JAA1Table2;
}
