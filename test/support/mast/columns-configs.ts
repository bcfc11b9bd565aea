import { type MastApi, sendJson } from "./api.ts";
import { TIC_CONFIG } from "./catalogs.ts";
import { FIELDS_OF_OBSERVATIONS, FIELDS_OF_PRODUCTS } from "./columns.ts";

/** What the portal says of columns, in its own keys; those that are not here are plain text. */
const ABOUT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  obs_collection: {
    text: "Mission",
    separator: ";",
    "vot.ucd": "meta.id",
    "vot.description": "Collection",
    example: "E.g. SWIFT, PS1, HST, IUE",
  },
  project: { text: "Project", separator: ";", example: "E.g. HST, HLA, EUVE" },
  filters: { text: "Filters", separator: ";", separatorType: "split", "vot.ucd": "phys.transmission;instr.filter" },
  wavelength_region: { text: "Waveband", separator: ";", example: "EUV, XRAY, OPTICAL" },
  target_classification: { text: "Target Classification", separator: ";" },
  s_ra: { text: "RA", "vot.datatype": "double", "vot.ucd": "pos.eq.ra;meta.main", "vot.unit": "deg" },
  s_dec: { text: "Dec", "vot.datatype": "double", "vot.ucd": "pos.eq.dec;meta.main", "vot.unit": "deg" },
  t_min: { text: "Start Time", isMjd: true, isDate: true, "vot.datatype": "double", "vot.unit": "d", unit: "MJD" },
  t_max: { text: "End Time", isMjd: true, isDate: true, "vot.datatype": "double", "vot.unit": "d", unit: "MJD" },
  t_obs_release: { text: "Release Date", isMjd: true, "vot.datatype": "double", unit: "MJD" },
  t_exptime: {
    text: "Exposure Length",
    "vot.datatype": "double",
    "vot.unit": "s",
    unit: "sec",
    "vot.description": "Exposure time",
  },
  em_min: { text: "Min. Wavelength", "vot.datatype": "double", "vot.unit": "nm" },
  em_max: { text: "Max. Wavelength", "vot.datatype": "double", "vot.unit": "nm" },
  calib_level: { text: "Calibration Level", "vot.datatype": "int", "vot.ucd": "meta.code.status" },
  obsid: { text: "Product Group ID", "vot.datatype": "long" },
  objID: { text: "Object ID", "vot.datatype": "long" },
  distance: { text: 'Distance (")', "vot.datatype": "float", "vot.unit": "arcsec", "vot.ucd": "pos.angDistance" },
  mtFlag: { text: "Moving Target", type: "boolean" },
  srcDen: { text: "Associated Catalogs", "vot.datatype": "float" },
  size: { text: "File Size", "vot.datatype": "long", "vot.unit": "byte" },
};

function configOf(names: readonly string[]): Record<string, unknown> {
  const columns = names.map((name) => [
    name,
    { "vot.datatype": "char", "vot.ID": name, "vot.name": name, ...(Object.hasOwn(ABOUT, name) ? ABOUT[name] : {}) },
  ]);
  return {
    _selected_: { text: "selected", add: true, type: "boolean", hidden: true },
    ...Object.fromEntries(columns),
    s_fov: { remove: true, text: "FOV", ignoreValue: 0 },
  };
}

/** By the name of a service; others of this folder add theirs. */
export const COLUMNS_CONFIGS: Readonly<Record<string, Record<string, unknown>>> = {
  "Mast.Caom.Cone": configOf([...FIELDS_OF_OBSERVATIONS.map(({ name }) => name), "distance"]),
  "Mast.Catalogs.Tess.Cone": TIC_CONFIG,
  "Mast.Caom.Products": configOf(FIELDS_OF_PRODUCTS.map(({ name }) => name)),
};

/** An object without columns for a name that is not known. */
export const COLUMNS_CONFIG: MastApi = {
  name: "columns config",
  paths: /^\/portal\/Mashup\/Mashup\.asmx\/columnsconfig$/,
  answer(call) {
    const id = call.form.get("colConfigId") ?? "";
    sendJson(call, Object.hasOwn(COLUMNS_CONFIGS, id) ? COLUMNS_CONFIGS[id] : {});
  },
};
