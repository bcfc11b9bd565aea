import { type Command, Option } from "commander";
import type { ImagesQuestion } from "../run/images.ts";
import {
  type ArchiveFlags,
  addArchiveOptions,
  archiveLedgerOption,
  archivesOf,
  placeWords,
  refuseArchiveOptions,
  refuseOptions,
  regionOption,
} from "./archive-options.ts";
import { addExamples, type Run, severalOption } from "./common.ts";
import {
  addManyOptions,
  isMany,
  type ManyFlags,
  manyOf,
  refuseManyOptions,
  refuseManyTargets,
} from "./many-options.ts";
import { addSearchOptions, type SearchFlags, searchOf, TARGET_ARGUMENT } from "./search-options.ts";

type ImagesFlags = SearchFlags & ImagesQuestion & ArchiveFlags & ManyFlags;

export function defineImages(program: Command, run: Run): void {
  const command = program
    .command("images")
    .description(
      "ask the archives, or one image service (SIA 1 or 2), for images of a place, and write the list in any format",
    )
    .argument("[target]", `${TARGET_ARGUMENT}, or a region, as --region has it; or @FILE, a table of many`)
    .addOption(regionOption())
    .addOption(new Option("--size <angle>", "width of a box, or WIDTH,HEIGHT, with units (default: 0.2deg)"))
    .addOption(new Option("--radius <angle>", "of a circle, instead of a box (default: none)"))
    .addOption(
      new Option("--sia <version>", "the version of SIA to speak (default: what the service speaks)").choices([
        "1",
        "2",
      ]),
    )
    .addOption(severalOption("--band <band>", "550nm, 500nm..600nm, 1.4GHz, 0.5keV..2keV, V"))
    .addOption(severalOption("--time <time>", "2010-01-01, 2010-01-01..2011-01-01, 55197..55562 (MJD)"))
    .addOption(severalOption("--format <format>", "fits, jpeg, png, a media type; of SIA 1 also ALL, GRAPHIC"))
    .addOption(severalOption("--collection <name>", "the data set, as the archive calls it"))
    .addOption(severalOption("--instrument <name>", "as the archive calls it"))
    .addOption(severalOption("--facility <name>", "telescope, as the archive calls it"))
    .addOption(severalOption("--type <type>", "image or cube"))
    .addOption(
      new Option(
        "--intersect <how>",
        "of SIA 1: how image and box lie to one another (default: the service's)",
      ).choices(["COVERS", "ENCLOSED", "CENTER", "OVERLAPS"]),
    );
  addArchiveOptions(command, "images").addOption(archiveLedgerOption());
  addManyOptions(command);
  addSearchOptions(command, "image service");
  addExamples(command, [
    ["armillary images M31 --radius 5arcmin -o images.vot", "MAST, HEASARC, IRSA and NED at once, as one table"],
    ['armillary images "10.68 41.27" --size 0.5deg --service https://example.org/sia?', "a table on the terminal"],
    [
      'armillary images "10.68 41.27" --service https://irsa.ipac.caltech.edu/SIA --collection wise_allwise --band W1',
      "one data set, one band",
    ],
    [
      'armillary images "POLYGON 10 41 11 41 11 42" --service mine --time 2010-01-01..2011-01-01 -o list.vot',
      "mine is a name of config.json",
    ],
  ]);
  command.action((target: string | undefined, flags: ImagesFlags) =>
    run(async (io) => {
      const { size, radius, region, sia, band, time, format, collection, instrument, facility, type, intersect } =
        flags;
      const given = {
        size,
        radius,
        region,
        sia,
        band,
        time,
        format,
        collection,
        instrument,
        facility,
        type,
        intersect,
      };
      const said: ImagesQuestion = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const { service } = flags;
      if (service === undefined) {
        refuseOptions(flags, ["sia", "format", "instrument", "facility", "type", "intersect"]);
        const { archivesQuestion, USUAL_MANY_RADIUS, USUAL_SIZE } = await import("../run/images.ts");
        const { runArchives } = await import("../run/archives.ts");
        if (isMany(target)) {
          refuseOptions(flags, ["size", "region"], "is of one target: many have circles around them");
          const { runArchivesMany } = await import("../run/archives-many.ts");
          const many = { target, radius: radius ?? USUAL_MANY_RADIUS, ...manyOf(flags) };
          return runArchivesMany(
            { kind: "images", ...many, question: archivesQuestion(said), ...archivesOf(flags, collection ?? []) },
            io,
          );
        }
        refuseManyOptions(flags);
        const place = placeWords({ target, region, radius, size });
        const asked = archivesOf(flags, collection ?? []);
        return runArchives(
          { kind: "images", place, usual: { size: USUAL_SIZE }, question: archivesQuestion(said), ...asked },
          io,
        );
      }
      const { archive, wait, common, keyword, protocol, ledger } = flags;
      refuseArchiveOptions({ archive, wait, common, keyword, protocol, ledger });
      refuseManyTargets(target, flags);
      const { runImages } = await import("../run/images.ts");
      await runImages({ ...(target === undefined ? {} : { target }), ...searchOf({ ...flags, service }), ...said }, io);
      return 0;
    }),
  );
}
