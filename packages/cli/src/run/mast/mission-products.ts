import type { FormatName } from "@armillary/formats/vocabulary";
import { listMissionProducts } from "@armillary/mast";
import type { Io } from "../../io.ts";
import { checkMission } from "../../mast/check-mission.ts";
import { findDatasets } from "../../mast/find-obsids.ts";
import { narrowRows } from "../../mast/narrow-rows.ts";
import { type MastTableArguments, writeRows } from "./write-rows.ts";

export interface MissionProductsArguments extends MastTableArguments {
  readonly mission: string;
  /** Whether the mission may be one that is not known here. */
  readonly isUnlisted: boolean;
  /** Data sets, and tables of them. */
  readonly inputs: readonly string[];
  readonly from?: FormatName;
  readonly table: number;
}

/** `armillary mast products --mission`: the products of data sets of a mission's own search. */
export async function runMissionProducts(args: MissionProductsArguments, io: Io): Promise<void> {
  const { mission, filters } = args;
  checkMission(args);
  await writeRows(
    args,
    {
      usage: `mast products --mission ${mission}`,
      async open({ session, operation, onProgress }) {
        const datasets = await findDatasets(mission, args, io);
        const result = await listMissionProducts(session, mission, datasets, { ...operation, onProgress });
        return narrowRows(result, { ...args, filters });
      },
      async count({ session, operation }) {
        const datasets = await findDatasets(mission, args, io);
        const result = await listMissionProducts(session, mission, datasets, operation);
        return (await narrowRows(result, { filters }).summary).rows;
      },
    },
    io,
  );
}
