import { type Command, InvalidArgumentError, Option } from "commander";
import { CommandError } from "../failure.ts";
import { type PlotRequest, PROJECTIONS, type Projection, plotRequest } from "../plot/plot-request.ts";

/** What a picture is told, as the command line has it. */
export interface PlotFlags {
  readonly plot?: string;
  readonly projection?: Projection;
}

/** Options of a picture beside the rows. */
export function addPlotOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--plot <file>",
        "draw the positions of the rows as well: FILE.svg or FILE.png (default: no picture)",
      ).argParser(parseFile),
    )
    .addOption(projectionOption());
}

export function projectionOption(): Option {
  return new Option(
    "--projection <which>",
    "of the picture: around one place, or the whole sky (default: auto, by how far the positions are apart)",
  ).choices(PROJECTIONS);
}

/** Those options among a verb's flags. */
export function plotOf({ plot, projection = "auto" }: PlotFlags): { readonly plot?: PlotRequest } {
  return plot === undefined ? {} : { plot: plotRequest(plot, projection) };
}

function parseFile(file: string): string {
  try {
    return plotRequest(file, "auto").file;
  } catch (thrown) {
    throw new InvalidArgumentError(thrown instanceof CommandError ? thrown.message : String(thrown));
  }
}
