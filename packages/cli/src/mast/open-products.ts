import { type Column, type ColumnBatch, takeValues } from "@armillary/columns";
import type { FormatName } from "@armillary/formats/vocabulary";
import {
  findProductColumns,
  listProducts,
  type ProductChoice,
  type ProductColumns,
  type ProductFile,
  parseFilter,
  productsOfBatch,
} from "@armillary/mast";
import { InputItems } from "../download/input-items.ts";
import { CommandError, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import type { Asking } from "../run/mast/write-rows.ts";
import { checkObservations, findObsids, type ObservationArguments } from "./find-obsids.ts";
import { PRODUCT_READING } from "./product-reading.ts";

/** Which products are meant: of lists, or of observations that a question finds. */
export interface ProductQuestion extends Omit<ObservationArguments, "inputs"> {
  /** Lists of products, URIs. */
  readonly inputs: readonly string[];
  readonly from?: FormatName;
  readonly table: number;
  /** Which of the products of observations. */
  readonly choice: ProductChoice;
}

/**
 * Looks through which products are meant, as far as that goes without asking MAST or reading a list.
 * @throws CommandError where none is meant, or lists and questions at once; DalError code DAL_USAGE, MastError code MAST_FILTER
 */
export function checkProducts({ inputs, target, radius, observationFilters, choice }: ProductQuestion): void {
  for (const filter of choice.filters ?? []) if (typeof filter === "string") parseFilter(filter);
  if (inputs.length === 0) {
    checkObservations({
      inputs,
      observationFilters,
      ...(target === undefined ? {} : { target }),
      ...(radius === undefined ? {} : { radius }),
    });
    return;
  }
  const isAsked = (target ?? radius) !== undefined || observationFilters.length > 0 || Object.keys(choice).length > 0;
  if (!isAsked) return;
  throw usageError(
    "A list of products is fetched as it is, and questions are for lists of their own.",
    "armillary mast products --filter ... makes a list; leave either out.",
  );
}

/**
 * The products that are meant, to be gone through as often as need be.
 * @throws CommandError where none is meant, or lists and questions at once
 */
export async function openProducts(
  question: ProductQuestion,
  asking: Pick<Asking, "session" | "operation">,
  io: Io,
): Promise<() => AsyncIterable<ProductFile>> {
  checkProducts(question);
  const { inputs, choice } = question;
  if (inputs.length > 0) {
    const products = new InputItems(inputs, question, PRODUCT_READING, io);
    return () => products.items();
  }
  const obsids = await findObsids({ ...question, inputs: [] }, asking, io);
  if (obsids.length === 0) {
    throw new CommandError({
      code: "MAST_NOTHING",
      message: "No observation fits, so that there is nothing to fetch.",
    });
  }
  const list = await listProducts(asking.session, obsids, { ...choice, ...asking.operation, unique: true });
  const columns = findProductColumns(list.fields);
  const held: ColumnBatch[] = [];
  for await (const batch of list.batches()) if (columns !== undefined) held.push(keepColumns(batch, columns));
  const kept = placesOfKept(columns ?? { uri: 0 });
  return async function* () {
    for (const batch of held) yield* productsOfBatch(batch, kept);
  };
}

/** A copy of what downloads need: a page of MAST's is several times as large, and objects of all products would be more. */
function keepColumns({ rows, columns }: ColumnBatch, places: ProductColumns): ColumnBatch {
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return { rows, columns: Object.values(places).map((place) => takeValues(columns[place] as Column, all)) };
}

/** Where those columns are in such a copy. */
function placesOfKept(places: ProductColumns): ProductColumns {
  return Object.fromEntries(Object.keys(places).map((key, index) => [key, index])) as unknown as ProductColumns;
}
