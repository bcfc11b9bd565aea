import { makeRandom, pick } from "./random.ts";

/** A column of the simulated missions, as `column_list` and `info` describe it. */
export interface SimulatedColumn {
  readonly name: string;
  readonly qualType: "string" | "integer" | "float" | "datetime" | "boolean" | "ra" | "dec";
  readonly isDefault: boolean;
  readonly description: string;
}

export type SimulatedRow = Readonly<Record<string, string | number | boolean | null>>;

export interface SimulatedMission {
  readonly datasetColumn: string;
  /** Right ascension and declination of a row. */
  readonly position: readonly [ra: string, dec: string];
  readonly targetColumn: string;
  readonly columns: readonly SimulatedColumn[];
  readonly rows: readonly SimulatedRow[];
}

const column = (name: string, qualType: SimulatedColumn["qualType"], isDefault = true): SimulatedColumn => ({
  name,
  qualType,
  isDefault,
  // Descriptions end in blanks.
  description: `What ${name} says    (e.g. nothing)    `,
});

/** Hubble: strings padded with blanks, as its database has them. */
function hst(): SimulatedMission {
  const next = makeRandom(1990);
  const rows = Array.from({ length: 1200 }, (_, index): SimulatedRow => {
    const start = Date.UTC(1994, 0, 1) + Math.floor(next() * 9e11);
    const duration = Math.round(next() * 30000) / 10;
    return {
      sci_data_set_name: `J${index.toString(36).toUpperCase().padStart(7, "0")}Q`,
      sci_targname: pick(next, ["NGC-1068", "M101", "DARK", "GAL-CLUS-0026", "HD-104237", "A,B"]),
      sci_instrume: pick(next, ["ACS   ", "WFC3  ", "STIS  ", "COS   "]),
      sci_spec_1234: pick(next, ["F555W", "F814W", "F550M;CLEAR2L", "G140L"]),
      sci_ra: 40.66963 + (next() - 0.5) * 0.4,
      sci_dec: -0.01328 + (next() - 0.5) * 0.4,
      sci_actual_duration: duration,
      sci_pep_id: 4000 + Math.floor(next() * 50),
      sci_start_time: isoOf(start),
      sci_release_date: isoOf(start + 31536e6),
      sci_hlsp: next() < 0.7 ? null : Math.ceil(next() * 4),
      sci_status: next() < 0.1 ? "PROPRIETARY" : "PUBLIC",
    };
  });
  return {
    datasetColumn: "sci_data_set_name",
    position: ["sci_ra", "sci_dec"],
    targetColumn: "sci_targname",
    rows,
    columns: [
      { ...column("search_pos", "string", false), description: "Search Position (RA and Dec)    " },
      column("sci_data_set_name", "string"),
      column("sci_targname", "string"),
      column("sci_instrume", "string"),
      column("sci_spec_1234", "string"),
      column("sci_ra", "ra"),
      column("sci_dec", "dec"),
      column("sci_actual_duration", "float"),
      column("sci_pep_id", "integer"),
      column("sci_start_time", "datetime"),
      column("sci_release_date", "datetime", false),
      column("sci_hlsp", "integer"),
      column("sci_status", "string", false),
      column("ang_sep", "float"),
    ],
  };
}

/** Webb: exposures, each with several stages. */
function jwst(): SimulatedMission {
  const next = makeRandom(2022);
  const rows = Array.from({ length: 800 }, (_, index): SimulatedRow => {
    const program = pick(next, ["1345", "2732", "1366"]);
    const moving = next() < 0.1;
    return {
      ArchiveFileID: 89_000_000 + index * 3,
      fileSetName: `jw0${program}001001_0${2101 + (index % 20)}_${String(index).padStart(5, "0")}`,
      productLevel: "1b, 2a, 2b, 2c",
      targprop: moving ? pick(next, ["IO", "JUPITER-IO", "TITAN"]) : pick(next, ["CEERS-1", "WASP-39", "SMACS-0723"]),
      targ_ra: moving ? null : 214.8 + (next() - 0.5) * 0.5,
      targ_dec: moving ? null : 52.8 + (next() - 0.5) * 0.5,
      instrume: pick(next, ["NIRCAM", "NIRISS", "NIRSPEC", "MIRI"]),
      exp_type: pick(next, ["NRC_IMAGE", "NIS_SOSS", "NRS_IFU", "MIR_MRS"]),
      opticalElements: pick(next, ["F200W", "F444W", "CLEAR;GR700XD", "F290LP;G395H"]),
      date_obs: isoOf(Date.UTC(2022, 5, 1) + Math.floor(next() * 6e10)).slice(0, 10),
      duration: Math.round(next() * 9000) / 10,
      program: Number(program),
      tsovisit: next() < 0.2 ? "T" : "F",
      access: next() < 0.15 ? "EXCLUSIVE" : "PUBLIC",
    };
  });
  return {
    datasetColumn: "fileSetName",
    position: ["targ_ra", "targ_dec"],
    targetColumn: "targprop",
    rows,
    columns: [
      column("ArchiveFileID", "integer"),
      column("fileSetName", "string"),
      column("productLevel", "string"),
      column("targprop", "string"),
      column("targ_ra", "ra"),
      column("targ_dec", "dec"),
      column("instrume", "string"),
      column("exp_type", "string"),
      column("opticalElements", "string"),
      column("date_obs", "datetime"),
      column("duration", "float"),
      column("program", "integer"),
      column("tsovisit", "string", false),
      column("access", "string"),
      column("ang_sep", "float"),
    ],
  };
}

/** As the service writes them: microseconds where there are any, no zone. */
function isoOf(epochMs: number): string {
  const text = new Date(epochMs).toISOString();
  return text.endsWith(".000Z") ? text.slice(0, 19) : `${text.slice(0, -1)}000`;
}

export const SIMULATED_MISSIONS: Readonly<Record<string, SimulatedMission>> = { hst: hst(), jwst: jwst() };
