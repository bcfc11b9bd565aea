import { type Command, Option } from "commander";
import { usageError } from "../failure.ts";
import {
  type ArchiveFlags,
  addArchiveOptions,
  archivesOf,
  placeWords,
  refuseArchiveOptions,
  refuseOptions,
  regionOption,
} from "./archive-options.ts";
import { addExamples, type Run, severalOption } from "./common.ts";
import { addManyOptions, isMany, type ManyFlags, manyOf, refuseManyOptions } from "./many-options.ts";
import { addSearchOptions, type SearchFlags, searchOf, TARGET_ARGUMENT } from "./search-options.ts";

interface ConeFlags extends SearchFlags, ManyFlags, ArchiveFlags {
  readonly merge?: boolean;
  readonly collection?: readonly string[];
  readonly region?: string;
  readonly radius?: string;
  readonly verbosity?: "1" | "2" | "3";
  readonly separation?: boolean;
}

export function defineCone(program: Command, run: Run): void {
  const command = program
    .command("cone")
    .description(
      "ask the archives, or one cone search, what they have around a place, and write it in any format, streaming",
    )
    .argument("[target]", `${TARGET_ARGUMENT}; or @FILE, a table of many (@- standard input)`)
    .addOption(new Option("--radius <angle>", "of the cone, with its unit: 10arcsec, 0.1deg (default: 5arcmin)"))
    .addOption(regionOption())
    .addOption(
      new Option(
        "--verbosity <n>",
        "columns: 1 few, 2 the usual ones, 3 all, where the service knows VERB (default: the service's)",
      ).choices(["1", "2", "3"]),
    )
    .addOption(
      new Option(
        "--separation",
        "add the distance from the position, in arcsec; always there for many (default: false)",
      ),
    );
  addArchiveOptions(command, "cone").addOption(
    severalOption(
      "--collection <name>",
      "archives: a catalogue as they call it, irsa:allwise_p3as_psd, or ivo://… of any",
      "hst, zcat, fp_psc, NED's objects",
    ),
  );
  addManyOptions(command)
    .addOption(
      new Option(
        "--merge",
        "many, of one service: ask for targets close to each other together where that is less work (default: false)",
      ),
    )
    .addOption(
      new Option(
        "--ledger <file>",
        "write what became of each archive, or of many targets, as JSON (default: nowhere)",
      ),
    );
  addSearchOptions(command, "cone search");
  addExamples(command, [
    ["armillary cone M31 --radius 5arcmin -o m31.csv", "MAST, HEASARC, IRSA and NED at once, as one table"],
    ["armillary cone M31 --archive irsa --collection allwise_p3as_psd --common", "one catalogue, the common columns"],
    ['armillary cone --region "POLYGON 10 41 11 41 11 42" -o rows.vot', "what all four have in it"],
    ['armillary cone "10.68 41.27" --radius 1arcmin --service https://example.org/scs?', "a table on the terminal"],
    ['armillary cone "00:42:44.3 +41:16:09" --service mine -o m31.parquet', "mine is a name of config.json"],
    ["armillary cone @targets.csv --radius 2arcsec -o found.vot", "around many places, or names, at all four"],
    ["armillary cone @targets.csv --radius 2arcsec --find best --service mine -o matches.vot", "around many places"],
  ]);
  command.action((target: string | undefined, flags: ConeFlags) =>
    run(async (io) => {
      const { service, region, radius, verbosity, separation = false, collection = [] } = flags;
      const place = placeWords({ target, region, radius });
      const { runCone, USUAL_RADIUS } = await import("../run/cone.ts");
      if (service === undefined) {
        refuseOptions(flags, ["verbosity", "separation", "merge"]);
        const asked = archivesOf(flags, collection);
        if (isMany(target)) {
          if (region !== undefined) throw usageError("--region stands instead of TARGET: give one.");
          const { runArchivesMany } = await import("../run/archives-many.ts");
          return runArchivesMany(
            { kind: "cone", target, radius: radius ?? USUAL_RADIUS, ...manyOf(flags), ...asked },
            io,
          );
        }
        refuseManyOptions(flags);
        const { runArchives } = await import("../run/archives.ts");
        return runArchives({ kind: "cone", place, usual: { radius: USUAL_RADIUS }, ...asked }, io);
      }
      const { archive, wait, common, keyword, protocol, ledger, nameCol, merge = false } = flags;
      refuseArchiveOptions({
        archive,
        wait,
        common,
        keyword,
        protocol,
        collection: flags.collection,
        "name-col": nameCol,
      });
      const level = verbosity === undefined ? {} : { verbosity: Number(verbosity) as 1 | 2 | 3 };
      const one = { ...place, separation, ...level, ...searchOf({ ...flags, service }) };
      if (isMany(target)) {
        if (region !== undefined) throw usageError("--region stands instead of TARGET: give one.");
        const { runConeMany } = await import("../run/cone-many.ts");
        const many = { ...manyOf(flags), merge, ...(ledger === undefined ? {} : { ledger }) };
        return runConeMany({ ...one, target, radius: radius ?? USUAL_RADIUS, ...many }, io);
      }
      refuseManyOptions(flags);
      const onlyMany = ledger !== undefined ? "--ledger" : merge ? "--merge" : undefined;
      if (onlyMany !== undefined) {
        throw usageError(`${onlyMany} is for many targets: a table of them, @FILE, is due instead of a position.`);
      }
      await runCone(one, io);
      return 0;
    }),
  );
}
