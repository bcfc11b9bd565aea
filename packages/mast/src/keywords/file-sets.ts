/** What a JWST file is of, by its name. */
export interface JwstFileName {
  /**
   * The observation that the archive files it under (CAOM `obs_id`): the name without the kind of product. Files of exposures that went into
   * a product of stage 3 are filed under that one's observation instead, which their names do not say.
   */
  readonly observationId: string;
  /** What the mission search calls its data set: the exposure, without detector and segment. Of stage 3 the observation itself. */
  readonly fileSetName: string;
  /** `cal`, `x1dints`, …: the kind of product. */
  readonly productKind: string;
  /** Of exposures: stage 1 or 2; of combinations of them: 3; undefined for guide stars and wavefronts. */
  readonly stage?: 2 | 3;
}

/** jw PPPPP OOO VVV _ GGSAA _ EEEEE - segNNN _ detector. */
const EXPOSURE = /^(jw\d{11}_\d{5}_\d{5})(?:-seg\d{3})?_[a-z0-9]+$/i;
const STAGE_3 = /^jw\d{5}-(?:o\d{3}|c\d{4}|a\d{4})/i;

/**
 * Reads the name of a JWST file: `jw01541001001_04101_00001-seg002_nis_rateints.fits`. Undefined for what is no name of one.
 * @see JWST documentation, "JWST file names"
 */
export function parseJwstFileName(fileName: string): JwstFileName | undefined {
  const stem = /^(jw\w[\w.-]*?)(?:\.[a-z0-9]+)+$/i.exec(fileName.trim())?.[1];
  const last = stem?.lastIndexOf("_") ?? -1;
  if (stem === undefined || last <= 0) return undefined;
  const observationId = stem.slice(0, last);
  const productKind = stem.slice(last + 1);
  const exposure = EXPOSURE.exec(observationId)?.[1];
  if (exposure !== undefined) return { observationId, fileSetName: exposure, productKind, stage: 2 };
  const stage = STAGE_3.test(observationId) ? ({ stage: 3 } as const) : {};
  return { observationId, fileSetName: observationId, productKind, ...stage };
}
