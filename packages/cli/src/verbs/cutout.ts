import { type Command, Option } from "commander";
import { addCommonOptions, addExamples, type Run, severalOption } from "./common.ts";
import { addLinksOptions, type LinksFlags, linksOf, parseDepth, WHAT_ARGUMENT } from "./links-options.ts";
import { addNetworkOptions } from "./network-options.ts";
import { addParameter } from "./search-options.ts";

interface CutoutFlags extends LinksFlags {
  readonly region?: readonly string[];
  readonly band?: readonly string[];
  readonly time?: readonly string[];
  readonly pol?: readonly string[];
  readonly set?: Readonly<Record<string, readonly string[]>>;
  readonly follow?: true | number;
  readonly output?: string;
  readonly dir?: string;
  readonly async?: boolean;
  readonly check: boolean;
  readonly verbose?: boolean;
}

/** `armillary cutout`: SODA. */
export function defineCutout(program: Command, run: Run): void {
  const command = program
    .command("cutout")
    .description("cut parts out of images, cubes and spectra at their archive, by SODA, and fetch them")
    .argument("<what...>", WHAT_ARGUMENT)
    .addOption(
      severalOption(
        "--region <region>",
        '"CIRCLE 10.68 41.27 0.1", "RANGE ...", "POLYGON ...", degrees, ICRS',
        "all of it",
      ),
    )
    .addOption(severalOption("--band <band>", "500nm..600nm, 1.4GHz, 0.5keV..2keV, V", "all of it"))
    .addOption(severalOption("--time <time>", "2010-01-01..2011-01-01, 55197..55562 (MJD)", "all of it"))
    .addOption(severalOption("--pol <state>", "polarization: I, Q, U, V, RR, ...", "all of it"))
    .addOption(
      new Option(
        "--set <name=value>",
        "a parameter of the cutout service's own; one that it does not have is refused with those that it has; repeatable (default: none)",
      ).argParser(addParameter),
    )
    .addOption(
      new Option(
        "-o, --output <out>",
        "a file, replaced when all is written if it exists, or - for standard output (default: -)",
      ),
    )
    .addOption(
      new Option("--dir <folder>", "a folder for several cutouts, named as the service does (default: none)").conflicts(
        "output",
      ),
    )
    .addOption(
      new Option("--async", "by a job, deleted when its results are here (default: at once where that can be)"),
    )
    .addOption(new Option("--no-check", "send what the service does not say that it takes (default: false)"));
  addLinksOptions(command).addOption(
    new Option(
      "--follow [depth]",
      "look for services in nested tables of links, too (default: 3 where no depth is said)",
    ).argParser(parseDepth),
  );
  addNetworkOptions(command).option(
    "-v, --verbose",
    "print what was written where also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "print an error as JSON (default: false)");
  addExamples(command, [
    [
      'armillary cutout ivo://example/~?42 --service https://example.org/dlmeta --region "CIRCLE 10 20 0.1" -o cut.fits',
      "a circle of an image",
    ],
    ["armillary cutout 'https://example.org/dlmeta?ID=cube' --band 650nm..652nm -o cut.fits", "a few planes of a cube"],
    ['armillary cutout @images.vot --region "CIRCLE 10 20 0.1" --dir cutouts', "of all rows of a search"],
  ]);
  command.action((what: string[], flags: CutoutFlags) =>
    run(async (io) => {
      const { region = [], band = [], time = [], pol = [], set = {}, follow, output = "-", dir } = flags;
      const { async: asJob = false, check, verbose = false } = flags;
      const { runCutout } = await import("../run/cutout.ts");
      return runCutout(
        {
          ...linksOf(what, flags),
          ...{ region, band, time, pol, set, output, asJob, check, verbose },
          ...(dir === undefined ? {} : { folder: dir }),
          ...(follow === undefined ? {} : { follow }),
        },
        io,
      );
    }),
  );
}
