import { parseAngleDeg } from "@armillary/dali";
import type { FormatName } from "@armillary/formats/vocabulary";
import {
  checkDuplicates,
  type DuplicateReport,
  type DuplicateSummary,
  type ProposedObservation,
  readProposals,
} from "@armillary/mast";
import { usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { placeOfTarget } from "../../mast/mast-target.ts";
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
  readonly elements?: string;
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
          report = await checkDuplicates(asking.session, await proposals(args, inputs, asking, io), {
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

function checkQuestion({ input, target, moving, instrument }: DuplicatesArguments): void {
  const isOne = target !== undefined || moving !== undefined;
  if (isOne === (input !== undefined)) {
    throw usageError(
      isOne ? "A table and one observation cannot both be looked at." : "No proposed observation is given.",
      "Name a table of them, or --target with --instrument.",
    );
  }
  if (isOne && instrument === undefined) {
    throw usageError(
      "Observations are compared by their instrument.",
      "--instrument NIRCAM/IMAGE, NIRSPEC/MSA, MIRI/IFU, ...",
    );
  }
}

async function proposals(
  args: DuplicatesArguments,
  inputs: Inputs | undefined,
  asking: Asking,
  io: Io,
): Promise<Iterable<ProposedObservation> | AsyncIterable<ProposedObservation>> {
  if (inputs !== undefined) return readProposals(inputs.table, args.position);
  const { target, moving, instrument = "", elements, exposureS, radius } = args;
  const { position } = await placeOfTarget(target === undefined ? {} : { target }, asking, io);
  const place = moving === undefined ? position : { movingTarget: moving };
  if (place === undefined) throw usageError("No target is given.");
  return [
    {
      target: place,
      instrument,
      ...(target === undefined ? {} : { label: target }),
      ...(elements === undefined ? {} : { opticalElements: elements.split(",").map((element) => element.trim()) }),
      ...(exposureS === undefined ? {} : { exposureS }),
      ...(radius === undefined ? {} : { radiusArcsec: parseAngleDeg(radius) * 3600 }),
    },
  ];
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
