import { type Command, Option } from "commander";
import { usageError } from "../failure.ts";
import type { SpectraQuestion } from "../run/spectra.ts";
import {
  type ArchiveFlags,
  addArchiveOptions,
  archiveLedgerOption,
  archivesOf,
  refuseArchiveOptions,
  refuseOptions,
  regionOption,
} from "./archive-options.ts";
import { addExamples, parseCount, parsePositive, type Run, severalOption } from "./common.ts";
import {
  addManyOptions,
  isMany,
  type ManyFlags,
  manyOf,
  refuseManyOptions,
  refuseManyTargets,
} from "./many-options.ts";
import { addSearchOptions, type SearchFlags, searchOf, TARGET_ARGUMENT } from "./search-options.ts";

type SpectraFlags = SearchFlags & SpectraQuestion & ArchiveFlags & ManyFlags;

/** What archives do not all understand. */
const ONE_SERVICE = [
  "within",
  "format",
  "targetName",
  "targetClass",
  "minSnr",
  "minResolution",
  "redshift",
  "fluxCalib",
  "top",
];

export function defineSpectra(program: Command, run: Run): void {
  const command = program
    .command("spectra")
    .description(
      "ask the archives, or one spectral service (SSA), for spectra of a place, and write the list in any format",
    )
    .argument("[target]", `${TARGET_ARGUMENT}; or @FILE, a table of many (default: anywhere, as the options say)`)
    .addOption(
      new Option(
        "--diameter <angle>",
        "of the circle around TARGET, with its unit: 10arcsec, 0.1deg (default: 10arcsec)",
      ),
    )
    .addOption(regionOption())
    .addOption(
      new Option(
        "--within",
        "leave out spectra that lie outside, for services that take a diameter for a radius (default: false)",
      ),
    )
    .addOption(severalOption("--band <band>", "550nm, 500nm..600nm, 1.4GHz, 0.5keV..2keV, V"))
    .addOption(severalOption("--time <time>", "2010-01-01, 2010-01-01..2011-01-01, 55197..55562 (MJD)"))
    .addOption(severalOption("--format <format>", "fits, votable, compliant, native, graphic, all, a media type"))
    .addOption(new Option("--collection <name>", "the data set, as the archive calls it (default: any)"))
    .addOption(new Option("--target-name <name>", "of the object, as the archive calls it (default: any)"))
    .addOption(severalOption("--target-class <class>", "star, galaxy, QSO, ..."))
    .addOption(new Option("--min-snr <n>", "signal to noise at least (default: any)").argParser(parseCount))
    .addOption(new Option("--min-resolution <n>", "λ/Δλ at least (default: any)").argParser(parseCount))
    .addOption(new Option("--redshift <range>", "0.1..0.5, 2.. (default: any)"))
    .addOption(
      new Option("--flux-calib <level>", "calibration of the flux at least (default: any)").choices([
        "absolute",
        "relative",
        "normalized",
        "any",
      ]),
    )
    .addOption(
      new Option("--top <n>", "so many of the best, where the service ranks (default: all)").argParser(parsePositive),
    );
  addArchiveOptions(command, "spectra").addOption(archiveLedgerOption());
  addManyOptions(command);
  addSearchOptions(command, "spectral service");
  addExamples(command, [
    ["armillary spectra M31 --diameter 1arcmin -o spectra.vot", "MAST, HEASARC, IRSA and NED at once, as one table"],
    [
      'armillary spectra "10.68 41.27" --diameter 1arcmin --service https://example.org/ssa?',
      "a table on the terminal",
    ],
    [
      'armillary spectra "10.68 41.27" --service https://irsa.ipac.caltech.edu/SSA --collection iso_sws -o list.vot',
      "one data set",
    ],
    ["armillary spectra --service mine --redshift 2.. --target-class QSO", "anywhere; mine is a name of config.json"],
  ]);
  command.action((target: string | undefined, flags: SpectraFlags) =>
    run(async (io) => {
      const { diameter, region, within, band, time, format, collection, targetName, targetClass } = flags;
      const { minSnr, minResolution, redshift, fluxCalib, top } = flags;
      const words = { target, region, diameter, within, band, time, format, collection, targetName, targetClass };
      const given = { ...words, minSnr, minResolution, redshift, fluxCalib, top };
      const said: SpectraQuestion & { readonly target?: string } = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined),
      );
      const { service } = flags;
      if (service === undefined) {
        if ((target ?? region) === undefined) {
          throw usageError("Archives are asked about a place: give TARGET, --region, or --service.");
        }
        refuseOptions(flags, ONE_SERVICE);
        const { spectraPlace } = await import("../run/spectra.ts");
        const { archivesQuestion } = await import("../run/images.ts");
        const { runArchives } = await import("../run/archives.ts");
        const question = archivesQuestion({
          ...(band === undefined ? {} : { band }),
          ...(time === undefined ? {} : { time }),
        });
        const asked = archivesOf(flags, collection === undefined ? [] : [collection]);
        if (isMany(target)) {
          refuseOptions(flags, ["region"], "is of one target: many have circles around them");
          const { runArchivesMany } = await import("../run/archives-many.ts");
          const { radius = "" } = spectraPlace(said);
          return runArchivesMany({ kind: "spectra", target, radius, question, ...manyOf(flags), ...asked }, io);
        }
        refuseManyOptions(flags);
        const place = spectraPlace(said);
        return runArchives({ kind: "spectra", place, question, ...asked }, io);
      }
      const { archive, wait, common, keyword, protocol, ledger } = flags;
      refuseArchiveOptions({ archive, wait, common, keyword, protocol, ledger });
      refuseManyTargets(target, flags);
      const { runSpectra } = await import("../run/spectra.ts");
      await runSpectra({ ...searchOf({ ...flags, service }), ...said }, io);
      return 0;
    }),
  );
}
