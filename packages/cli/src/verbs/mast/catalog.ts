import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, InvalidArgumentError, Option } from "commander";
import { addExamples, fromOption, parseCount, type Run, severalOption, tableOption } from "../common.ts";
import { radiusOption } from "./question-options.ts";
import { addTableOptions, type TableFlags, tableOf } from "./table-options.ts";

interface CatalogFlags extends TableFlags {
  readonly radius?: string;
  readonly release?: string;
  readonly param?: readonly string[];
  readonly kind?: string;
}

interface CrossmatchFlags extends TableFlags {
  readonly catalog: string;
  readonly radius?: string;
  readonly release?: string;
  readonly find: "all" | "best";
  readonly ra?: string;
  readonly dec?: string;
  readonly from?: FormatName;
  readonly table: number;
}

const CATALOGS = "hsc, gaia, tic, ctl, galex, plato, panstarrs, ... or what MAST's services call it";

/** `armillary mast catalog|crossmatch`. */
export function defineCatalog(mast: Command, run: Run): void {
  const command = mast
    .command("catalog")
    .description("find objects of a catalogue at MAST: by place, by what they are, or both")
    .argument("<catalog>", CATALOGS)
    .argument("[target]", 'around a name, or a position: M101, "210.80 54.35" (default: anywhere)')
    .addOption(radiusOption("0.02deg"))
    .addOption(new Option("--release <n>", "hsc: 3, 2; gaia: 3, 2, 1; panstarrs: dr2, dr1 (default: the newest)"))
    .addOption(new Option("--kind <table>", "panstarrs: mean, stack, detection, ... (default: mean)"))
    .addOption(severalOption("--param <name=value>", "a parameter of the service's own: magtype=2", "its own"));
  addTableOptions(command, "objects");
  addExamples(command, [
    ["armillary mast catalog gaia M101 --radius 1arcmin", "stars there"],
    [
      "armillary mast catalog tic --filter Tmag=..8 --filter Teff=3000..4000 --count",
      "bright cool stars of all the sky",
    ],
    [
      "armillary mast catalog panstarrs M101 --filter nDetections=5.. --columns objID,raMean,decMean,rMeanPSFMag",
      "Pan-STARRS",
    ],
    ["armillary mast catalog hsc M101 --radius 30arcsec -o hsc.vot", "Hubble's source catalogue"],
  ]);
  command.action((catalog: string, target: string | undefined, flags: CatalogFlags) =>
    run(async (io) => {
      const { runCatalog } = await import("../../run/mast/catalog.ts");
      const { radius, release, kind, param = [] } = flags;
      await runCatalog(
        {
          ...tableOf(flags),
          catalog,
          parameters: param.map(parsePair),
          ...(target === undefined ? {} : { target }),
          ...(radius === undefined ? {} : { radius }),
          ...(release === undefined ? {} : { release }),
          ...(kind === undefined ? {} : { kind }),
        },
        io,
      );
      return 0;
    }),
  );
  defineCrossmatch(mast, run);
}

function defineCrossmatch(mast: Command, run: Run): void {
  const command = mast
    .command("crossmatch")
    .description("match the positions of a table with a catalogue at MAST: each row stays, with what is next to it")
    .argument("<in>", "a table with positions: a file, a URL, or - for standard input")
    .requiredOption("--catalog <name>", "tic, ctl, gaia, hsc, galex, sdss, 2mass, caom, ...")
    .addOption(radiusOption("0.002deg, 7.2 arcsec"))
    .addOption(new Option("--release <n>", "of the catalogue (default: the newest)").argParser(parseCount))
    .addOption(
      new Option("--find <which>", "all matches of a row, or the nearest alone")
        .choices(["all", "best"])
        .default("all"),
    )
    .option("--ra <column>", "right ascension, by name or ID (default: by UCD, utype, name)")
    .option("--dec <column>", "declination (default: the same)")
    .addOption(tableOption())
    .addOption(fromOption());
  addTableOptions(command, "rows", { isCounted: false });
  addExamples(command, [
    [
      "armillary mast crossmatch mine.csv --catalog gaia --radius 1arcsec --find best -o both.vot",
      "the nearest star of Gaia",
    ],
    ["armillary mast observations M101 | armillary mast crossmatch - --catalog tic --ra s_ra --dec s_dec", "in a pipe"],
  ]);
  command.action((input: string, flags: CrossmatchFlags) =>
    run(async (io) => {
      const { runCrossmatch } = await import("../../run/mast/crossmatch.ts");
      const { catalog, find, radius, release, ra, dec, table, from } = flags;
      await runCrossmatch(
        {
          ...tableOf(flags),
          input,
          catalog,
          find,
          table,
          position: { ...(ra === undefined ? {} : { ra }), ...(dec === undefined ? {} : { dec }) },
          ...(from === undefined ? {} : { from }),
          ...(radius === undefined ? {} : { radius }),
          ...(release === undefined ? {} : { release: Number(release) }),
        },
        io,
      );
      return 0;
    }),
  );
}

function parsePair(text: string): readonly [name: string, value: string] {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError(`"${text}" is no parameter: NAME=VALUE is due.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
