import { type Command, Option } from "commander";
import { addExamples, type Run, severalOption } from "../common.ts";
import { addTableOptions, type TableFlags, tableOf } from "./table-options.ts";

interface InvokeFlags extends TableFlags {
  readonly param?: readonly string[];
  readonly request?: string;
  readonly raw?: boolean;
}

export function defineInvoke(mast: Command, run: Run): void {
  const command = mast
    .command("invoke")
    .description("ask any service of MAST's Mashup API, by its own parameters")
    .argument("<service>", "Mast.Caom.Cone, Mast.Catalogs.Filtered.Tic, ...")
    .addOption(
      severalOption("--param <name=value>", "a parameter; a value that is JSON is sent as that, else as text", "none"),
    )
    .addOption(
      new Option(
        "--request <json>",
        "all parameters, or a whole request as MAST's pages print it, as JSON or @file (default: none)",
      ),
    )
    .option("--raw", "print the answer's JSON as it is, of services that give no rows (default: false)");
  // Services have filters of their own form, among their parameters.
  addTableOptions(command, "rows", { isCounted: false, isFiltered: false });
  addExamples(command, [
    [
      "armillary mast invoke Mast.Caom.Cone --param ra=254.287 --param dec=-4.099 --param radius=0.2",
      "observations around a place",
    ],
    ["armillary mast invoke Mast.Catalogs.Filtered.Tic --request @tic.json -o tic.parquet", "a request of a file"],
    ["armillary mast invoke Mast.Name.Lookup --param input=M8 --param format=json --raw", "what is no table"],
    [
      `armillary mast invoke Mast.Caom.Filtered --param columns='*' --param 'filters=[{"paramName":"proposal_id","values":["1345"]}]'`,
      "by a service's own filters",
    ],
  ]);
  command.action((service: string, flags: InvokeFlags) =>
    run(async (io) => {
      const { runInvoke } = await import("../../run/mast/invoke.ts");
      const { param = [], request, raw = false } = flags;
      await runInvoke(
        { ...tableOf(flags), service, parameters: param, raw, ...(request === undefined ? {} : { request }) },
        io,
      );
      return 0;
    }),
  );
}
