import type { IdentifiedSource, OpenTableOptions, TablePart, TableStream } from "@armillary/formats";
import {
  concatenateTables,
  deriveTable,
  identify,
  limitRows,
  openIdentified,
  openTable,
  skipRows,
} from "@armillary/formats";
import { failureIn, usageError } from "../failure.ts";
import { type Input, type InputOptions, openInput } from "../input.ts";
import type { Io } from "../io.ts";
import { Progress } from "../progress.ts";
import { filesOf, type InputFile } from "../table-folder.ts";

/** The table that a verb works on, from one IN or several. */
export interface Inputs {
  /** For messages that are about no one of them. */
  readonly label: string;
  readonly table: TableStream;
  readonly progress: Progress;
}

export type InputsOptions = OpenTableOptions & InputOptions;

/** Files that are held open until their turn; more would come near what a process may have open. */
const MOST_WAITING = 16;

/**
 * Opens IN, or several as one table whose rows follow one another; `skip` and `limit` count over all of them. A folder stands for the files of
 * its table.
 * @throws CommandError naming the IN
 */
export async function openInputs(named: readonly string[], io: Io, options: InputsOptions): Promise<Inputs> {
  const inputs = (await Promise.all(named.map(filesOf))).flat();
  if (inputs.filter(({ input }) => input === "-").length > 1) throw usageError("Standard input can be read once.");
  const progress = new Progress(io);
  const { skip = 0, limit, ...reading } = options;
  const several = inputs.length > 1;
  // A single table's reader knows best how not to read what is not wanted.
  const own = several ? reading : options;
  const meter = new Meter(progress, inputs.length);
  const mayWait = inputs.length <= MOST_WAITING;
  const parts = inputs.map((file, index) => new InputPart(file, io, own, meter.of(index), mayWait));
  const label = named.length > 1 ? `${named.length} inputs` : (named[0] ?? "");
  try {
    const table = await concatenateTables(parts);
    if (!several) return { label: parts[0]?.label ?? label, table, progress };
    const rest = skipRows(table, skip);
    if (limit === undefined) return { label, table: rest, progress };
    const cut = limitRows(rest, limit, (rows) => {
      return { status: "OK", rows, bytesRead: progress.bytesRead, diagnostics: [] };
    });
    return { label, table: cut, progress };
  } catch (thrown) {
    progress.end();
    throw failureIn(label, thrown);
  }
}

/** A table, and what its IN is called in messages. */
export interface LabelledTable {
  readonly label: string;
  readonly table: TableStream;
}

/**
 * Opens two tables that are needed at the same time, each with options of its own; one display tells how far both are. A folder is a table, too.
 * @throws CommandError naming the IN
 */
export async function openPair(
  inputs: readonly [left: string, right: string],
  io: Io,
  options: readonly [left: InputsOptions, right: InputsOptions],
): Promise<{ readonly left: LabelledTable; readonly right: LabelledTable; readonly progress: Progress }> {
  if (inputs[0] === "-" && inputs[1] === "-") throw usageError("Standard input can be read once.");
  const files = await Promise.all(inputs.map(filesOf));
  const count = files.flat().length;
  const progress = new Progress(io);
  const meter = new Meter(progress, count);
  const open = async (side: 0 | 1, before: number): Promise<LabelledTable> => {
    const parts = (files[side] ?? []).map((file, index) => {
      return new InputPart(file, io, options[side], meter.of(before + index), count <= MOST_WAITING);
    });
    const table = await concatenateTables(parts).catch((thrown: unknown) => {
      throw failureIn(inputs[side], thrown);
    });
    return { label: parts.length === 1 ? (parts[0]?.label ?? "") : inputs[side], table };
  };
  let left: LabelledTable | undefined;
  try {
    left = await open(0, 0);
    const right = await open(1, files[0]?.length ?? 0);
    return { left, right, progress };
  } catch (thrown) {
    progress.end();
    await left?.table.close();
    throw thrown;
  }
}

interface ReadSoFar {
  /** Bytes in all, where known. */
  readonly size: number | undefined;
  readonly bytesRead: number;
}

/** Adds up what has been read of each IN, and what there is of all. */
class Meter {
  readonly #progress: Progress;
  readonly #parts: (ReadSoFar | undefined)[];

  constructor(progress: Progress, inputs: number) {
    this.#progress = progress;
    this.#parts = Array.from({ length: inputs });
  }

  /** Takes what is told of one IN; of one that is opened again, anew. */
  of(index: number): (so: ReadSoFar) => void {
    return (so) => {
      this.#parts[index] = so;
      let bytesRead = 0;
      let size: number | undefined = 0;
      for (const part of this.#parts) {
        bytesRead += part?.bytesRead ?? 0;
        size = size === undefined || part?.size === undefined ? undefined : size + part.size;
      }
      this.#progress.bytesRead = bytesRead;
      this.#progress.size = size;
    };
  }
}

/** A VOTable document that is not to be taken apart. */
export interface Document {
  readonly source: IdentifiedSource;
  readonly input: Input;
  readonly progress: Progress;
}

/**
 * Opens IN: as a whole if it is a VOTable, else as the table that it holds.
 * @throws CommandError naming the IN
 */
export async function openDocument(text: string, io: Io, options: InputsOptions): Promise<Document | Inputs> {
  const input = await openInput(text, io, options);
  const { label } = input;
  const progress = new Progress(io, input.size);
  try {
    const opening = openingOf(input, options, (bytesRead) => {
      progress.bytesRead = bytesRead;
    });
    const source = await identify(input.bytes, opening);
    if (source.format === "votable") return { source, input, progress };
    return { label, table: located(await openIdentified(source, opening), label), progress };
  } catch (thrown) {
    progress.end();
    throw failureIn(label, thrown);
  }
}

function openingOf(input: Input, options: InputsOptions, onBytes: (bytesRead: number) => void): OpenTableOptions {
  return {
    ...options,
    ...(input.name === undefined ? {} : { name: input.name }),
    ...input.access,
    onProgress: ({ bytesRead }) => onBytes(bytesRead),
  };
}

/** One IN, as a part of the whole: errors name it, and its bytes count once however often it is opened. */
class InputPart implements TablePart {
  /** As on the command line until it is open, then without what nobody should see. */
  label: string;
  waits = false;
  readonly #file: InputFile;
  readonly #io: Io;
  readonly #options: InputsOptions;
  readonly #tell: (so: ReadSoFar) => void;
  readonly #mayWait: boolean;

  constructor(file: InputFile, io: Io, options: InputsOptions, tell: (so: ReadSoFar) => void, mayWait: boolean) {
    this.label = file.input;
    this.#file = file;
    this.#io = io;
    this.#options = options;
    this.#tell = tell;
    this.#mayWait = mayWait;
  }

  async open(): Promise<TableStream> {
    const { input: text, partitions } = this.#file;
    const input = await openInput(text, this.#io, this.#options);
    this.label = input.label;
    const { size, patient, access } = input;
    // A pipe cannot be opened again.
    this.waits = patient && (this.#mayWait || access.reopen === undefined);
    this.#tell({ size, bytesRead: 0 });
    try {
      const opening = openingOf(input, this.#options, (bytesRead) => this.#tell({ size, bytesRead }));
      const table =
        partitions === undefined
          ? await openTable(input.bytes, opening)
          : await partitions.open(text, opening.columns, (columns) => {
              const { columns: _all, ...others } = opening;
              return openTable(input.bytes, columns === undefined ? others : { ...others, columns });
            });
      return located(table, input.label);
    } catch (thrown) {
      throw failureIn(input.label, thrown);
    }
  }
}

/** The table with errors that say where it is from. */
function located(table: TableStream, label: string): TableStream {
  return deriveTable(table, {
    async *batches() {
      try {
        yield* table.batches();
      } catch (thrown) {
        throw failureIn(label, thrown);
      }
    },
    summary: () =>
      table.summary.catch((thrown: unknown) => {
        throw failureIn(label, thrown);
      }),
  });
}
