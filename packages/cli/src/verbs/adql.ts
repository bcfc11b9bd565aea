import type { Command } from "commander";
import { defineAdqlExplain } from "./adql-explain.ts";
import type { Run } from "./common.ts";

export function defineAdql(program: Command, run: Run): void {
  const adql = program.command("adql").description("queries in the Astronomical Data Query Language");
  defineAdqlExplain(adql, run);
}
