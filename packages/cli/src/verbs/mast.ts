import type { Command } from "commander";
import { addExamples, type Run } from "./common.ts";
import { defineCatalog } from "./mast/catalog.ts";
import { defineMastCutout } from "./mast/cutout.ts";
import { defineMastDownload } from "./mast/download.ts";
import { defineDuplicates } from "./mast/duplicates.ts";
import { defineInvoke } from "./mast/invoke.ts";
import { defineKeywords } from "./mast/keywords.ts";
import { defineLogin } from "./mast/login.ts";
import { defineMissions } from "./mast/missions.ts";
import { defineObservations } from "./mast/observations.ts";
import { defineProducts } from "./mast/products.ts";
import { defineSearch } from "./mast/search.ts";

/** `armillary mast`: what MAST has beyond the protocols of the VO. */
export function defineMast(program: Command, run: Run): void {
  const mast = program
    .command("mast")
    .description("the archive of Hubble, Webb, TESS, ... by its own API: observations, products, keywords, downloads");
  addExamples(mast, [
    ["armillary mast observations M101 --filter obs_collection=JWST", "what there is of a place"],
    [
      "armillary mast products --filter proposal_id=1345 --filter productType=SCIENCE -o products.csv",
      "files of a programme",
    ],
    ["armillary mast download products.csv --dir ceers", "all of them, in as many runs as it takes"],
    ["armillary mast login", "for data under exclusive access"],
  ]);
  defineObservations(mast, run);
  defineProducts(mast, run);
  defineMastDownload(mast, run);
  defineKeywords(mast, run);
  defineSearch(mast, run);
  defineCatalog(mast, run);
  defineMastCutout(mast, run);
  defineDuplicates(mast, run);
  defineMissions(mast, run);
  defineInvoke(mast, run);
  defineLogin(mast, run);
}
