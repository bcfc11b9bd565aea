import { type Command, InvalidArgumentError, Option } from "commander";
import type { MemberArgument } from "../federation/run-query.ts";
import { archiveLedgerOption } from "./archive-options.ts";
import { addExamples, parseCount, type Run } from "./common.ts";
import { addEngineQueryOptions, type EngineQueryFlags, engineQueryOf } from "./engine-query-options.ts";

interface FederatedQueryFlags extends EngineQueryFlags {
  readonly member?: readonly MemberArgument[];
  readonly strategy?: "auto" | "fetch" | "move";
  readonly complete?: boolean;
  readonly mostRows?: number;
  readonly ledger?: string;
}

/** `armillary query archives`. */
export function defineFederatedQuery(query: Command, run: Run): void {
  const command = query
    .command("archives")
    .description("ask several archives, and tables of this machine, in one query")
    .argument("<adql>", "the query, @file, or -; a table has its archive's short name in front: mast.ivoa.obscore")
    .addOption(
      new Option(
        "--member <name=service>",
        "an archive under a name of your own: a short name or a base URL of TAP; repeatable (default: the short names)",
      ).argParser((text: string, before: readonly MemberArgument[] = []) => [...before, parseMember(text)]),
    )
    .addOption(
      new Option(
        "--strategy <how>",
        "which rows are uploaded to another archive: what saves bytes, none, all that can be (default: auto)",
      ).choices(["auto", "fetch", "move"]),
    )
    .addOption(new Option("--complete", "all rows of every part, past its archive's limits (default: yes)"))
    .addOption(
      new Option("--no-complete", "take parts as the archives give them, and say which were cut (default: false)"),
    )
    .addOption(
      new Option("--most-rows <n>", "refuse to fetch more rows than these of one archive (default: 5000000)").argParser(
        parseCount,
      ),
    );
  command.addOption(archiveLedgerOption().conflicts("explain"));
  addEngineQueryOptions(command, {
    maxrec: "; parts are not cut",
    explain: "print who would be asked what, with rows and bytes, and fetch nothing",
  });
  addExamples(command, [
    ["armillary query archives @join.adql --explain", "who is asked what, and how much that is"],
    [
      'armillary query archives "SELECT m.id, w.w1mpro FROM mine AS m JOIN irsa.allwise_p3as_psd AS w ON 1=CONTAINS(POINT(w.ra,w.dec), CIRCLE(m.ra,m.dec,0.001))" --table mine=targets.csv',
      "a table of yours with an archive's",
    ],
    [
      "armillary query archives @join.adql --member dr3=https://gaia.ari.uni-heidelberg.de/tap -o joined.parquet",
      "an archive by its URL",
    ],
  ]);
  command.action((query: string, flags: FederatedQueryFlags) =>
    run(async (io) => {
      const { member: members = [], strategy = "auto", complete = true, mostRows, ledger } = flags;
      const more = { ...(mostRows === undefined ? {} : { mostRows }), ...(ledger === undefined ? {} : { ledger }) };
      const { runFederatedQuery } = await import("../federation/run-query.ts");
      await runFederatedQuery({ ...engineQueryOf(flags), ...more, query, members, strategy, complete }, io);
      return 0;
    }),
  );
}

function parseMember(text: string): MemberArgument {
  const [, name, service] = /^([A-Za-z][\w-]*)=(.+)$/s.exec(text) ?? [];
  if (name !== undefined && service !== undefined) return { name, service };
  throw new InvalidArgumentError("NAME=SERVICE is wanted, the name as it stands before tables: dr3=https://….");
}
