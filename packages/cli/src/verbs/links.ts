import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, type Run, severalOption } from "./common.ts";
import { addLinksOptions, type LinksFlags, linksOf, parseDepth, WHAT_ARGUMENT } from "./links-options.ts";
import { addNetworkOptions } from "./network-options.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

interface LinksVerbFlags extends LinksFlags, WriteFlags {
  readonly semantics?: readonly string[];
  readonly follow?: true | number;
  readonly output?: string;
  readonly download?: string;
  readonly open?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** `armillary links`: DataLink. */
export function defineLinks(program: Command, run: Run): void {
  const command = program
    .command("links")
    .description("tell what belongs to datasets: files, previews, calibrations, services, by DataLink")
    .argument("<what...>", WHAT_ARGUMENT);
  addLinksOptions(command)
    .addOption(
      severalOption(
        "--semantics <term>",
        "links of this meaning, and narrower ones: '#this', '#preview', the end of a URI",
        "all",
      ),
    )
    .addOption(
      new Option(
        "--follow [depth]",
        "read tables of links that links lead to, so far down (default: they are listed; 3 where no depth is said)",
      ).argParser(parseDepth),
    )
    .addOption(outputOption())
    .addOption(toOption("on standard output: text on a terminal, csv elsewhere"))
    .addOption(
      new Option(
        "--download <folder>",
        "fetch the files that the links lead to, as armillary download does (default: list the links)",
      ).conflicts(["output", "to", "open"]),
    )
    .addOption(new Option("--open", "show the first link in the browser; only on a terminal (default: false)"));
  addNetworkOptions(addWriteOptions(command)).option(
    "-v, --verbose",
    "print rows, bytes and time also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print an error as JSON (default: false)");
  addExamples(command, [
    ["armillary links ivo://example/~?42 --service https://example.org/dlmeta", "what belongs to a dataset"],
    ["armillary links 'https://example.org/dlmeta?ID=42' --semantics '#preview' --open", "its preview, in the browser"],
    ["armillary links @images.vot --semantics '#this' -o files.csv", "the files of all rows of a search"],
    ["armillary links @images.vot --semantics '#this' --download m31", "fetched, too"],
  ]);
  command.action((what: string[], flags: LinksVerbFlags) =>
    run(async (io) => {
      const { semantics, follow, download, output = "-", to, open = false, verbose = false, json = false } = flags;
      const { runLinks } = await import("../run/links.ts");
      return runLinks(
        {
          ...linksOf(what, flags),
          output,
          open,
          verbose,
          json,
          how: howOf(flags),
          ...(to === undefined ? {} : { to }),
          ...(download === undefined ? {} : { download }),
          ...(semantics === undefined ? {} : { semantics }),
          ...(follow === undefined ? {} : { follow }),
        },
        io,
      );
    }),
  );
}
