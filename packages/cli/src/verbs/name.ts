import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface NameFlags extends NetworkFlags {
  readonly resolver?: "sesame" | "ned" | "mast";
  readonly refresh?: boolean;
  readonly sexagesimal?: boolean;
  readonly json?: boolean;
}

/** As @armillary/navo has them; it is not loaded for help. */
const RESOLVERS = ["sesame", "ned", "mast"];

/** `armillary name`: where an object is. */
export function defineName(program: Command, run: Run): void {
  const command = program
    .command("name")
    .description("tell where an object is on the sky, ICRS: what Sesame (SIMBAD, NED, VizieR), NED or MAST know")
    .argument("<object>", "its name, as catalogues have it: M31, 3C 273, TIC 25155310")
    .addOption(
      new Option("--resolver <name>", "ask this one alone (default: one after the other, until one knows it)").choices(
        RESOLVERS,
      ),
    )
    .addOption(new Option("--sexagesimal", "hours and degrees with minutes and seconds (default: degrees)"))
    .addOption(new Option("--refresh", "ask, whatever was found before (default: take what is up to 30 days old)"));
  addNetworkOptions(command);
  addCommonOptions(command, "print all that is known of it as JSON (default: false)");
  addExamples(command, [
    ["armillary name M31", "10.68470833 +41.26875"],
    ["armillary name 'TIC 25155310' --resolver mast --json", "with its type and who says so"],
  ]);
  command.action((object: string, flags: NameFlags) =>
    run(async (io) => {
      const { resolver, refresh = false, sexagesimal = false, json = false } = flags;
      const { runName } = await import("../run/name.ts");
      const resolvers = resolver === undefined ? {} : { resolvers: [resolver] };
      await runName({ object, refresh, sexagesimal, json, ...resolvers, ...networkOf(flags) }, io);
      return 0;
    }),
  );
}
