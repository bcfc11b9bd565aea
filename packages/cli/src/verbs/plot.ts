import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, Option } from "commander";
import { usageError } from "../failure.ts";
import { type Projection, plotRequest } from "../plot/plot-request.ts";
import { addCommonOptions, addExamples, fromOption, type Run, tableOption } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { projectionOption } from "./plot-options.ts";

interface PlotVerbFlags extends NetworkFlags {
  readonly output?: string;
  readonly by?: string;
  readonly ra?: string;
  readonly dec?: string;
  readonly projection?: Projection;
  readonly title?: string;
  readonly from?: FormatName;
  readonly table: number;
  readonly verbose?: boolean;
}

export function definePlot(program: Command, run: Run): void {
  const command = program
    .command("plot")
    .description("draw where the rows of tables are on the sky")
    .usage("[options] IN OUT.svg|OUT.png\n       armillary plot [options] IN... -o OUT")
    .argument(
      "<in...>",
      "files, folders of Parquet (HATS, too), http(s) URLs, or - for standard input; without -o the second one is OUT",
    )
    .addOption(
      new Option("-o, --output <out>", "a picture, .svg or .png, replaced if it exists (default: the second name)"),
    )
    .addOption(
      new Option(
        "--by <column>",
        "colours and shapes by the values of a column (default: archive, where there is one)",
      ),
    )
    .addOption(new Option("--ra <column>", "column of right ascensions (default: by UCD, utype or name)"))
    .addOption(new Option("--dec <column>", "column of declinations (default: by UCD, utype or name)"))
    .addOption(projectionOption())
    .addOption(new Option("--title <text>", "of the picture (default: the names of the tables)"))
    .addOption(tableOption())
    .addOption(fromOption());
  addNetworkOptions(command, "the whole transfer from a URL").option(
    "-v, --verbose",
    "print rows, bytes and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print an error as JSON (default: false)");
  addExamples(command, [
    ["armillary plot gaia.vot gaia.svg", "where its rows are; the whole sky if they are all over it"],
    ["armillary plot m31.csv m31.png --by collection", "a colour and a shape for each collection"],
    ["armillary plot mine.csv theirs.fits -o both.svg", "two tables in one picture"],
  ]);
  command.action((names: string[], flags: PlotVerbFlags) =>
    run(async (io) => {
      const { output, projection = "auto", by, ra, dec, title, from, table, verbose = false } = flags;
      const places = placesOf(names, output);
      const { runPlot } = await import("../run/plot.ts");
      await runPlot(
        {
          inputs: places.inputs,
          plot: plotRequest(places.output, projection),
          choice: { ...(ra === undefined ? {} : { ra }), ...(dec === undefined ? {} : { dec }) },
          table,
          verbose,
          ...(by === undefined ? {} : { by }),
          ...(title === undefined ? {} : { title }),
          ...(from === undefined ? {} : { from }),
          ...networkOf(flags),
        },
        io,
      );
      return 0;
    }),
  );
}

/** Which names are tables and which is the picture. */
function placesOf(names: readonly string[], output: string | undefined): { inputs: readonly string[]; output: string } {
  if (output !== undefined) return { inputs: names, output };
  const [input, picture] = names;
  if (names.length === 2 && input !== undefined && picture !== undefined) return { inputs: [input], output: picture };
  throw usageError(
    names.length === 1 ? "Where the picture goes is not said." : "Which of the names is the picture is not said.",
    "armillary plot IN OUT.svg, or armillary plot IN... -o OUT.svg",
  );
}
