import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, parseCount, type Run } from "./common.ts";
import { addLocalOptions, type LocalFlags, localOf } from "./local-options.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

interface LocalQueryFlags extends LocalFlags, WriteFlags {
  readonly output?: string;
  readonly maxrec?: number;
  readonly explain?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** `armillary query local`. */
export function defineLocalQuery(query: Command, run: Run): void {
  // What stands behind `local` is local's, also where query has an option of the same name.
  query.enablePositionalOptions();
  const command = query
    .command("local")
    .description("ask tables of this machine in ADQL: files, URLs, standard input")
    .argument("<adql>", "the query, @file, or - for standard input")
    .addOption(outputOption())
    .addOption(toOption("on standard output: text on a terminal, csv elsewhere"))
    .addOption(new Option("--maxrec <n>", "so many rows at most (default: all)").argParser(parseCount))
    .addOption(
      new Option(
        "--explain",
        "print how the query would be run, as SQL and as DuckDB's plan (default: run it)",
      ).conflicts(["output", "to"]),
    );
  addWriteOptions(addLocalOptions(command)).option(
    "-v, --verbose",
    "print what is done, rows and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print an error, or what --explain tells, as JSON (default: false)");
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
  command.action((text: string, flags: LocalQueryFlags) =>
    run(async (io) => {
      const { output = "-", to, maxrec, explain = false, verbose = false, json = false } = flags;
      const { runLocalQuery } = await import("../local/run-query.ts");
      await runLocalQuery(
        {
          ...localOf(flags),
          query: text,
          explain,
          json,
          place: { output, verbose, how: howOf(flags), ...(to === undefined ? {} : { to }) },
          ...(maxrec === undefined ? {} : { maxrec }),
        },
        io,
      );
      return 0;
    }),
  );
}
