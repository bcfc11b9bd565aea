import { type ColumnBatch, createColumnWriter } from "@armillary/columns";
import { DalError, type OperationOptions } from "@armillary/dali";
import { createTableResult, explainFailure, type TableResult } from "@armillary/dali/table";
import { type StreamSummary, tableOfBatches } from "@armillary/formats";
import { invokeMashup } from "../mashup/invoke.ts";
import type { MastSession } from "../session/session.ts";
import { type CompareOptions, compareObservations, type Verdict } from "./compare.ts";
import { searchRadiusArcsec } from "./policy.ts";
import { type CaomProposal, caomProposal, type ProposedObservation } from "./proposal.ts";
import { type CaomRow, REPORT_FIELDS, writeFinding } from "./report-columns.ts";

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

const CAOM_COLUMNS =
  "obsid,obs_id,proposal_id,proposal_pi,obs_title,target_name,instrument_name,filters,t_exptime,calib_level,s_ra,s_dec";
const CAVEATS = [
  "Footprints of what is planned are not final: their orientation is only known when they are scheduled. Whether a duplicate is genuine, the programmes' APT files say.",
  "Whether fields overlap by less than half, which may excuse a duplicate, is not judged.",
];

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

  const examine = async (proposal: CaomProposal, number: number): Promise<ColumnBatch> => {
    const writers = REPORT_FIELDS.map(({ layout }) => createColumnWriter(layout));
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
      writeFinding(writers, { proposal, number, candidate, comparison });
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

  const examined = async function* (): AsyncGenerator<ColumnBatch, void, void> {
    let number = 0;
    for await (const one of proposed) {
      const batch = await examine(caomProposal(one, number), ++number);
      if (batch.rows > 0) yield batch;
    }
  };
  return createTableResult<Row, DuplicateSummary>({
    table: tableOfBatches(REPORT_FIELDS, examined()),
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

/** `01345` and `1345` are one. */
function plainProgram(program: string): string {
  return program.trim().replace(/^0+(?=\d)/, "");
}
