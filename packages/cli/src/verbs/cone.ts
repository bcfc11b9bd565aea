import { type Command, Option } from "commander";
import { addExamples, type Run } from "./common.ts";
import { addSearchOptions, type SearchFlags, searchOf, TARGET_ARGUMENT } from "./search-options.ts";

interface ConeFlags extends SearchFlags {
  readonly radius: string;
  readonly verbosity?: "1" | "2" | "3";
}

export function defineCone(program: Command, run: Run): void {
  const command = program
    .command("cone")
    .description("ask a cone search what it has around a place, and write it in any format, streaming")
    .argument("<target>", TARGET_ARGUMENT)
    .addOption(new Option("--radius <angle>", "of the cone, with its unit: 10arcsec, 0.1deg").default("5arcmin"))
    .addOption(
      new Option(
        "--verbosity <n>",
        "columns: 1 few, 2 the usual ones, 3 all, where the service knows VERB (default: the service's)",
      ).choices(["1", "2", "3"]),
    );
  addSearchOptions(command, "cone search");
  addExamples(command, [
    ['armillary cone "10.68 41.27" --radius 1arcmin --service https://example.org/scs?', "a table on the terminal"],
    ['armillary cone "00:42:44.3 +41:16:09" --service mine -o m31.parquet', "mine is a name of config.json"],
  ]);
  command.action((target: string, flags: ConeFlags) =>
    run(async (io) => {
      const { radius, verbosity } = flags;
      const { runCone } = await import("../run/cone.ts");
      const level = verbosity === undefined ? {} : { verbosity: Number(verbosity) as 1 | 2 | 3 };
      await runCone({ target, radius, ...level, ...searchOf(flags) }, io);
      return 0;
    }),
  );
}
