import { WRITTEN_SERIALIZATIONS, type WrittenSerialization } from "@armillary/formats/vocabulary";
import type { Place, VotableEdits } from "@armillary/votable/edit";
import { type Command, Option } from "commander";
import {
  type EditWord,
  parseDescription,
  parseInfo,
  parseParam,
  parseRemoval,
  parseSet,
  parseUnset,
} from "../edit-words.ts";
import { addCommonOptions, addExamples, parseCount, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";

interface EditFlags extends NetworkFlags {
  readonly words?: readonly EditWord[];
  readonly serialization?: WrittenSerialization;
  readonly in: "table" | "resource" | "document";
  readonly table?: number;
  readonly resource?: number;
  readonly strict?: boolean;
  readonly lenient?: boolean;
  readonly verbose?: boolean;
}

export function defineEdit(program: Command, run: Run): void {
  // One list of all that is asked for: edits are made in the order of the command line.
  const words: EditWord[] = [];
  const gather = (flags: string, description: string, parse: (text: string) => EditWord): Option =>
    new Option(flags, description).argParser((text: string) => void words.push(parse(text)));
  const command = program
    .command("edit")
    .description("change a VOTable's metadata or serialization and leave all else as it is, byte for byte")
    .argument("<in>", "a VOTable: a file, an http(s) URL, or - for standard input")
    .argument("[out]", "a file, which may be IN, or - for standard output", "-")
    .addOption(
      gather(
        "--set <column:attribute=value>",
        "set name, unit, ucd, utype, xtype, description, ... of a column or PARAM (#3: the column in that place, from 0); without a column, of the TABLE",
        parseSet,
      ),
    )
    .addOption(gather("--unset <column:attribute>", "remove one", parseUnset))
    .addOption(gather("--description <text>", "set the DESCRIPTION of the TABLE", parseDescription))
    .addOption(
      gather(
        "--param <name=value>",
        "set or add a PARAM; with a type: name:double=1.5, name:float[2]=1 2 (default: a string)",
        parseParam,
      ),
    )
    .addOption(gather("--info <name=value>", "set or add an INFO", parseInfo))
    .addOption(gather("--remove-param <name>", "remove a PARAM", parseRemoval("PARAM")))
    .addOption(gather("--remove-info <name>", "remove all INFOs of a name", parseRemoval("INFO")))
    .addOption(
      new Option("--in <place>", "what that is about instead of the TABLE: the RESOURCE, or the document itself")
        .choices(["table", "resource", "document"])
        .default("table"),
    )
    .addOption(
      new Option("--table <n>", "which TABLE, from 0 (default: 0; all of them for --serialization)").argParser(
        parseCount,
      ),
    )
    .addOption(
      new Option("--resource <n>", "which RESOURCE, from 0, with --in resource (default: 0)").argParser(parseCount),
    )
    .addOption(
      new Option(
        "--serialization <kind>",
        "write rows anew where they are in another one (default: as they are)",
      ).choices(WRITTEN_SERIALIZATIONS),
    )
    .addOption(new Option("--strict", "stop at the first departure from the standard that is seen (default: false)"))
    .addOption(
      new Option(
        "--lenient",
        "cells that cannot be read become null, with a warning, where rows are written anew (default: false)",
      ).conflicts("strict"),
    )
    .option("-v, --verbose", "print rows, bytes and time also where stderr is no terminal (default: false)");
  addNetworkOptions(command, "the whole transfer from a URL");
  addCommonOptions(command, "print an error as JSON (default: false)");
  addExamples(command, [
    [
      "armillary edit gaia.vot out.vot --set ra:unit=deg --set 'ra:ucd=pos.eq.ra;meta.main'",
      "two attributes of a column",
    ],
    ["armillary edit gaia.vot gaia.vot --unset mag:utype --set mag:name=g_mag", "in place"],
    [
      "armillary edit gaia.vot out.vot --param epoch:double=2016.0 --info creator=me",
      "a PARAM and an INFO of the TABLE",
    ],
    ["armillary edit gaia.vot out.vot --in resource --description 'My sources'", "of the RESOURCE"],
    ["armillary edit gaia.vot out.vot --serialization binary2", "rows in binary; comments, groups, infos stay"],
  ]);
  command.action((input: string, output: string, flags: EditFlags) =>
    run(async (io) => {
      const { runEdit } = await import("../run/edit.ts");
      const { strict = false, lenient = false, verbose = false } = flags;
      const edits = editsOf(words, flags);
      await runEdit({ input, output, edits, strict, lenient, verbose, ...networkOf(flags) }, io);
      return 0;
    }),
  );
}

function editsOf(words: readonly EditWord[], flags: EditFlags): VotableEdits {
  const { serialization, table } = flags;
  const at = placeOf(flags);
  return {
    metadata: words.map((word) => word(at)),
    ...(serialization === undefined ? {} : { serialization }),
    ...(serialization === undefined || table === undefined ? {} : { tables: [table] }),
  };
}

function placeOf({ in: place, table = 0, resource = 0 }: EditFlags): Place {
  switch (place) {
    case "table":
      return { element: "TABLE", which: table };
    case "resource":
      return { element: "RESOURCE", which: resource };
    case "document":
      return { element: "VOTABLE" };
  }
}
