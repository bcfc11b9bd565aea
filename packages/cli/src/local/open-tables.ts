import { stat } from "node:fs/promises";
import type { AddTableOptions, Engine, EngineTable } from "@armillary/engine/node";
import { CommandError, failureIn, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { Progress } from "../progress.ts";
import { openInputs } from "../run/open-inputs.ts";
import { tableFolderAt } from "../table-folder.ts";
import { warnOfDiagnostics } from "../warnings.ts";
import { type PositionArguments, positionsByTable } from "./position-arguments.ts";
import type { TableArgument } from "./table-argument.ts";

/** What is opened, and how. */
export interface LocalTables {
  readonly tables: readonly TableArgument[];
  /** Columns of position of tables that do not tell them. */
  readonly positions: PositionArguments;
  /** Take Parquet in and sort it by position, instead of reading it in place. */
  readonly index: boolean;
  /** Cells that cannot be read become null. */
  readonly lenient: boolean;
  readonly memoryLimitBytes?: number;
  readonly network: NetworkOptions;
  /** Whether a query may be without any (default false). */
  readonly mayBeNone?: boolean;
}

/** Opens an engine with these tables; a signal to the process ends it, and leaves nothing behind. */
export async function withLocalTables(
  args: LocalTables,
  io: Io,
  use: (engine: Engine) => Promise<void>,
): Promise<void> {
  const { tables, memoryLimitBytes, mayBeNone = false } = args;
  if (tables.length === 0 && !mayBeNone) throw usageError("There is no table to ask.", "--table NAME=FILE names one.");
  if (tables.filter(({ place }) => place === "-").length > 1) throw usageError("Standard input can be read once.");
  const named = await Promise.all(tables.map(withName));
  const positions = positionsByTable(
    named.map(({ name }) => name),
    args.positions,
  );
  const { openEngine } = await import("@armillary/engine/node");
  const engine = await openEngine(memoryLimitBytes === undefined ? {} : { memoryLimitBytes });
  const onSignal = (): Promise<void> => engine.close();
  io.onSignal.add(onSignal);
  try {
    for (const table of named) {
      const position = positions.get(table.name) ?? "auto";
      const added = await addTable(engine, table, position, args, io).catch((thrown: unknown) => {
        throw withNameHint(table, failureIn(table.place === "-" ? "standard input" : table.place, thrown));
      });
      warnOfDiagnostics(io, table.place, added.diagnostics);
    }
    await use(engine);
  } finally {
    await engine.close();
    io.onSignal.delete(onSignal);
  }
}

/** A file that is not there may be a name, and what is called so: one with a blank in it wants quotes. */
function withNameHint({ place, isNamed }: TableArgument, error: CommandError): CommandError {
  const [, name, file] = /^([^/"=]+)=(.+)$/s.exec(place) ?? [];
  if (error.failure.code !== "FILE_NOT_FOUND" || isNamed || name === undefined) return error;
  const hint = `If ${name} is meant to be the name of ${file}: names of other than letters, digits and _ are in double quotes, '"${name}"=${file}'.`;
  return new CommandError({ ...error.failure, hint }, error.exit, { cause: error.cause });
}

/** A HATS catalogue of which no name is given is called as it calls itself. */
async function withName(table: TableArgument): Promise<TableArgument> {
  const folder = table.isNamed ? undefined : await tableFolderAt(table.place);
  return folder?.name === undefined ? table : { ...table, name: folder.name };
}

async function addTable(
  engine: Engine,
  { name, place }: TableArgument,
  position: NonNullable<AddTableOptions["position"]>,
  { index, lenient, network }: LocalTables,
  io: Io,
): Promise<EngineTable> {
  // Which addresses are read is said where they are opened.
  const isStream = place === "-" || /^[a-z][a-z0-9+.-]+:\/\//i.test(place);
  const reading = lenient ? { lenient } : {};
  if (isStream) {
    const { table, progress } = await openInputs([place], io, { ...network, ...reading, lend: true });
    try {
      return await engine.addTable(name, { stream: table }, { position, onProgress: counting(progress) });
    } finally {
      progress.end();
    }
  }
  const progress = new Progress(io);
  progress.countsBytes = false;
  try {
    const isPattern = /[*?]/.test(place) && !(await isThere(place));
    const source = isPattern ? { glob: place } : { path: place, ...(lenient ? { read: reading } : {}) };
    return await engine.addTable(name, source, { index, position, onProgress: counting(progress) });
  } finally {
    progress.end();
  }
}

function counting(progress: Progress): (so: { readonly rows: number }) => void {
  return ({ rows }) => {
    progress.rows = rows;
  };
}

/** A file may have a star in its name. */
async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
