import { type Command, InvalidArgumentError, Option } from "commander";
import type { SearchTerms } from "../services/search-terms.ts";
import { addCommonOptions, addExamples, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

interface RegistryFlags extends NetworkFlags {
  readonly registry?: string;
  readonly refresh?: boolean;
  readonly offline?: boolean;
  readonly json?: boolean;
}

interface ServicesFlags extends RegistryFlags, WriteFlags, Partial<SearchTerms> {
  readonly output?: string;
}

/** As the registry package has them; it is not loaded for help. */
const ARCHIVES = ["mast", "heasarc", "irsa", "ned"];

/** `armillary services`: the registry. */
export function defineServices(program: Command, run: Run): void {
  const command = program
    .command("services")
    .description("find services of the Virtual Observatory in its registry, or show one")
    .addOption(repeatable("--archive <name>", "of an archive", ARCHIVES))
    .addOption(repeatable("--protocol <name>", "that speak scs, sia, sia1, sia2, ssa, tap, ..."))
    .addOption(repeatable("--keyword <word>", "with a word in title, description or subjects; of several all"))
    .addOption(repeatable("--waveband <band>", "of radio, millimeter, infrared, optical, uv, euv, x-ray, gamma-ray"))
    .addOption(repeatable("--ucd <ucd>", "with a column of that UCD, or a narrower one"))
    .addOption(repeatable("--author <name>", "created by somebody; a part of the name"))
    .addOption(repeatable("--datamodel <model>", "with tables of obscore, epntap, regtap, or a model's ivoid"))
    .addOption(
      new Option(
        "--subject <term>",
        "about a concept of the Unified Astronomy Thesaurus, and narrower ones (default: any)",
      ),
    )
    .addOption(
      new Option("--cone <circle>", 'with data there: "RA DEC RADIUS", degrees or with units (default: anywhere)'),
    )
    .addOption(
      new Option("--spectral <range>", 'with data there: "500 nm", "2-10 keV", "88-102 MHz" (default: anywhere)'),
    )
    .addOption(new Option("--time <range>", "with data then: 2010-08-01/2010-08-31, or two MJD (default: at any time)"))
    .addOption(new Option("--auxiliary", "also TAP of an archive for each of its catalogues (default: false)"))
    .addOption(outputOption())
    .addOption(toOption("on standard output: a list to read on a terminal, csv elsewhere"));
  addRegistryOptions(command);
  addNetworkOptions(addWriteOptions(command));
  addCommonOptions(command, "print whole records as JSON (default: false)");
  addExamples(command, [
    ["armillary services", "of MAST, HEASARC, IRSA and NED"],
    ["armillary services --protocol tap --keyword gaia", "in all of the VO"],
    ['armillary services --protocol sia --waveband x-ray --cone "83.8 -5.4 0.5"', "images that may show a place"],
    ["armillary services --ucd phot.mag --archive irsa -o services.csv", "as a table, in any format"],
    ["armillary services show ivo://irsa.ipac/tap", "all that the registry says of one"],
  ]);
  command.action((flags: ServicesFlags) =>
    run(async (io) => {
      const { output = "-", to } = flags;
      const { runServices } = await import("../run/services.ts");
      await runServices(
        {
          terms: termsOf(flags),
          output,
          how: howOf(flags),
          ...(to === undefined ? {} : { to }),
          ...registryOf(flags),
        },
        io,
      );
      return 0;
    }),
  );
  defineShow(command, run);
}

function defineShow(services: Command, run: Run): void {
  const command = services
    .command("show")
    .description("tell all that the registry says of a resource: services, contact, tables, coverage, relations")
    .argument("<ivoid>", "its identifier, ivo://...");
  addRegistryOptions(command);
  addNetworkOptions(command);
  addCommonOptions(command, "print it as JSON (default: false)");
  addExamples(command, [["armillary services show ivo://irsa.ipac/tap", ""]]);
  // Options that the verb around it has, too, are its when they stand before the name.
  command.action((ivoid: string, _flags: RegistryFlags, self: Command) =>
    run(async (io) => {
      const { runServiceShow } = await import("../run/service-show.ts");
      await runServiceShow({ ivoid, ...registryOf(self.optsWithGlobals<RegistryFlags>()) }, io);
      return 0;
    }),
  );
}

function addRegistryOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--registry <url>", "ask this registry (default: $IVOA_REGISTRY, else one of several of the VO)"),
    )
    .addOption(
      new Option(
        "--refresh",
        "ask anew, whatever is kept, and renew what stands in when no registry answers (default: kept for a day)",
      ),
    )
    .addOption(new Option("--offline", "ask nobody: what is kept, or bundled (default: false)").conflicts("refresh"));
}

function repeatable(flags: string, what: string, choices?: readonly string[]): Option {
  const option = new Option(flags, `${what}; repeatable (default: any)`);
  if (choices !== undefined) option.choices(choices);
  // Behind choices(), which would keep the last one alone.
  return option.argParser((text: string, before: readonly string[] = []) => {
    if (choices?.includes(text.toLowerCase()) === false) {
      throw new InvalidArgumentError(`One of these is wanted: ${choices.join(", ")}.`);
    }
    return [...before, text];
  });
}

function registryOf({ registry, refresh = false, offline = false, json = false, ...flags }: RegistryFlags) {
  return { refresh, offline, json, ...(registry === undefined ? {} : { registry }), ...networkOf(flags) };
}

function termsOf(flags: ServicesFlags): SearchTerms {
  const { auxiliary = false } = flags;
  const kinds = [
    "archive",
    "protocol",
    "keyword",
    "waveband",
    "ucd",
    "author",
    "datamodel",
    "subject",
    "cone",
    "spectral",
    "time",
  ] as const;
  const given = kinds.flatMap((kind) => (flags[kind] === undefined ? [] : [[kind, flags[kind]] as const]));
  return { ...(Object.fromEntries(given) as Partial<SearchTerms>), auxiliary };
}
