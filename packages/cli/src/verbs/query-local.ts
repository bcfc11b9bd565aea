import type { Command } from "commander";
import { addExamples, type Run } from "./common.ts";
import { addEngineQueryOptions, type EngineQueryFlags, engineQueryOf } from "./engine-query-options.ts";

/** `armillary query local`. */
export function defineLocalQuery(query: Command, run: Run): void {
  // What stands behind `local` is local's, also where query has an option of the same name.
  query.enablePositionalOptions();
  const command = query
    .command("local")
    .description("ask tables of this machine in ADQL: files, URLs, standard input")
    .argument("<adql>", "the query, @file, or - for standard input");
  addEngineQueryOptions(command, {
    maxrec: "",
    explain: "print how the query would be run, as SQL and as DuckDB's plan",
  });
  addExamples(command, [
    ['armillary query local "SELECT TOP 5 * FROM gaia" --table gaia.vot', "a look at a file"],
    [
      "armillary query local @near.adql --table stars=gaia.vot --table m=parts/ -o near.parquet",
      "a join of two tables",
    ],
    [
      'armillary query local "SELECT * FROM t WHERE 1=CONTAINS(POINT(ra,dec), CIRCLE(10,20,1))" --table t=big.fits',
      "a cone",
    ],
    ['curl -s "$URL" | armillary query local "SELECT COUNT(*) FROM t" --table t=-', "in a pipe"],
  ]);
  command.action((query: string, flags: EngineQueryFlags) =>
    run(async (io) => {
      const { runLocalQuery } = await import("../local/run-query.ts");
      await runLocalQuery({ ...engineQueryOf(flags), query }, io);
      return 0;
    }),
  );
}
