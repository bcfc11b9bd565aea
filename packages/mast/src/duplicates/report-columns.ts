import type { ColumnWriter, Field } from "@armillary/columns";
import { separationDeg } from "@armillary/sky";
import { type Comparison, CRITERIA } from "./compare.ts";
import type { CaomProposal } from "./proposal.ts";

/** An observation of CAOM, as far as it is looked at. */
export interface CaomRow {
  readonly obsid: string;
  readonly obs_id: string | null;
  readonly proposal_id: string | null;
  readonly proposal_pi: string | null;
  readonly obs_title: string | null;
  readonly target_name: string | null;
  readonly instrument_name: string | null;
  readonly filters: string | null;
  readonly t_exptime: number | null;
  readonly calib_level: number | null;
  readonly s_ra: number | null;
  readonly s_dec: number | null;
}

/** What is planned has no calibration yet. */
const PLANNED = -1;

/** Name, kind, unit and meaning of each column. */
const COLUMNS: readonly (readonly [
  name: string,
  datatype: "char" | "int" | "double" | "boolean",
  description: string,
  unit?: string,
])[] = [
  ["proposed", "int", "number of the proposed observation, from 1"],
  ["label", "char", "what the proposed observation is called"],
  ["verdict", "char", "DUPLICATE, POSSIBLE (nothing differs, but not all is known or the same), DIFFERENT"],
  ["agrees", "char", "in what the two agree"],
  ["similar", "char", "in what they are similar"],
  ["differs", "char", "in what they differ"],
  ["unknown", "char", "of what one of the two says nothing"],
  ["planned", "boolean", "whether the other observation is still to be made"],
  ["separation_arcsec", "double", "distance of the other's centre", "arcsec"],
  ["program", "char", "programme of the other"],
  ["pi", "char", "its principal investigator"],
  ["target_name", "char", "target of the other"],
  ["instrument_name", "char", "its instrument and mode"],
  ["filters", "char", "its optical elements"],
  ["exposure_s", "double", "its exposure time", "s"],
  ["exposure_ratio", "double", "proposed exposure time by that of the other"],
  ["obs_id", "char", "name of the other observation"],
  ["obsid", "char", "what products of the other are listed by"],
  ["title", "char", "title of its programme"],
];

/** The columns of a report. */
export const REPORT_FIELDS: readonly Field[] = COLUMNS.map(([name, datatype, description, unit]) => ({
  name,
  datatype,
  ...(datatype === "char" ? { arraysize: "*" } : {}),
  ...(unit === undefined ? {} : { unit }),
  description,
  layout:
    datatype === "char"
      ? { kind: "utf8" }
      : datatype === "boolean"
        ? { kind: "bool" }
        : datatype === "int"
          ? { kind: "int", bits: 32, signed: true }
          : { kind: "float", bits: 64 },
}));

/** A row of a report. */
export interface Finding {
  readonly proposal: CaomProposal;
  readonly number: number;
  readonly candidate: CaomRow;
  readonly comparison: Comparison;
}

export function writeFinding(
  writers: readonly ColumnWriter[],
  { proposal, number, candidate, comparison }: Finding,
): void {
  const { target, exposureS } = proposal;
  const { s_ra: ra, s_dec: dec, t_exptime: exposure } = candidate;
  const inWhat = (agreement: string): string =>
    CRITERIA.filter((criterion) => comparison.criteria[criterion] === agreement).join(" ");
  const separation =
    "movingTarget" in target || ra === null || dec === null
      ? null
      : separationDeg(target.raDeg, target.decDeg, ra, dec) * 3600;
  const cells = {
    proposed: number,
    label: proposal.label,
    verdict: comparison.verdict,
    agrees: inWhat("AGREES"),
    similar: inWhat("SIMILAR"),
    differs: inWhat("DIFFERS"),
    unknown: inWhat("UNKNOWN"),
    planned: candidate.calib_level === null ? null : Number(candidate.calib_level) === PLANNED,
    separation_arcsec: separation,
    program: candidate.proposal_id,
    pi: candidate.proposal_pi,
    target_name: candidate.target_name,
    instrument_name: candidate.instrument_name,
    filters: candidate.filters,
    exposure_s: exposure,
    exposure_ratio: exposureS === undefined || exposure === null || !(exposure > 0) ? null : exposureS / exposure,
    obs_id: candidate.obs_id,
    obsid: candidate.obsid,
    title: candidate.obs_title,
  };
  for (const [index, [name]] of COLUMNS.entries()) writers[index]?.append(cells[name as keyof typeof cells]);
}
