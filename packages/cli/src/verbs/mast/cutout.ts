import { type Command, InvalidArgumentError, Option } from "commander";
import { addCommonOptions, addExamples, parsePositive, type Run } from "../common.ts";
import { addMastOptions, type MastFlags, mastOf } from "./options.ts";

interface CutoutFlags extends MastFlags {
  readonly service: "tesscut" | "zcut" | "hapcut";
  readonly moving?: string;
  readonly size?: { readonly width: number; readonly height: number; readonly unit: "px" | "deg" };
  readonly sector?: readonly number[];
  readonly survey?: string;
  readonly format?: "fits" | "jpg" | "png";
  readonly dir: string;
  readonly parallel?: number;
  readonly list?: boolean;
  readonly json?: boolean;
}

export function defineMastCutout(mast: Command, run: Run): void {
  const command = mast
    .command("cutout")
    .description("cut a place out of full-frame images of TESS, deep fields, or Hubble's advanced products")
    .argument("[target]", 'a name, or a position: M101, "107.18 -70.5"')
    .addOption(
      new Option("--service <name>", "tesscut: TESS; zcut: deep fields (CANDELS, GOODS, ...); hapcut: Hubble")
        .choices(["tesscut", "zcut", "hapcut"])
        .default("tesscut"),
    )
    .addOption(
      new Option("--moving <body>", "tesscut: a body of the solar system, as JPL Horizons has it (default: a place)"),
    )
    .addOption(
      new Option(
        "--size <size>",
        "pixels, or an angle; two for width and height: 10, 10x20, 0.1deg, 2arcmin (default: 5 pixels)",
      ).argParser(parseSize),
    )
    .addOption(
      new Option("--sector <n>", "tesscut: this sector; repeatable (default: all that have the target)").argParser(
        (text: string, before: readonly number[] = []) => [...before, parsePositive(text)],
      ),
    )
    .addOption(new Option("--survey <name>", "zcut: this survey (default: all that have the place)"))
    .addOption(
      new Option("--format <format>", "zcut: how the cutouts are written (default: fits)").choices([
        "fits",
        "jpg",
        "png",
      ]),
    )
    .addOption(new Option("--dir <folder>", "where the files go; made if need be").default("."))
    .addOption(new Option("--parallel <n>", "requests at a time, 10 at most (default: 4)").argParser(parseParallel))
    .option("--list", "tell the sectors, or surveys, that have the target, and cut nothing (default: false)");
  addMastOptions(command);
  addCommonOptions(command, "print what became of it, and errors, as JSON (default: false)");
  addExamples(command, [
    ['armillary mast cutout "107.18 -70.5" --size 10 --dir cutouts', "all sectors of TESS"],
    ['armillary mast cutout "TIC 25155310" --sector 1 --sector 2', "two of them"],
    ["armillary mast cutout --moving Eleonora --size 5", "an asteroid, where it was"],
    ['armillary mast cutout "189.49 62.24" --service zcut --size 30arcsec', "deep fields"],
    ["armillary mast cutout M101 --list", "the sectors that have it"],
  ]);
  command.action((target: string | undefined, flags: CutoutFlags) =>
    run(async (io) => {
      const { runMastCutout } = await import("../../run/mast/cutout.ts");
      const { service, dir, list = false, json = false, moving, size, sector = [], survey, format, parallel } = flags;
      return runMastCutout(
        {
          ...mastOf(flags),
          service,
          folder: dir,
          list,
          json,
          sectors: sector,
          ...(target === undefined ? {} : { target }),
          ...(moving === undefined ? {} : { moving }),
          ...(size === undefined ? {} : { size }),
          ...(survey === undefined ? {} : { survey }),
          ...(format === undefined ? {} : { format }),
          ...(parallel === undefined ? {} : { parallel }),
        },
        io,
      );
    }),
  );
}

/** TESScut bears no more (astroquery's documentation). */
const MOST_AT_ONCE = 10;

function parseParallel(text: string): number {
  const count = parsePositive(text);
  if (count > MOST_AT_ONCE) throw new InvalidArgumentError(`At most ${MOST_AT_ONCE} requests are made at a time.`);
  return count;
}

const DEGREES: Readonly<Record<string, number>> = { deg: 1, arcmin: 1 / 60, arcsec: 1 / 3600 };

function parseSize(text: string): NonNullable<CutoutFlags["size"]> {
  const [, first, unit = "px", second, secondUnit = unit] =
    /^(\d+(?:\.\d+)?)(px|deg|arcmin|arcsec)?(?:x(\d+(?:\.\d+)?)(px|deg|arcmin|arcsec)?)?$/.exec(text.trim()) ?? [];
  // In 10x20arcmin the unit is of both.
  const shared = unit === "px" && secondUnit !== "px" ? secondUnit : unit;
  if (first === undefined || (second !== undefined && shared !== secondUnit)) {
    throw new InvalidArgumentError("A size is wanted: 10, 10x20 (pixels), 0.1deg, 2arcmin.");
  }
  const [width, height] = [Number(first), Number(second ?? first)];
  if (width === 0 || height === 0) throw new InvalidArgumentError("A cutout is larger than nothing.");
  if (shared === "px" && !(Number.isInteger(width) && Number.isInteger(height))) {
    throw new InvalidArgumentError("Pixels are whole; an angle has its unit: 0.1deg, 2arcmin.");
  }
  const factor = DEGREES[shared];
  return factor === undefined
    ? { width, height, unit: "px" }
    : { width: width * factor, height: height * factor, unit: "deg" };
}
