import { Command } from "commander";
import type { Io } from "./io.ts";
import { defineAdql } from "./verbs/adql.ts";
import { addExamples, type Run } from "./verbs/common.ts";
import { defineCompletion } from "./verbs/completion.ts";
import { defineCone } from "./verbs/cone.ts";
import { defineConvert } from "./verbs/convert.ts";
import { defineCutout } from "./verbs/cutout.ts";
import { defineDownload } from "./verbs/download.ts";
import { defineEdit } from "./verbs/edit.ts";
import { defineImages } from "./verbs/images.ts";
import { defineInfo } from "./verbs/info.ts";
import { defineJob } from "./verbs/job.ts";
import { defineLinks } from "./verbs/links.ts";
import { defineLint } from "./verbs/lint.ts";
import { defineMast } from "./verbs/mast.ts";
import { defineMatch } from "./verbs/match.ts";
import { defineName } from "./verbs/name.ts";
import { definePlot } from "./verbs/plot.ts";
import { defineQuery } from "./verbs/query.ts";
import { defineServe } from "./verbs/serve.ts";
import { defineServices } from "./verbs/services.ts";
import { defineShow } from "./verbs/show.ts";
import { defineSpectra } from "./verbs/spectra.ts";
import { defineSpectrum } from "./verbs/spectrum.ts";
import { defineTables } from "./verbs/tables.ts";
import { describeVersions } from "./versions.ts";

/** Everything the command line says, as a tree of commands: what is parsed, helped with and completed. */
export function buildProgram(io: Io, run: Run): Command {
  const program = new Command("armillary");
  program
    .description("Virtual Observatory tables and services from a shell.")
    .usage("<verb> ...")
    // What stands behind a verb is that verb's: `query local` has options that `query` has, too.
    .enablePositionalOptions()
    .helpCommand("help [verb]", "tell how a verb is used")
    .helpOption("-h, --help", "tell how it is used")
    .version(describeVersions(), "-V, --version", "print the versions of the program, Node and the standards")
    // Before any verb is defined: they take these over from here.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: () => undefined, // errors are thrown, and told by whoever catches them
      getOutHelpWidth: () => io.stdout.columns || 100,
      getOutHasColors: () => false,
    });
  addExamples(program, [
    ["armillary convert gaia.vot gaia.parquet", "a VOTable to Parquet, Arrow, CSV, ..."],
    ["armillary info gaia.vot", "what is in it"],
    ['armillary query gaia "SELECT TOP 5 * FROM gaiadr3.gaia_source"', "ADQL at a TAP service"],
  ]);
  defineConvert(program, run);
  defineEdit(program, run);
  defineInfo(program, run);
  defineShow(program, run);
  defineLint(program, run);
  defineMatch(program, run);
  definePlot(program, run);
  defineQuery(program, run);
  defineTables(program, run);
  defineServe(program, run);
  defineCone(program, run);
  defineLinks(program, run);
  defineCutout(program, run);
  defineImages(program, run);
  defineSpectra(program, run);
  defineSpectrum(program, run);
  defineServices(program, run);
  defineName(program, run);
  defineJob(program, run);
  defineDownload(program, run);
  defineMast(program, run);
  defineAdql(program, run);
  defineCompletion(program, run);
  return program;
}
