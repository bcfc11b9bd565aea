import { fileNameColumn, type KeywordSet } from "./keyword.ts";

/** What tells the files of each set apart, beside what all have. */
const OWN: Readonly<Record<KeywordSet, readonly string[]>> = {
  Nircam: ["module", "channel", "filter", "pupil", "coronmsk"],
  Niriss: ["filter", "pupil"],
  Nirspec: ["filter", "grating", "fxd_slit", "msastate", "lamp"],
  Miri: ["filter", "channel", "band", "coronmsk"],
  Fgs: ["lamp"],
  GuideStar: ["gdstarid", "gs_order", "gs_mag"],
  Wss: ["ap_type", "corr_id", "visitId", "date_obs", "date_obs_mjd"],
};
const FILE = ["fileSetName", "productLevel", "program", "observtn", "visit_id", "date_obs", "date_obs_mjd"];
const TARGET = ["targprop", "targname", "targ_ra", "targ_dec", "template", "tsovisit", "targtype"];
const EXPOSURE = ["exp_type", "detector", "subarray", "readpatt", "nints", "ngroups", "effexptm", "duration"];

/** The columns that are given where none are asked for. */
export function defaultKeywords(set: KeywordSet): readonly string[] {
  const name = fileNameColumn(set);
  if (set === "Wss") return [name, "apername", ...OWN.Wss, "dataURI"];
  if (set === "GuideStar") {
    return [
      name,
      "fileSetName",
      "program",
      "observtn",
      "visit_id",
      "exp_type",
      "apername",
      ...OWN.GuideStar,
      "dataURI",
    ];
  }
  const rights = ["publicReleaseDate", "isRestricted", "fileSize", "dataURI"];
  return [name, ...FILE, ...TARGET, "apername", ...OWN[set], ...EXPOSURE, ...rights];
}
