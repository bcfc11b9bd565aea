import { parseAngleDeg } from "@armillary/dali";
import type { FormatName } from "@armillary/formats/vocabulary";
import {
  checkDuplicates,
  checkProposal,
  type DuplicateReport,
  type DuplicateSummary,
  type ProposedObservation,
  readProposals,
} from "@armillary/mast";
import { usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { placeOfTarget, type ReadTarget, readTarget } from "../../mast/mast-target.ts";
import { narrowRows } from "../../mast/narrow-rows.ts";
import { printableLine } from "../../printable.ts";
import { printCount, printCounted } from "../../quantities.ts";
import { tellNote } from "../../warnings.ts";
import { isChatty } from "../deliver.ts";
import { type Inputs, openInputs } from "../open-inputs.ts";
import { type Asking, type MastTableArguments, writeRows } from "./write-rows.ts";

export interface DuplicatesArguments extends MastTableArguments {
  /** A table of proposed observations. */
  readonly input?: string;
  /** Or one, of a name or a position, or of a moving body. */
  readonly target?: string;
  readonly moving?: string;
  readonly instrument?: string;
  readonly elements?: readonly string[];
  readonly exposureS?: number;
  /** An angle with its unit. */
  readonly radius?: string;
  /** Programmes that are left out. */
  readonly except: readonly string[];
  readonly exposureFactor?: number;
  readonly alike: boolean;
  readonly position: { readonly ra?: string; readonly dec?: string };
  readonly from?: FormatName;
  readonly table: number;
}

/** `armillary mast duplicates`. */
export async function runDuplicates(args: DuplicatesArguments, io: Io): Promise<void> {
  checkQuestion(args);
  const read = readTarget(args.target === undefined ? {} : { target: args.target });
  if (args.input === undefined) checkProposal(proposalOf(args, targetOf(args, read)));
  const { input, table: number, from, filters, columns, limit } = args;
  const inputs =
    input === undefined
      ? undefined
      : await openInputs([input], io, { table: number, ...(from === undefined ? {} : { format: from }) });
  inputs?.progress.end();
  let report: DuplicateReport | undefined;
  try {
    await writeRows(
      args,
      {
        usage: "mast duplicates",
        async open(asking) {
          let looked = 0;
          report = await checkDuplicates(asking.session, await proposals(args, { inputs, read }, asking, io), {
            ...asking.operation,
            exceptPrograms: args.except,
            keep: args.alike ? "alike" : "all",
            ...(args.exposureFactor === undefined ? {} : { exposureFactor: args.exposureFactor }),
            onProgress: () => asking.onProgress({ rows: ++looked }),
          });
          return narrowRows(report, {
            filters,
            ...(columns === undefined ? {} : { columns }),
            ...(limit === undefined ? {} : { limit }),
          });
        },
      },
      io,
    );
    // Not before the rows are written: whoever asks for the end of a report reads it.
    if (report !== undefined) tellReport(await report.summary, args, io);
  } finally {
    await inputs?.table.close();
  }
}

/** @throws CommandError */
function checkQuestion(args: DuplicatesArguments): void {
  const { input, target, moving, instrument, position } = args;
  const isOne = target !== undefined || moving !== undefined;
  if (isOne === (input !== undefined)) {
    throw usageError(
      isOne ? "A table and one observation cannot both be looked at." : "No proposed observation is given.",
      "Name a table of them, or --target with --instrument.",
    );
  }
  const { elements, exposureS, radius } = args;
  const strange = isOne
    ? (position.ra ?? position.dec) === undefined
      ? undefined
      : "--ra and --dec name columns of a table, and one observation"
    : (instrument ?? elements ?? exposureS ?? radius) === undefined
      ? undefined
      : "--instrument, --elements, --exposure and --radius are of one observation, and a table of them";
  if (strange !== undefined) throw usageError(`${strange} is given.`);
  if (isOne && instrument === undefined) {
    throw usageError(
      "Observations are compared by their instrument.",
      "--instrument NIRCAM/IMAGE, NIRSPEC/MSA, MIRI/IFU, ...",
    );
  }
}

async function proposals(
  args: DuplicatesArguments,
  { inputs, read }: { readonly inputs: Inputs | undefined; readonly read: ReadTarget },
  asking: Asking,
  io: Io,
): Promise<Iterable<ProposedObservation> | AsyncIterable<ProposedObservation>> {
  if (inputs !== undefined) return readProposals(inputs.table, args.position);
  return [proposalOf(args, targetOf(args, await placeOfTarget(read, asking, io)))];
}

/** A name stands for its place until that is looked up. */
function targetOf({ moving }: DuplicatesArguments, { position, name = "" }: ReadTarget): ProposedObservation["target"] {
  return position ?? { movingTarget: moving ?? name };
}

function proposalOf(
  { target: label, instrument = "", elements, exposureS, radius }: DuplicatesArguments,
  target: ProposedObservation["target"],
): ProposedObservation {
  return {
    target,
    instrument,
    ...(label === undefined ? {} : { label }),
    ...(elements === undefined ? {} : { opticalElements: elements }),
    ...(exposureS === undefined ? {} : { exposureS }),
    ...(radius === undefined ? {} : { radiusArcsec: parseAngleDeg(radius) * 3600 }),
  };
}

/** Observations that are told one by one. */
const MOST_TOLD = 20;

function tellReport({ outcomes, complete }: DuplicateSummary, args: DuplicatesArguments, io: Io): void {
  if (!complete || !isChatty(args, io)) return;
  for (const { label, candidates, duplicates, possible } of outcomes.slice(0, MOST_TOLD)) {
    const found =
      duplicates + possible === 0
        ? "none repeats it"
        : `${printCount(duplicates)} duplicates, ${printCount(possible)} possible`;
    tellNote(io, `${printableLine(label, 60)}: ${printCounted(candidates, "observation")} there; ${found}.`);
  }
  const more = outcomes.length - MOST_TOLD;
  if (more > 0) tellNote(io, `and ${printCount(more)} more proposed observations, which the table has`);
}
