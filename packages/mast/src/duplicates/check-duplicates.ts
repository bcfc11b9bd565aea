import { type ColumnBatch, type ColumnWriter, createColumnWriter, type Field } from "@armillary/columns";
import { DalError, type OperationOptions } from "@armillary/dali";
import { createTableResult, explainFailure, type TableResult } from "@armillary/dali/table";
import type { StreamSummary, TableStream } from "@armillary/formats";
import { separationDeg } from "@armillary/sky";
import { invokeMashup } from "../mashup/invoke.ts";
import type { MastSession } from "../session/session.ts";
import { type CompareOptions, CRITERIA, compareObservations, type Verdict } from "./compare.ts";
import { searchRadiusArcsec } from "./policy.ts";
import { type CaomProposal, caomProposal, type ProposedObservation } from "./proposal.ts";

export interface DuplicateOptions extends OperationOptions, CompareOptions {
  /** Leaves out what is of these programmes: one's own. */
  readonly exceptPrograms?: readonly string[];
  /** `alike` leaves out what differs in anything (default `all`). */
  readonly keep?: "all" | "alike";
  /** Called with every proposed observation that was looked at. */
  readonly onProgress?: (outcome: DuplicateOutcome) => void;
}

/** What was found for a proposed observation. */
export interface DuplicateOutcome {
  readonly label: string;
  /** Observations at its place, or with its name. */
  readonly candidates: number;
  readonly duplicates: number;
  readonly possible: number;
}

export interface DuplicateSummary extends StreamSummary {
  readonly complete: boolean;
  /** One for each proposed observation that was looked at, in their order. */
  readonly outcomes: readonly DuplicateOutcome[];
  /** What the report does not say. */
  readonly notes: readonly string[];
  readonly elapsedMs: number;
}

export type DuplicateReport<Row = Record<string, unknown>> = TableResult<Row, DuplicateSummary>;

/** An observation of CAOM, as far as it is looked at. */
interface CaomRow {
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

const CAOM_COLUMNS =
  "obsid,obs_id,proposal_id,proposal_pi,obs_title,target_name,instrument_name,filters,t_exptime,calib_level,s_ra,s_dec";
/** What is planned has no calibration yet. */
const PLANNED = -1;
const CAVEATS = [
  "Footprints of what is planned are not final: their orientation is only known when they are scheduled. Whether a duplicate is genuine, the programmes' APT files say.",
  "Whether fields overlap by less than half, which may excuse a duplicate, is not judged.",
];

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

const FIELDS: readonly Field[] = COLUMNS.map(([name, datatype, description, unit]) => ({
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

/**
 * Looks whether proposed observations of JWST repeat what was observed or is planned: for each, every observation at its place (or with a moving target's name), in what the two
 * agree and differ, and a verdict by the policy's criteria (`policy.ts` has them with their sources). A report: the judgement is the proposer's.
 *
 * Places are searched as MAST does it, by any part of an aperture that is within the radius.
 * @throws DalError code DAL_USAGE for a proposal that cannot be compared, when its turn comes; as `invokeMashup`
 */
export async function checkDuplicates<Row = Record<string, unknown>>(
  session: MastSession,
  proposed: Iterable<ProposedObservation> | AsyncIterable<ProposedObservation>,
  { exceptPrograms = [], keep = "all", onProgress, exposureFactor, ...options }: DuplicateOptions = {},
): Promise<DuplicateReport<Row>> {
  const startMs = performance.now();
  const url = `${session.baseUrl}/api/v0/invoke`;
  if (exposureFactor !== undefined && !(exposureFactor >= 1 && Number.isFinite(exposureFactor))) {
    throw new DalError("DAL_USAGE", `Exposure times are similar within a factor from 1 on: not ${exposureFactor}.`);
  }
  const outcomes: DuplicateOutcome[] = [];
  const without = new Set(exceptPrograms.map(plainProgram));
  let rows = 0;

  const examine = async (proposal: CaomProposal, number: number): Promise<ColumnBatch> => {
    const writers = FIELDS.map(({ layout }) => createColumnWriter(layout));
    const counts: Record<Verdict, number> = { DUPLICATE: 0, POSSIBLE: 0, DIFFERENT: 0 };
    const result = await invokeMashup<CaomRow>(session, {
      ...options,
      ...questionOf(proposal),
      types: { t_exptime: "double" },
    });
    for await (const candidate of result.rows()) {
      if (without.has(plainProgram(candidate.proposal_id ?? ""))) continue;
      const comparison = compareObservations(
        proposal,
        {
          targetName: candidate.target_name ?? "",
          instrumentName: candidate.instrument_name ?? "",
          filters: candidate.filters ?? "",
          ...(candidate.t_exptime === null ? {} : { exposureS: candidate.t_exptime }),
        },
        exposureFactor === undefined ? {} : { exposureFactor },
      );
      counts[comparison.verdict]++;
      if (keep === "alike" && comparison.verdict === "DIFFERENT") continue;
      writeRow(writers, { proposal, number, candidate, comparison });
    }
    const outcome = {
      label: proposal.label,
      candidates: counts.DUPLICATE + counts.POSSIBLE + counts.DIFFERENT,
      duplicates: counts.DUPLICATE,
      possible: counts.POSSIBLE,
    };
    outcomes.push(outcome);
    onProgress?.(outcome);
    return { rows: writers[0]?.length ?? 0, columns: writers.map((writer) => writer.take()) };
  };

  let settle: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const table: TableStream = {
    fields: FIELDS,
    metadata: { params: [], infos: [] },
    async *batches() {
      try {
        let number = 0;
        for await (const one of proposed) {
          const batch = await examine(caomProposal(one, number), ++number);
          rows += batch.rows;
          if (batch.rows > 0) yield batch;
        }
      } finally {
        settle?.();
      }
    },
    get summary() {
      return ended.then(() => ({ status: "OK" as const, rows, bytesRead: 0, diagnostics: [] }));
    },
    close: async () => settle?.(),
  };
  return createTableResult<Row, DuplicateSummary>({
    table,
    url,
    bytesRead: () => 0,
    explain: (thrown) => explainFailure(thrown, url),
    summarize: (summary, complete) => ({
      ...summary,
      complete,
      outcomes: [...outcomes],
      notes: CAVEATS,
      elapsedMs: performance.now() - startMs,
    }),
  });
}

/** A cone around a field; a name, which moving targets alone are known by. */
function questionOf({ target, instrument, mode, radiusArcsec }: CaomProposal): {
  readonly service: string;
  readonly params: {
    readonly columns: string;
    readonly filters: readonly {
      readonly paramName: string;
      readonly values: readonly string[];
      readonly freeText?: string;
    }[];
    readonly position?: string;
  };
} {
  const webb = { paramName: "obs_collection", values: ["JWST"] };
  if ("movingTarget" in target) {
    // Wildcards of MAST's in a name would find more; what is found is compared word by word.
    const freeText = `%${target.movingTarget.trim()}%`;
    const filters = [
      webb,
      { paramName: "mtFlag", values: ["true"] },
      { paramName: "target_name", values: [], freeText },
    ];
    return { service: "Mast.Caom.Filtered", params: { columns: CAOM_COLUMNS, filters } };
  }
  const radiusDeg = (radiusArcsec ?? searchRadiusArcsec(instrument, mode)) / 3600;
  const position = `${target.raDeg}, ${target.decDeg}, ${radiusDeg}`;
  return { service: "Mast.Caom.Filtered.Position", params: { columns: CAOM_COLUMNS, filters: [webb], position } };
}

interface Finding {
  readonly proposal: CaomProposal;
  readonly number: number;
  readonly candidate: CaomRow;
  readonly comparison: ReturnType<typeof compareObservations>;
}

function writeRow(writers: readonly ColumnWriter[], { proposal, number, candidate, comparison }: Finding): void {
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

/** `01345` and `1345` are one. */
function plainProgram(program: string): string {
  return program.trim().replace(/^0+(?=\d)/, "");
}
