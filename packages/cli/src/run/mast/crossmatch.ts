import { parseAngleDeg } from "@armillary/dali";
import type { FormatName } from "@armillary/formats/vocabulary";
import { type CrossmatchResult, type CrossmatchSummary, crossmatchCatalog } from "@armillary/mast";
import { asCommandError, failureIn } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { narrowRows } from "../../mast/narrow-rows.ts";
import { printCount, printCounted } from "../../quantities.ts";
import { tellNote, warn } from "../../warnings.ts";
import { isChatty } from "../deliver.ts";
import { openInputs } from "../open-inputs.ts";
import { type MastTableArguments, writeRows } from "./write-rows.ts";

export interface CrossmatchArguments extends MastTableArguments {
  readonly input: string;
  readonly catalog: string;
  readonly release?: number;
  readonly radius?: string;
  readonly find: "all" | "best";
  readonly position: { readonly ra?: string; readonly dec?: string };
  readonly from?: FormatName;
  readonly table: number;
}

/** `armillary mast crossmatch IN --catalog NAME`. */
export async function runCrossmatch(args: CrossmatchArguments, io: Io): Promise<void> {
  const { input, catalog, release, radius, find, position, from, table: number, limit, columns, filters } = args;
  const inputs = await openInputs([input], io, { table: number, ...(from === undefined ? {} : { format: from }) });
  inputs.progress.end();
  let matches: CrossmatchResult | undefined;
  try {
    await writeRows(
      args,
      {
        usage: "mast crossmatch",
        async open({ session, operation, onProgress }) {
          const result = await crossmatchCatalog(
            session,
            {
              catalog,
              table: inputs.table,
              position,
              find,
              ...(release === undefined ? {} : { version: release }),
              ...(radius === undefined ? {} : { radiusDeg: parseAngleDeg(radius) }),
            },
            { ...operation, onProgress: ({ inputRows }) => onProgress({ rows: inputRows }) },
          ).catch((thrown: unknown) => {
            const failure = asCommandError(thrown);
            // The one failure that is about the table, and not about MAST.
            throw failure.failure.code === "SKY_POSITION" ? failureIn(input, failure) : thrown;
          });
          matches = result;
          return narrowRows(result, {
            filters,
            ...(columns === undefined ? {} : { columns }),
            ...(limit === undefined ? {} : { limit }),
          });
        },
      },
      io,
    );
    // Not before the rows are written: whoever asks for the end of a result reads them.
    if (matches !== undefined) tellMatches(await matches.summary, args, io);
  } finally {
    await inputs.table.close();
  }
}

function tellMatches(
  { complete, inputRows, matchedRows, withoutPosition, unassigned }: CrossmatchSummary,
  args: CrossmatchArguments,
  io: Io,
): void {
  if (withoutPosition > 0) warn(io, `${printCounted(withoutPosition, "row")} without a position could not be matched.`);
  if (unassigned > 0) {
    warn(io, `${printCount(unassigned)} matches cannot be told to be of any row: they stand without one.`);
  }
  if (complete && isChatty(args, io)) {
    tellNote(io, `${printCount(matchedRows)} of ${printCounted(inputRows, "row")} have a match.`);
  }
}
