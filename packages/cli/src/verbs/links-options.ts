import { type Command, InvalidArgumentError, Option } from "commander";
import type { LinksQuestion } from "../run/links.ts";
import { type NetworkFlags, networkOf } from "./network-options.ts";
import { addParameter } from "./search-options.ts";

/** What every verb has that begins with links, as the command line has it. */
export interface LinksFlags extends NetworkFlags {
  readonly service?: string;
  readonly idColumn?: string;
  readonly param?: Readonly<Record<string, readonly string[]>>;
}

export const WHAT_ARGUMENT =
  "identifiers that the service knows; URLs of tables of links; or @IN, a table whose rows lead to links";

export function addLinksOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--service <service>",
        "the links service (DataLink): a base URL, an ivo:// identifier, or a name of config.json (default: as WHAT says)",
      ),
    )
    .addOption(new Option("--id-column <name>", "@IN: the column of identifiers (default: by utype, UCD or name)"))
    .addOption(
      new Option(
        "--param <name=value>",
        "a parameter of the links service's own, sent as it is; repeatable (default: none)",
      ).argParser(addParameter),
    );
}

/** What those options say. */
export function linksOf(what: readonly string[], flags: LinksFlags): LinksQuestion {
  const { service, idColumn, param = {} } = flags;
  return {
    what,
    parameters: param,
    ...(service === undefined ? {} : { service }),
    ...(idColumn === undefined ? {} : { idColumn }),
    ...networkOf(flags),
  };
}

export function parseDepth(text: string): number {
  const depth = /^\d+$/.test(text) ? Number(text) : 0;
  if (depth < 1 || depth > 100) throw new InvalidArgumentError("A whole number from 1 to 100 is wanted.");
  return depth;
}
