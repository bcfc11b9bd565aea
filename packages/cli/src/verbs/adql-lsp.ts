import { type Command, Option } from "commander";
import { usageError } from "../failure.ts";
import { schemaOf, schemaOption, serviceOption } from "./adql-options.ts";
import { addExamples, type Run } from "./common.ts";

interface LspFlags {
  readonly schema?: readonly string[];
  readonly service?: string;
}

export function defineAdqlLsp(adql: Command, run: Run): void {
  const command = adql
    .command("lsp")
    .description("serve editors as a language server (LSP), on standard input and output")
    .addOption(schemaOption())
    .addOption(serviceOption())
    .option("--debug", "print where in the program an error arose (default: false)")
    // Editors add these of their own accord.
    .addOption(new Option("--stdio").hideHelp())
    .addOption(new Option("--clientProcessId <id>").hideHelp());
  addExamples(command, [
    ["armillary adql lsp --schema tables.xml", "as an editor starts it"],
    ["armillary adql lsp --service gaia", "with the tables of a service"],
  ]);
  command.action(({ schema = [], service }: LspFlags) =>
    run(async (io) => {
      if (schema.includes("-")) throw usageError("Standard input is the editor's: --schema names a file.");
      const { runLsp } = await import("../adql/lsp/run-lsp.ts");
      return runLsp({ schema: schemaOf({ schema, service }) }, io);
    }),
  );
}
