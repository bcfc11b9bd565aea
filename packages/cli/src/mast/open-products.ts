import type { FormatName } from "@armillary/formats/vocabulary";
import {
  findProductColumns,
  listProducts,
  type ProductChoice,
  type ProductFile,
  parseFilter,
  productsOfBatch,
} from "@armillary/mast";
import { CommandError, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import type { Asking } from "../run/mast/write-rows.ts";
import { checkObservations, findObsids, type ObservationArguments } from "./find-obsids.ts";
import { ProductSource } from "./product-source.ts";

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
    const source = new ProductSource(inputs, question, io);
    return () => source.products();
  }
  const obsids = await findObsids({ ...question, inputs: [] }, asking, io);
  if (obsids.length === 0) {
    throw new CommandError({
      code: "MAST_NOTHING",
      message: "No observation fits, so that there is nothing to fetch.",
    });
  }
  const held: ProductFile[] = [];
  const list = await listProducts(asking.session, obsids, { ...choice, ...asking.operation, unique: true });
  const columns = findProductColumns(list.fields);
  for await (const batch of list.batches()) {
    if (columns !== undefined) held.push(...productsOfBatch(batch, columns));
  }
  return async function* () {
    yield* held;
  };
}
