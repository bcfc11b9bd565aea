import {
  listProducts,
  type ProductChoice,
  type ProductResult,
  type ProductSummary,
  parseFilter,
} from "@armillary/mast";
import { usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { checkObservations, findObsids, type ObservationArguments } from "../../mast/find-obsids.ts";
import { narrowRows } from "../../mast/narrow-rows.ts";
import { splitFilters } from "../../mast/split-filters.ts";
import { printCount, printCounted } from "../../quantities.ts";
import { tellNote, warn } from "../../warnings.ts";
import { isChatty } from "../deliver.ts";
import { type Asking, type MastTableArguments, writeRows } from "./write-rows.ts";

export interface ProductsArguments extends MastTableArguments, ObservationArguments {
  readonly productFilters: readonly string[];
  readonly choice: ProductChoice;
  /** Each file once, though several observations have it. */
  readonly unique: boolean;
}

/**
 * `armillary mast products`.
 * @returns 3 where the products of some observations could not be had
 */
export async function runProducts(args: ProductsArguments, io: Io): Promise<0 | 3> {
  const { columns, limit } = args;
  checkObservations({ ...args, observationFilters: observationFiltersOf(args) });
  for (const filter of args.productFilters) parseFilter(filter);
  let list: ProductResult | undefined;
  await writeRows(
    args,
    {
      usage: "mast products",
      async open(asking) {
        list = await listAsked(args, asking, io);
        return narrowRows(list, {
          ...(columns === undefined ? {} : { columns }),
          ...(limit === undefined ? {} : { limit }),
        });
      },
      async count(asking) {
        list = await listAsked(args, asking, io);
        return (await list.summary).rows;
      },
    },
    io,
  );
  return list === undefined ? 0 : tellProducts(await list.summary, args, io);
}

function observationFiltersOf({ observationFilters, filters }: ProductsArguments): readonly string[] {
  return [...observationFilters, ...splitFilters(filters).observations];
}

async function listAsked(args: ProductsArguments, asking: Asking, io: Io): Promise<ProductResult> {
  const { filters, productFilters, choice, unique } = args;
  const obsids = await findObsids({ ...args, observationFilters: observationFiltersOf(args) }, asking, io);
  if (obsids.length === 0) throw usageError("No observation fits, so that there are no products.");
  return listProducts(asking.session, obsids, {
    ...choice,
    filters: [...splitFilters(filters).products, ...productFilters],
    unique,
    partial: true,
    ...asking.operation,
    onProgress: ({ phase, observations, observationsTotal, products }) =>
      asking.onProgress({
        rows: products,
        phase: `${phase}, ${printCount(observations)} of ${printCounted(observationsTotal, "observation")}`,
      }),
  });
}

function tellProducts(
  { complete, failed, observations, repeated, sent, rows }: ProductSummary,
  args: ProductsArguments,
  io: Io,
): 0 | 3 {
  if (complete && isChatty(args, io)) {
    const again = repeated === 0 ? "" : `, ${printCount(repeated)} were there before`;
    tellNote(
      io,
      `${printCounted(observations, "observation")}, ${printCounted(sent, "product")}, of which ${printCount(rows)} fit${again}.`,
    );
  }
  if (failed.length === 0) return 0;
  const shown = failed.slice(0, 10).map(({ obsid }) => obsid);
  const more = failed.length > shown.length ? `, and ${printCount(failed.length - shown.length)} more` : "";
  const [first] = failed;
  const why = first?.failure instanceof Error ? ` The first: ${first.failure.message}` : "";
  warn(
    io,
    `Incomplete: the products of ${printCounted(failed.length, "observation")} could not be had: ${shown.join(", ")}${more}.${why}`,
  );
  return 3;
}
