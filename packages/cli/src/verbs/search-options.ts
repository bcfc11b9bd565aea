import { type Command, InvalidArgumentError, Option } from "commander";
import type { SearchArguments } from "../run/search.ts";
import { addCommonOptions, parseCount } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addPlotOptions, type PlotFlags, plotOf } from "./plot-options.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

/** What every verb has that searches, as the command line has it. */
export interface SearchFlags extends WriteFlags, NetworkFlags, PlotFlags {
  readonly service?: string;
  readonly maxrec?: number;
  readonly param?: Readonly<Record<string, readonly string[]>>;
  readonly output?: string;
  readonly open?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export const TARGET_ARGUMENT = 'a name (M31), or a position, ICRS: "10.68 41.27" (degrees), "00:42:44.3 +41:16:09"';

/**
 * Options that every verb has that searches, behind its own.
 * @param protocol - what kind of service it asks, for the help: `cone search`
 */
export function addSearchOptions(command: Command, protocol: string): Command {
  command
    .addOption(
      new Option(
        "--service <service>",
        `the ${protocol}: a base URL, an ivo:// identifier, or a name of config.json (default: MAST, HEASARC, IRSA and NED, all at once)`,
      ),
    )
    .addOption(
      new Option("--maxrec <n>", "so many rows at most (default: as many as the service gives)").argParser(parseCount),
    )
    .addOption(
      new Option(
        "--param <name=value>",
        "a parameter of the service's own, sent as it is; repeatable (default: none)",
      ).argParser(addParameter),
    )
    .addOption(outputOption())
    .addOption(toOption("on standard output: text on a terminal, csv elsewhere"))
    .addOption(
      new Option(
        "--open",
        "show the first row's link, or else the answer, in the browser; only on a terminal (default: false)",
      ),
    );
  addNetworkOptions(addWriteOptions(addPlotOptions(command))).option(
    "-v, --verbose",
    "print rows, bytes and time also where stderr is no terminal (default: false)",
  );
  return addCommonOptions(command, "print an error as JSON (default: false)");
}

/** What those options say of one service. */
export function searchOf(flags: SearchFlags & { readonly service: string }): SearchArguments {
  const { service, maxrec, param = {}, output = "-", to, open = false, verbose = false } = flags;
  return {
    service,
    parameters: param,
    output,
    how: howOf(flags),
    ...plotOf(flags),
    open,
    verbose,
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(to === undefined ? {} : { to }),
    ...networkOf(flags),
  };
}

export function addParameter(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Readonly<Record<string, readonly string[]>> {
  const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("NAME=VALUE is wanted, as the service calls it.");
  }
  return { ...before, [name]: [...(before[name] ?? []), value] };
}
