import type { Command } from "commander";
import { defineAdqlCheck } from "./adql-check.ts";
import { defineAdqlComplete } from "./adql-complete.ts";
import { defineAdqlExplain } from "./adql-explain.ts";
import { defineAdqlFormat } from "./adql-format.ts";
import { defineAdqlLsp } from "./adql-lsp.ts";
import type { Run } from "./common.ts";

export function defineAdql(program: Command, run: Run): void {
  const adql = program.command("adql").description("queries in the Astronomical Data Query Language");
  defineAdqlCheck(adql, run);
  defineAdqlFormat(adql, run);
  defineAdqlExplain(adql, run);
  defineAdqlComplete(adql, run);
  defineAdqlLsp(adql, run);
}
