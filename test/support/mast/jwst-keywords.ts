import { filteredTable } from "./filtered-table.ts";
import { type MashupService, type Row, type SentRequest, ServiceError, type ServiceTable } from "./mashup-services.ts";
import { makeRandom, pick } from "./random.ts";

const SETS = ["Nircam", "Niriss", "Nirspec", "Miri", "Fgs"] as const;
const SHORT: Readonly<Record<(typeof SETS)[number], string>> = {
  Nircam: "nrca1",
  Niriss: "nis",
  Nirspec: "nrs1",
  Miri: "mirimage",
  Fgs: "guider1",
};
const FIXED = ["WASP-39", "HAT-P-18", "TRAPPIST-1"];
const BODIES = ["IO-TRAILING", "TITAN", "JUPITER-IO", "RATIO-FIELD"];

/** Columns of dates are not to be filtered by: the service fails. */
const DATES = new Set(["date_obs", "publicReleaseDate"]);

/** Files of an instrument: exposures of three programmes, and what was made of them. */
function filesOf(set: (typeof SETS)[number]): readonly Row[] {
  const random = makeRandom(set.length * 977);
  return Array.from({ length: 240 }, (_, index): Row => {
    const program = pick(random, ["1366", "2734", "1373"]);
    const isMoving = program === "1373";
    const isStage3 = index % 8 === 0;
    const observation = 1 + (index % 5);
    const exposure = `jw0${program}00${observation}001_0${2101 + (index % 9)}_${String(1 + (index % 4)).padStart(5, "0")}`;
    const stem = isStage3
      ? `jw0${program}-o00${observation}_t001_${set.toLowerCase()}_clear-${index}`
      : `${exposure}-seg00${1 + (index % 3)}_${SHORT[set]}`;
    const startMs = Date.UTC(2022, 5, 1) + Math.floor(random() * 9e9);
    const releaseMs = startMs + 31_536_000_000;
    return {
      ArchiveFileID: 89_000_000 + index,
      filename: `${stem}_${isStage3 ? "x1dints" : pick(random, ["cal", "rate", "x1dints"])}.fits`,
      fileSetName: isStage3 ? stem : exposure,
      productLevel: isStage3 ? "3" : pick(random, ["2a", "2b"]),
      program,
      observtn: String(observation),
      visit_id: `0${program}00${observation}001`,
      category: pick(random, ["GO", "ERS", "COM"]),
      date_obs: `/Date(${startMs})/`,
      date_obs_mjd: mjdOf(startMs),
      targprop: isMoving ? pick(random, BODIES) : pick(random, FIXED),
      targname: isMoving ? null : pick(random, FIXED),
      targ_ra: isMoving ? null : 217.32 + random() / 10,
      targ_dec: isMoving ? null : -3.44 + random() / 10,
      targtype: isMoving ? "MOVING" : "FIXED",
      template: "Made-up Template",
      tsovisit: random() < 0.4 ? "t" : "f",
      apername: `${set.toUpperCase()}_FULL`,
      filter: pick(random, ["F200W", "F444W", "CLEAR"]),
      pupil: "GR700XD",
      module: "A",
      channel: "SHORT",
      coronmsk: null,
      grating: "G395H",
      fxd_slit: null,
      msastate: null,
      lamp: "NONE",
      band: null,
      exp_type: set === "Niriss" ? "NIS_SOSS" : "NRC_IMAGE",
      detector: SHORT[set].toUpperCase(),
      subarray: "FULL",
      readpatt: "NISRAPID",
      nints: 1 + Math.floor(random() * 40),
      ngroups: 3,
      effexptm: Math.round(random() * 90_000) / 100,
      duration: Math.round(random() * 99_000) / 100,
      publicReleaseDate: `/Date(${releaseMs})/`,
      publicReleaseDate_mjd: mjdOf(releaseMs),
      isRestricted: false,
      fileSize: 10_546_560 + index,
      dataURI: `mast:JWST/product/${stem}_cal.fits`,
      newkwd: index,
    };
  });
}

function mjdOf(epochMs: number): number {
  return epochMs / 86_400_000 + 40_587;
}

/** Types as declared; `nints` says nothing true. */
function fieldsOf(rows: readonly Row[]): ServiceTable["fields"] {
  return Object.entries(rows[0] ?? {}).map(([name, value]) => ({
    name,
    type:
      typeof value === "boolean"
        ? "boolean"
        : typeof value !== "number"
          ? "string"
          : /_mjd|_ra|_dec|tm$|duration/.test(name)
            ? "float"
            : "int",
  }));
}

function keywordService(rows: readonly Row[]): MashupService {
  return (request: SentRequest) => {
    for (const { paramName } of (request.params["filters"] ?? []) as readonly { readonly paramName: string }[]) {
      if (DATES.has(paramName))
        throw new ServiceError("Arithmetic overflow error converting expression to data type datetime.");
    }
    return filteredTable(request, { fields: fieldsOf(rows), rows });
  };
}

/** Guide stars: their service spells the name of the file otherwise. */
const GUIDE_STARS: readonly Row[] = Array.from({ length: 12 }, (_, index) => ({
  fileName: `jw01366001001_gs-fg_20222110${10 + index}_cal.fits`,
  fileSetName: `jw01366001001_gs-fg_20222110${10 + index}`,
  program: "1366",
  observtn: "1",
  visit_id: "01366001001",
  exp_type: "FGS_FINEGUIDE",
  apername: "FGS1_FULL",
  gdstarid: `N4FF00586${index % 2}`,
  gs_order: 1 + (index % 3),
  gs_mag: 16.5,
  dataURI: "mast:JWST/product/gs.fits",
}));

/** `Mast.Jwst.Filtered.*`. */
export const KEYWORD_SERVICES: Readonly<Record<string, MashupService>> = Object.fromEntries([
  ...SETS.map((set) => [`Mast.Jwst.Filtered.${set}`, keywordService(filesOf(set))] as const),
  ["Mast.Jwst.Filtered.GuideStar", keywordService(GUIDE_STARS)] as const,
]);
