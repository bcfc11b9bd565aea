import type { Command } from "commander";
import { addCommonOptions, addExamples, type Run } from "../common.ts";
import { addMastOptions, type MastFlags, mastOf } from "./options.ts";

export function defineMissions(mast: Command, run: Run): void {
  const command = mast
    .command("missions")
    .description("list the missions, and other collections, that MAST has observations of");
  addMastOptions(command);
  addCommonOptions(command, "print them as JSON (default: false)");
  addExamples(command, [["armillary mast missions", "what obs_collection can be"]]);
  command.action(({ json = false, ...flags }: MastFlags & { readonly json?: boolean }) =>
    run(async (io) => {
      const { runMissions } = await import("../../run/mast/missions.ts");
      await runMissions({ ...mastOf(flags), json }, io);
      return 0;
    }),
  );
}
