import type { Command } from "commander";
import { addExamples, type Run } from "./common.ts";
import { defineMastDownload } from "./mast/download.ts";
import { defineLogin } from "./mast/login.ts";

/** `armillary mast`: what MAST has beyond the protocols of the VO. */
export function defineMast(program: Command, run: Run): void {
  const mast = program
    .command("mast")
    .description("the archive of Hubble, Webb, TESS, ... by its own API: observations, products, keywords, downloads");
  addExamples(mast, [["armillary mast login", "for data under exclusive access"]]);
  defineMastDownload(mast, run);
  defineLogin(mast, run);
}
