import type { KeywordType } from "./keyword.ts";

/** Names by type, blanks between them. */
type NamesByType = Readonly<Partial<Record<KeywordType, string>>>;

/**
 * What all science instruments have, in no order. The names are those of a row of `Mast.Jwst.Filtered.Niriss` and the types those of its values
 * (spacetelescope/mast_notebooks, SI_keyword_exoplanet_search, run of 2024-05-02); every `date…` has a twin `…_mjd`.
 */
export const COMMON_KEYWORDS: NamesByType = {
  text: `filename fileSetName productLevel act_id apername asnpool asntable bkgdtarg bkgsub category cont_id datamode
    dataprob detector eng_qual exp_type exposure expripar filter gdstarid hga_move instrume intarget is_psf lamp obs_id
    observtn obslabel origin pcs_mode pi_name pps_aper prd_ver program readpatt scicat sdp_ver selfref seq_id subarray
    subcat targname targoopp targprop targtype telescop template timesys title tsovisit visit visit_id visitgrp visitsta
    visitype zerofram errtype wtype datamodl exp_only obsfoldr opmode osf_file masterbg scatfile srctyapt tcatfile
    patttype crowdfld engqlptg oss_ver dirimage segmfile compress bkgmeth targcat targdesc gsc_ver cal_ver cal_vcs
    crds_ctx crds_ver checksum isRestricted isItar isStale dataURI s_region`,
  real: `bartdelt bkglevel duration effexptm effinttm gs_dec gs_mag gs_ra gs_udec gs_umag gs_ura helidelt mu_dec mu_ra
    prop_dec prop_ra targ_dec targ_ra targudec targura tframe tgroup tsample xoffset yoffset sctarate texptime gs_v3_pa
    pixfrac pxsclrt va_dec va_ra primecrs extncrs`,
  integer: `ArchiveFileID drpfrms1 drpfrms3 expcount fastaxis frmdivsr groupgap gs_order nexposur nextend nframes ngroups
    nints nresets nrststrt nsamples numdthpt sca_num slowaxis subsize1 subsize2 substrt1 substrt2 exsegnum exsegtot
    intstart intend patt_num pattsize pridtpts subpxpts noutputs nrimdtpt fileSize FileTypeID FileSetId`,
  mjd: `bendtime bmidtime bstrtime expend expmid expstart hendtime hmidtime hstrtime nwfsest pwfseet`,
  date: `date date_end date_obs date_beg gsendtim gsstrttm mu_epoch visitend vststart expsteng ingestStartDate
    ingestCompletionDate publicReleaseDate`,
};

/**
 * What an instrument has of its own. NIRISS by the same row; the others by the column lists of clients that ask for them (mastquery's `jwst.py`,
 * a MAST staff member's `JwstFilteredQuery`, stpsf's `mast_wss.py`): what each service has beyond, `fetchKeywords` asks it.
 */
export const OWN_KEYWORDS: Readonly<Record<string, NamesByType>> = {
  Nircam: { text: "module channel pupil coronmsk pridtype subpxpat smgrdpat" },
  Niriss: { text: "pupil", real: "focuspos fwcpos pwcpos gainfact rois roiw wpower" },
  Nirspec: {
    text: "grating fxd_slit msastate msametfl msaconid preimage nod_type subpxpat",
    integer: "msametid",
    real: "nrs_norm nrs_ref",
  },
  Miri: { text: "channel band coronmsk dithdirc", integer: "mirngrps mirnfrms dithopfr dithpnts" },
  Fgs: {},
  GuideStar: {
    text: `fileName fileSetName productLevel apername category detector exp_type gdstarid instrume obs_id observtn pi_name
      program readpatt subarray targname visit visit_id dataURI`,
    real: "gs_dec gs_mag gs_ra gs_udec gs_umag gs_ura gs_v3_pa duration",
    integer: "gs_order nints ngroups fileSize",
    date: "date_obs date_beg date_end gsendtim gsstrttm",
  },
  Wss: { text: "fileName ap_type apername corr_id visitId activity dataURI", date: "date_obs" },
};

/** What a keyword says, of those that questions are asked by. Units: seconds, degrees, arcseconds and days as FITS has them. */
export const KEYWORD_DESCRIPTIONS: Readonly<Record<string, string>> = {
  filename: "name of the FITS file",
  fileName: "name of the FITS file",
  fileSetName: "name of the file set that the file is of: what the mission search calls a data set",
  productLevel: "stage of calibration: 1b, 2a, 2b, 2c, 3",
  apername: "aperture that was used (SIAF)",
  pps_aper: "aperture that was planned",
  category: "kind of programme: GO, GTO, ERS, DD, CAL, COM",
  date_obs: "UTC start of the observation",
  date_beg: "UTC start of the exposure",
  date_end: "UTC end of the exposure",
  detector: "detector that the file is of",
  duration: "time of an exposure with all that belongs to it, s",
  effexptm: "exposure time that counts, s",
  effinttm: "time of one integration that counts, s",
  exp_type: "kind of exposure: NRC_IMAGE, NIS_SOSS, MIR_MRS, …",
  expripar: "whether the exposure is prime, or a parallel of another",
  filter: "filter in the beam",
  pupil: "element in the pupil wheel: a filter, a grism, a mask",
  grating: "disperser in the beam",
  coronmsk: "coronagraphic mask",
  channel: "of NIRCam SHORT and LONG; of MIRI's spectrometer 12 and 34",
  band: "of MIRI's spectrometer SHORT, MEDIUM, LONG",
  module: "half of NIRCam: A, B, MULTIPLE",
  fxd_slit: "fixed slit",
  lamp: "lamp that was on; NONE for the sky",
  gdstarid: "guide star (Guide Star Catalog)",
  gs_mag: "magnitude of the guide star",
  is_psf: "whether it is a star for the subtraction of another",
  nints: "integrations in the exposure",
  ngroups: "groups in an integration",
  numdthpt: "dither positions",
  obs_id: "name of the exposure in the programme (V…P…)",
  observtn: "number of the observation in its programme",
  pcs_mode: "how the telescope was pointed: FINEGUIDE, TRACK, COARSE",
  pi_name: "principal investigator",
  program: "number of the programme",
  prop_dec: "declination that was proposed, deg",
  prop_ra: "right ascension that was proposed, deg",
  publicReleaseDate: "when everybody may have the file",
  readpatt: "how the detector was read",
  subarray: "part of the detector that was read",
  targ_dec: "declination of the target at the time, deg",
  targ_ra: "right ascension of the target at the time, deg",
  targname: "standard name of the target",
  targoopp: "whether it is a target of opportunity",
  targprop: "the proposer's name for the target",
  targtype: "FIXED, MOVING or GENERIC",
  template: "observing template of APT",
  title: "title of the programme",
  tsovisit: "whether it is a time-series observation",
  visit_id: "programme, observation and visit",
  visitype: "kind of visit: PRIME_TARGETED_FIXED, PRIME_TARGETED_MOVING, …",
  isRestricted: "whether the file is under exclusive access",
  dataURI: "what downloads are asked by",
  ap_type: "kind of wavefront product: OPD",
  corr_id: "correction that the wavefront was measured for",
};
