import { type Command, InvalidArgumentError, Option } from "commander";
import { parseBytes } from "../quantities.ts";

/** What every verb has that fetches files and can go on where it stopped. */
export interface ResumeFlags {
  readonly overwrite?: boolean;
  readonly verify?: boolean;
  readonly maxBytes?: number;
}

export function addResumeOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--resume", "leave what is here, and go on with what was begun (default: true)").conflicts(
        "overwrite",
      ),
    )
    .addOption(new Option("--overwrite", "fetch everything anew (default: false)"))
    .addOption(
      new Option("--verify", "read what is here, and fetch what is not as the manifest has it (default: false)"),
    )
    .addOption(
      new Option("--max-bytes <size>", "the most that is taken of one file: 500MB, 2GiB (default: 1 TiB)").argParser(
        parseSize,
      ),
    );
}

function parseSize(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined) throw new InvalidArgumentError("A size is wanted: 500MB, 2GiB, 1000000.");
  return bytes;
}
