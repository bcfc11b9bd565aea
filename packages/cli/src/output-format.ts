import { FORMATS, type FormatName, formatNamed, formatOfFileName } from "@armillary/formats/vocabulary";
import { usageError } from "./failure.ts";
import type { Io } from "./io.ts";

/**
 * The format of OUT: what `--to` says, else what its name says, else `standard` for standard output.
 * @param verb - how the command begins that was given, for a hint
 * @throws CommandError for a format that cannot go there
 */
export function outputFormat(
  { output, to, standard, verb }: { output: string; to: FormatName | undefined; standard: FormatName; verb: string },
  io: Io,
): FormatName {
  const written = FORMATS.filter(({ writes }) => writes).map(({ name }) => name);
  const format = to ?? (output === "-" ? standard : formatOfFileName(output));
  if (format === undefined) {
    throw usageError(`The name of ${output} does not tell its format.`, `Say it with --to: ${written.join(", ")}.`);
  }
  if (/\.gz$/i.test(output)) {
    throw usageError("Output is not compressed here.", `Pipe it: armillary ${verb} --to ${format} | gzip > ${output}`);
  }
  if (formatNamed(format)?.writes !== true) {
    throw usageError(`${format} is not written.`, `Formats that are: ${written.join(", ")}.`);
  }
  if (output === "-" && io.stdout.isTTY === true && formatNamed(format)?.binary === true) {
    throw usageError(`${format} is binary: not for a terminal.`, "Name a file as OUT, or pipe the output on.");
  }
  return format;
}
