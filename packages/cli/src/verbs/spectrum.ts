import type { FormatName } from "@armillary/formats/vocabulary";
import { type Command, InvalidArgumentError, Option } from "commander";
import { addCommonOptions, addExamples, fromOption, parseCount, type Run } from "./common.ts";
import { addNetworkOptions, type NetworkFlags, networkOf } from "./network-options.ts";
import { addWriteOptions, howOf, outputOption, toOption, type WriteFlags } from "./write-options.ts";

const MEDIA = ["air", "vacuum"] as const;
type Medium = (typeof MEDIA)[number];

interface SpectrumFlags extends WriteFlags, NetworkFlags {
  readonly output?: string;
  readonly from?: FormatName;
  readonly hdu?: string;
  readonly table?: number;
  readonly row?: number | "all";
  readonly spectral?: string;
  readonly flux?: string;
  readonly error?: string;
  readonly spectralUnit?: string;
  readonly wavelength?: string;
  readonly medium?: Medium;
  readonly assume?: Medium;
  readonly lenient?: boolean;
  readonly info?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export function defineSpectrum(program: Command, run: Run): void {
  const command = program
    .command("spectrum")
    .description("open a spectrum in a file, and write its points in any format, or tell what it is")
    .argument("<in>", "a file, an http(s) URL, or - for standard input: VOTable, FITS, or a table of text")
    .addOption(outputOption())
    .addOption(toOption("on standard output: text on a terminal, csv elsewhere"))
    .addOption(
      new Option(
        "--wavelength <unit>",
        "wavelengths in this unit instead of the spectral coordinate, with flux, error and quality: Angstrom, nm, um, m (default: the columns of IN)",
      ),
    )
    .addOption(
      new Option(
        "--medium <medium>",
        "wavelengths in air or in vacuum, converted where need be (default: as in IN)",
      ).choices(MEDIA),
    )
    .addOption(
      new Option("--assume <medium>", "what wavelengths are in where IN does not say (default: nothing)").choices(
        MEDIA,
      ),
    )
    .addOption(new Option("--info", "tell what it is instead: axes, units, target (default: false)"))
    .addOption(new Option("--hdu <hdu>", "FITS: number or EXTNAME of the HDU (default: the one that is a spectrum)"))
    .addOption(
      new Option("--table <n>", "VOTable: which TABLE, from 0 (default: the one that is a spectrum)").argParser(
        parseCount,
      ),
    )
    .addOption(
      new Option(
        "--row <n>",
        "which row of arrays, or of an image, from 0; all: one behind the other (default: the only one)",
      ).argParser(parseRow),
    )
    .addOption(new Option("--spectral <column>", "the spectral coordinate (default: found)"))
    .addOption(new Option("--flux <column>", "the flux (default: found)"))
    .addOption(new Option("--error <column>", "the error of the flux (default: found)"))
    .addOption(new Option("--spectral-unit <unit>", "of the spectral coordinate (default: what IN says)"))
    .addOption(new Option("--lenient", "cells that cannot be read become empty, and are told of (default: false)"))
    .addOption(fromOption());
  addNetworkOptions(addWriteOptions(command), "the whole transfer from a URL").option(
    "-v, --verbose",
    "print what was found also where stderr is no terminal (default: false)",
  );
  addCommonOptions(command, "with --info: as JSON; otherwise an error as JSON (default: false)");
  addExamples(command, [
    ["armillary spectrum x1d.fits --info", "what it is"],
    [
      "armillary spectrum spec-0266-51602-0001.fits --wavelength nm -o spectrum.csv",
      "wavelength, flux, error, quality",
    ],
    ["armillary spectrum stis_x1d.fits --row all -o all.vot", "all orders, one behind the other"],
  ]);
  command.action((input: string, flags: SpectrumFlags) =>
    run(async (io) => {
      const { from: format, hdu, table, row, spectral, flux, error, spectralUnit, wavelength, medium, assume } = flags;
      const { output = "-", to, lenient, info = false, verbose = false, json = false } = flags;
      const opening = { format, hdu: hduOf(hdu), table, row, spectral, flux, error, spectralUnit, lenient };
      const { runSpectrum } = await import("../run/spectrum.ts");
      await runSpectrum(
        {
          input,
          output,
          info,
          json,
          verbose,
          how: howOf(flags),
          ...(to === undefined ? {} : { to }),
          opening: given(opening),
          table: given({ wavelengthUnit: wavelength, medium, assume }),
          ...networkOf(flags),
        },
        io,
      );
      return 0;
    }),
  );
}

function hduOf(text: string | undefined): string | number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

function parseRow(text: string): number | "all" {
  if (text.toLowerCase() === "all") return "all";
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("A whole number from 0 is wanted, or all.");
  return Number(text);
}

/** Without what was not said. */
function given<Options extends object>(
  options: Options,
): { [Key in keyof Options]?: Exclude<Options[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
