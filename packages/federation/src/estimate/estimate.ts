import { countRows, print, type Query } from "@armillary/adql";
import { Deadline, type OperationOptions } from "@armillary/dali";
import type { Member } from "../member.ts";

/** How many rows there are, as far as that can be told before they come. */
export interface Estimate {
  /** Undefined: nobody knows. */
  readonly rows: number | undefined;
  /** `count`: the archive counted them; `table`: the rows of the whole table, as the archive describes it. */
  readonly from: "count" | "table" | "unknown";
}

export const UNKNOWN_ROWS: Estimate = { rows: undefined, from: "unknown" };

/**
 * The rows that a query at an archive will give: counted there, where that takes no longer than `patienceMs`.
 * @param query - as the archive gets it
 * @param tableRows - what is known without asking: of all its tables together, without any condition
 */
export async function estimateRows(
  member: Member,
  query: Query,
  tableRows: number | undefined,
  { patienceMs, ...options }: OperationOptions & { readonly patienceMs: number },
): Promise<Estimate> {
  if (patienceMs > 0) {
    try {
      const counted = await count(member, query, { ...options, patienceMs });
      if (counted !== undefined) return { rows: counted, from: "count" };
    } catch (failure) {
      if (options.signal?.aborted === true) throw failure;
      // An archive that does not count may still answer; what it cannot do at all it will say when it is asked.
    }
  }
  return tableRows === undefined ? UNKNOWN_ROWS : { rows: tableRows, from: "table" };
}

async function count(
  { service }: Member,
  query: Query,
  { patienceMs, signal, deadline }: OperationOptions & { readonly patienceMs: number },
): Promise<number | undefined> {
  const leftMs = Math.min(patienceMs, (deadline?.remainingMs ?? Number.POSITIVE_INFINITY) / 2);
  const result = await service.query(print(countRows(query)), {
    mode: "sync",
    deadline: new Deadline(leftMs),
    ...(signal === undefined ? {} : { signal }),
  });
  for await (const row of result.rows()) {
    const rows = Number(Object.values(row)[0]);
    return Number.isSafeInteger(rows) && rows >= 0 ? rows : undefined;
  }
  return undefined;
}
