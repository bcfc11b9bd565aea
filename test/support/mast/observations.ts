import { makeRandom, pick } from "./random.ts";
import type { MastSettings } from "./settings.ts";

/** An observation as the simulated CAOM has it; `obsid` and `objID` are sent as numbers and declared strings. */
export interface SimulatedObservation {
  readonly intentType: string;
  readonly obs_collection: string;
  readonly provenance_name: string;
  readonly instrument_name: string;
  readonly project: string;
  readonly filters: string;
  readonly wavelength_region: string;
  readonly target_name: string;
  readonly target_classification: string | null;
  readonly obs_id: string;
  readonly s_ra: number;
  readonly s_dec: number;
  readonly dataproduct_type: string;
  readonly proposal_pi: string;
  readonly calib_level: number;
  readonly t_min: number;
  readonly t_max: number;
  readonly t_exptime: number;
  readonly em_min: number;
  readonly em_max: number;
  readonly obs_title: string;
  readonly t_obs_release: number;
  readonly proposal_id: string;
  readonly s_region: string;
  readonly jpegURL: string | null;
  readonly dataURL: string | null;
  readonly dataRights: "PUBLIC" | "EXCLUSIVE_ACCESS";
  readonly mtFlag: boolean;
  readonly srcDen: number | null;
  readonly obsid: number;
  readonly objID: number;
}

interface Programme {
  readonly id: string;
  readonly pi: string;
  readonly title: string;
  readonly collection: string;
  readonly instruments: readonly string[];
  readonly filters: readonly string[];
  readonly raDeg: number;
  readonly decDeg: number;
  readonly startMjd: number;
  readonly observations: number;
  readonly isExclusive: boolean;
  readonly isMoving?: true;
}

/** Made up, about places that resolve (`name-lookup.ts`). */
const PROGRAMMES: readonly Programme[] = [
  {
    id: "1345",
    pi: "Finkelstein",
    title: "A Survey of the Extended Groth Strip, with Some Exoplanet Work",
    collection: "JWST",
    instruments: ["NIRCAM/IMAGE", "NIRSPEC/MSA", "MIRI/IMAGE"],
    filters: ["F115W", "F150W", "F200W", "F770W", "F115W;CLEAR"],
    raDeg: 214.9,
    decDeg: 52.9,
    startMjd: 59_750,
    observations: 60,
    isExclusive: true,
  },
  {
    id: "2733",
    pi: "Pontoppidan",
    title: "Early Release Observations",
    collection: "JWST",
    instruments: ["NIRCAM/IMAGE", "MIRI/IMAGE"],
    filters: ["F090W", "F187N", "F212N;F470N"],
    raDeg: 210.80227,
    decDeg: 54.34895,
    startMjd: 59_730,
    observations: 40,
    isExclusive: false,
  },
  {
    id: "5371",
    pi: "Griffiths",
    title: "HST Medium-Deep Survey: Cycle 4",
    collection: "HST",
    instruments: ["WFPC2/WFC", "ACS/WFC", "STIS/CCD"],
    filters: ["F606W", "F814W", "F606W;F814W", "G430L"],
    raDeg: 210.75,
    decDeg: 54.3,
    startMjd: 49_700,
    observations: 120,
    isExclusive: false,
  },
  {
    id: "G011119",
    pi: "O'Dea, C. P.",
    title: "Stars, with 100% of an underscore_ in the title",
    collection: "TESS",
    instruments: ["Photometer"],
    filters: ["TESS"],
    raDeg: 210.9,
    decDeg: 54.4,
    startMjd: 58_700,
    observations: 30,
    isExclusive: false,
  },
  {
    id: "1245",
    pi: "Milam",
    title: "Comets and Asteroids",
    collection: "JWST",
    instruments: ["NIRSPEC/IFU"],
    filters: ["CLEAR;PRISM", "F100LP;G140M"],
    raDeg: 10.68,
    decDeg: 41.27,
    startMjd: 59_800,
    observations: 12,
    isExclusive: false,
    isMoving: true,
  },
];

/** The programme whose products are as many as `settings.largeProducts`, made as they are asked for. */
export const LARGE_PROGRAMME = "99999";
/** Products of each of its observations. */
export const PRODUCTS_PER_LARGE_OBSERVATION = 2000;

const made = new Map<number, readonly SimulatedObservation[]>();

/** All observations of the simulated archive. */
export function observationsOf(settings: MastSettings): readonly SimulatedObservation[] {
  const key = settings.seed * 1_000_003 + settings.largeProducts;
  const known = made.get(key);
  if (known !== undefined) return known;
  const random = makeRandom(settings.seed);
  const all = [...PROGRAMMES, largeProgramme(settings)].flatMap((programme, index) =>
    Array.from({ length: programme.observations }, (_, number) => observe(programme, index, number, random)),
  );
  made.set(key, all);
  return all;
}

function largeProgramme({ largeProducts }: MastSettings): Programme {
  return {
    id: LARGE_PROGRAMME,
    pi: "Large",
    title: "Thousands of Spectra",
    collection: "JWST",
    instruments: ["NIRISS/WFSS"],
    filters: ["F115W;GR150C", "F150W;GR150R"],
    raDeg: 53.16,
    decDeg: -27.79,
    startMjd: 59_900,
    observations: Math.ceil(largeProducts / PRODUCTS_PER_LARGE_OBSERVATION),
    isExclusive: false,
  };
}

function observe(programme: Programme, index: number, number: number, random: () => number): SimulatedObservation {
  const { id, collection, raDeg, decDeg, startMjd, isExclusive } = programme;
  const instrument = pick(random, programme.instruments);
  const s_ra = round(raDeg + (random() - 0.5) * 0.3, 11);
  const s_dec = round(decDeg + (random() - 0.5) * 0.2, 11);
  const t_min = round(startMjd + number + random() * 0.5, 8);
  const t_exptime = round(50 + random() * 5000, 3);
  const isSpectrum = /SPEC|WFSS|STIS/.test(instrument);
  const isExposure = random() < 0.3;
  const obs_id = `${collection.toLowerCase()}${id.toLowerCase()}-o${String(number + 1).padStart(3, "0")}_t001_${instrument.split("/")[0]?.toLowerCase()}`;
  const em_min = round(400 + random() * 1500, 9);
  return {
    intentType: random() < 0.1 ? "calibration" : "science",
    obs_collection: collection,
    provenance_name: `CAL${collection}`,
    instrument_name: instrument,
    project: collection,
    filters: pick(random, programme.filters),
    wavelength_region: "OPTICAL;INFRARED",
    target_name: number % 7 === 0 ? "PARALLEL-FIELD" : `TARGET-${id}-${number}`,
    target_classification: random() < 0.2 ? null : "Galaxy; Field galaxies",
    obs_id,
    s_ra,
    s_dec,
    dataproduct_type: collection === "TESS" ? "timeseries" : isSpectrum ? "spectrum" : "image",
    proposal_pi: programme.pi,
    calib_level: isExposure ? 2 : 3,
    t_min,
    t_max: round(t_min + t_exptime / 86_400, 8),
    t_exptime,
    em_min,
    em_max: round(em_min + 300 * random(), 9),
    obs_title: programme.title,
    t_obs_release: round(t_min + (isExclusive ? 1500 : 1), 5),
    proposal_id: id,
    s_region: `POLYGON ICRS ${s_ra} ${s_dec} ${round(s_ra + 0.02, 8)} ${s_dec} ${s_ra} ${round(s_dec + 0.02, 8)}`,
    jpegURL: isSpectrum ? null : `mast:${collection}/product/${obs_id}_i2d.jpg`,
    dataURL: `mast:${collection}/product/${obs_id}_i2d.fits`,
    dataRights: isExclusive && number % 3 === 0 ? "EXCLUSIVE_ACCESS" : "PUBLIC",
    mtFlag: programme.isMoving === true,
    srcDen: random() < 0.5 ? null : round(random() * 5000, 2),
    obsid: 2_000_000_000 + (index + 1) * 10_000_000 + number,
    objID: 3_000_000_000 + (index + 1) * 10_000_000 + number,
  };
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
