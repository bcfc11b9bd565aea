import { type Command, Option } from "commander";
import type { MastArguments } from "../../mast/open-session.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "../network-options.ts";

/** What every verb of `armillary mast` has that asks MAST. */
export interface MastFlags extends NetworkFlags {
  readonly tokenFile?: string;
  readonly anonymous?: boolean;
}

export function addMastOptions(command: Command): Command {
  addNetworkOptions(command);
  return command
    .addOption(
      new Option(
        "--token-file <file>",
        "a file whose first line is your token, or - for standard input (default: $MAST_API_TOKEN, else the one that armillary mast login keeps)",
      ),
    )
    .addOption(
      new Option("--anonymous", "ask as nobody, whatever token there is (default: false)").conflicts("tokenFile"),
    );
}

/** Those among a verb's flags. */
export function mastOf({ tokenFile, anonymous = false, ...flags }: MastFlags): MastArguments {
  return { ...networkOf(flags), anonymous, ...(tokenFile === undefined ? {} : { tokenFile }) };
}
