import type { Engine, EngineResult } from "@armillary/engine/node";
import { readQuery } from "../adql/read-query.ts";
import { usageError } from "../failure.ts";
import { type Io, writeOut } from "../io.ts";
import { printCounted } from "../quantities.ts";
import { checkQuery, pictured } from "../run/check-query.ts";
import { deliver, formatOfPlace, isChatty, type Place } from "../run/deliver.ts";
import { warn } from "../warnings.ts";
import { type LocalTables, withLocalTables } from "./open-tables.ts";

export interface LocalQueryArguments extends LocalTables {
  readonly query: string;
  readonly place: Place;
  readonly maxrec?: number;
  /** Tell how the query would be run, or what would be asked of whom, and run nothing. */
  readonly explain: boolean;
  readonly json: boolean;
}

/** `armillary query local`: a query over files of this machine, its result to OUT, streaming. */
export async function runLocalQuery(args: LocalQueryArguments, io: Io): Promise<void> {
  const { place, maxrec, network, json } = args;
  if (args.query === "-" && args.tables.some((table) => table.place === "-")) {
    throw usageError("Standard input is the query or a table, not both.", "The query may be a file: @query.adql.");
  }
  const to = formatOfPlace(place, "query local ADQL", io);
  const query = await readQuery(args.query, io);
  const chatty = isChatty(place, io);
  const hint = "armillary tables local --table NAME=FILE NAME lists a table's columns.";
  const refused = { what: "was not run", hint };
  await withLocalTables(args, io, async (engine) => {
    checkQuery(query, { metadata: engine.metadata, adapts: false, chatty, json, refused }, io);
    const options = maxrec === undefined ? {} : { maxrec };
    if (args.explain) return explain(engine, query.text, options, json, io);
    const { timeoutMs } = network;
    await deliver<EngineResult>(
      place,
      to,
      {
        open(progress) {
          progress.countsBytes = false;
          return engine.query(query.text, { ...options, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
        },
        tell({ status, rows }) {
          if (status !== "OVERFLOW" || maxrec === 0) return;
          const limit = `${printCounted(rows, "row")}, as many as --maxrec asks for`;
          warn(io, `Incomplete: the result ends after ${limit}; there are more (OVERFLOW).`);
        },
        end: () => undefined,
      },
      io,
    );
  }).catch((thrown: unknown) => {
    throw pictured(thrown, query, refused, json, io);
  });
}

async function explain(
  engine: Engine,
  text: string,
  options: { readonly maxrec?: number },
  json: boolean,
  io: Io,
): Promise<void> {
  const { sql, plan, fields, problems } = await engine.explain(text, options);
  const told = json ? JSON.stringify({ sql, plan, fields, problems }) : `${sql}\n\n${plan.trimEnd()}`;
  await writeOut(io.stdout, `${told}\n`);
}
