import { type Command, InvalidArgumentError, Option } from "commander";
import { parseCount, timeoutOf, timeoutOption } from "./common.ts";

/** What every verb has that goes to the network, as the command line has it. */
export interface NetworkFlags {
  readonly timeout?: number;
  readonly retries?: number;
  readonly user?: string;
  readonly debug?: boolean;
}

/** @param whole - what the timeout is of, for the help */
export function addNetworkOptions(command: Command, whole: string = "the whole operation"): Command {
  return command
    .addOption(timeoutOption(whole))
    .addOption(
      new Option("--retries <n>", "so often a request that failed in passing is sent again (default: 3)").argParser(
        parseCount,
      ),
    )
    .addOption(
      new Option(
        "--user <name[:password]>",
        "log in at this service, and no other; the password is asked for where it is left out (default: nobody)",
      ).argParser(parseUser),
    );
}

function parseUser(text: string): string {
  if (text === "" || text.startsWith(":")) throw new InvalidArgumentError("A name is wanted, or NAME:PASSWORD.");
  return text;
}

/** The options of the network among a verb's flags. */
export function networkOf({ timeout, retries, user, debug }: NetworkFlags): {
  readonly timeoutMs?: number;
  readonly retries?: number;
  readonly user?: string;
  readonly debug?: boolean;
} {
  return {
    ...timeoutOf(timeout),
    ...(retries === undefined ? {} : { retries }),
    ...(user === undefined ? {} : { user }),
    ...(debug === undefined ? {} : { debug }),
  };
}
