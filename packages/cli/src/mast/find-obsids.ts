import { valueAt } from "@armillary/columns";
import { openTable } from "@armillary/formats";
import type { FormatName } from "@armillary/formats/vocabulary";
import { checkObservationQuestion, MISSIONS, searchObservations } from "@armillary/mast";
import { CommandError, failureIn, usageError } from "../failure.ts";
import { openInput } from "../input.ts";
import type { Io } from "../io.ts";
import type { Asking } from "../run/mast/write-rows.ts";
import { placeOfTarget, readTarget, type TargetArguments } from "./mast-target.ts";

/** Which observations are meant. */
export interface ObservationArguments extends TargetArguments {
  /** Numbers (obsid), and tables with a column obsid. */
  readonly inputs: readonly string[];
  readonly from?: FormatName;
  readonly table: number;
  /** Of observations, as people write them. */
  readonly observationFilters: readonly string[];
}

/** Full-frame images of TESS belong to millions of cutouts: their products are not listed for all that a search finds (as astroquery has it). */
const FULL_FRAMES = "target_name!=TESS FFI,TICA FFI";

/**
 * Looks through which observations are meant, as far as that goes without asking MAST or reading a table.
 * @throws CommandError where none is meant; DalError code DAL_USAGE, MastError code MAST_FILTER
 */
export function checkObservations(args: Omit<ObservationArguments, "from" | "table">): void {
  const read = readTarget(args);
  const filters = args.observationFilters;
  if (args.target !== undefined || filters.length > 0) checkObservationQuestion({ ...read, filters });
  else if (args.inputs.length === 0) {
    throw usageError(
      "No observations are named.",
      "Give obsids, a table of observations, --target, or --filter COLUMN=VALUE.",
    );
  }
}

/**
 * The product group ids (`obsid`) of observations: those that are named, and those that a question finds.
 * @throws CommandError where none is meant
 */
export async function findObsids(
  args: ObservationArguments,
  asking: Pick<Asking, "session" | "operation">,
  io: Io,
): Promise<readonly string[]> {
  checkObservations(args);
  const found = new Set<string>();
  for (const input of args.inputs) {
    if (/^\d+$/.test(input)) found.add(input);
    else for await (const obsid of readObsids(input, args, io)) found.add(obsid);
  }
  const { position, radiusDeg } = await placeOfTarget(readTarget(args), asking, io);
  const filters = args.observationFilters;
  if (position !== undefined || filters.length > 0) {
    const question = {
      filters: [...filters, FULL_FRAMES],
      ...(position === undefined ? {} : { position }),
      ...(radiusDeg === undefined ? {} : { radiusDeg }),
    };
    const columns = ["obsid", "target_name"];
    const result = await searchObservations(asking.session, question, { ...asking.operation, columns });
    for await (const { obsid } of result.rows()) found.add(String(obsid));
  }
  return [...found];
}

/** A column that tells things by, and which verb gives a table of them. */
interface NamingColumn {
  readonly column: string;
  readonly hint: string;
}

const OBSID: NamingColumn = {
  column: "obsid",
  hint: "armillary mast observations gives such a table; obs_id, the mission's own name, will not do.",
};

/**
 * Data sets of a mission: names, and those of tables with the mission's own column of them.
 * @throws CommandError where none is named
 */
export async function findDatasets(
  mission: string,
  { inputs, ...args }: Pick<ObservationArguments, "inputs" | "from" | "table">,
  io: Io,
): Promise<readonly string[]> {
  const column = MISSIONS.get(mission)?.datasetColumn ?? "dataset";
  const hint = `armillary mast search ${mission} gives such a table.`;
  const found = new Set<string>();
  for (const input of inputs) {
    // What is no file, and has no ending, is a name.
    if (input !== "-" && !input.includes(".") && !input.includes("/")) found.add(input);
    else for await (const name of readNames(input, { column, hint }, args, io)) found.add(name);
  }
  if (found.size === 0) throw usageError("No data sets are named.", hint);
  return [...found];
}

/** @throws CommandError; of what is no file it is said how an observation is found that is called so */
async function* readObsids(
  input: string,
  args: Pick<ObservationArguments, "from" | "table">,
  io: Io,
): AsyncGenerator<string, void, undefined> {
  try {
    yield* readNames(input, OBSID, args, io);
  } catch (thrown) {
    const { failure, exit, cause } = failureIn(input, thrown);
    if (failure.code !== "FILE_NOT_FOUND" || /[./]/.test(input)) throw thrown;
    const hint = `An obsid is a whole number. What the mission calls ${input} is found by --observation 'obs_id=${input}'.`;
    throw new CommandError({ ...failure, hint }, exit, { cause });
  }
}

async function* readNames(
  text: string,
  { column: wanted, hint }: NamingColumn,
  { from, table: number }: Pick<ObservationArguments, "from" | "table">,
  io: Io,
): AsyncGenerator<string, void, undefined> {
  const input = await openInput(text, io);
  try {
    const table = await openTable(input.bytes, {
      table: number,
      ...(from === undefined ? {} : { format: from }),
      ...(input.name === undefined ? {} : { name: input.name }),
      ...input.access,
    });
    try {
      const place = table.fields.findIndex(({ name }) => name.toLowerCase() === wanted.toLowerCase());
      if (place === -1) {
        const there = table.fields.map(({ name }) => name).join(", ");
        throw usageError(`${input.label} has no column ${wanted}; there are ${there}.`, hint);
      }
      for await (const batch of table.batches()) {
        const column = batch.columns[place];
        for (let row = 0; column !== undefined && row < batch.rows; row++) {
          const value = valueAt(column, row);
          if (value !== null) yield String(value);
        }
      }
    } finally {
      await table.close();
    }
  } catch (thrown) {
    throw failureIn(input.label, thrown);
  }
}
