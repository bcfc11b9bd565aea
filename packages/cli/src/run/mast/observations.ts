import { checkObservationQuestion, countObservations, searchObservations } from "@armillary/mast";
import type { Io } from "../../io.ts";
import { placeOfTarget, readTarget, type TargetArguments } from "../../mast/mast-target.ts";
import { type Asking, type MastTableArguments, writeRows } from "./write-rows.ts";

export interface ObservationsArguments extends MastTableArguments, TargetArguments {}

/** `armillary mast observations`. */
export async function runObservations(args: ObservationsArguments, io: Io): Promise<void> {
  const { filters, columns } = args;
  const target = readTarget(args);
  checkObservationQuestion({ ...target, filters });
  const question = async (asking: Asking): Promise<Parameters<typeof searchObservations>[1]> => ({
    ...(await placeOfTarget(target, asking, io)),
    filters,
  });
  await writeRows(
    args,
    {
      usage: "mast observations",
      open: async (asking) =>
        searchObservations(asking.session, await question(asking), {
          ...asking.operation,
          ...asking.limit,
          ...(columns === undefined ? {} : { columns }),
          onProgress: asking.onProgress,
        }),
      count: async (asking) => countObservations(asking.session, await question(asking), asking.operation),
    },
    io,
  );
}
