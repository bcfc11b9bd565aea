import {
  type FormatName,
  VOTABLE_VERSIONS,
  type VotableVersion,
  WRITTEN_SERIALIZATIONS,
  type WrittenSerialization,
} from "@armillary/formats/vocabulary";
import { type Command, Option } from "commander";
import { WRITTEN_FORMATS } from "./common.ts";

const COMPRESSIONS = ["zstd", "snappy", "none"] as const;
const ARROW_TYPES = ["original", "votable"] as const;

/** How a table is written, as the command line has it. */
export interface WriteFlags {
  readonly to?: FormatName;
  readonly compression?: (typeof COMPRESSIONS)[number];
  readonly arrowTypes?: (typeof ARROW_TYPES)[number];
  readonly serialization?: WrittenSerialization;
  readonly votableVersion?: VotableVersion;
}

export function outputOption(): Option {
  return new Option(
    "-o, --output <out>",
    "a file, replaced when all is written if it exists, or - for standard output (default: -)",
  );
}

/**
 * @param standard - what is written to standard output, for the help
 * @param more - what a verb writes besides
 */
export function toOption(standard: string, more: readonly string[] = []): Option {
  const formats = [...WRITTEN_FORMATS, ...more];
  return new Option("--to <format>", `format of OUT (default: by its name; ${standard})`).choices(formats);
}

/** Options of single formats. */
export function addWriteOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--compression <codec>", "Parquet: how pages are compressed (default: snappy)").choices(COMPRESSIONS),
    )
    .addOption(
      new Option(
        "--arrow-types <which>",
        "Arrow, Parquet: columns that were timestamps, decimals, ... in Arrow become that again, or stay as a VOTable has them (default: original)",
      ).choices(ARROW_TYPES),
    )
    .addOption(
      new Option(
        "--serialization <kind>",
        "VOTable: how rows are written (default: tabledata; those of a VOTable as they are)",
      ).choices(WRITTEN_SERIALIZATIONS),
    )
    .addOption(
      new Option("--votable-version <version>", "VOTable: version of OUT (default: 1.4, or 1.5 where needed)").choices(
        VOTABLE_VERSIONS,
      ),
    );
}

/** Those options among a verb's flags. */
export function howOf({ compression, arrowTypes, serialization, votableVersion }: WriteFlags): Omit<WriteFlags, "to"> {
  return {
    ...(compression === undefined ? {} : { compression }),
    ...(arrowTypes === undefined ? {} : { arrowTypes }),
    ...(serialization === undefined ? {} : { serialization }),
    ...(votableVersion === undefined ? {} : { votableVersion }),
  };
}
