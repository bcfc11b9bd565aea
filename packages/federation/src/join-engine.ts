import type { TableMetadata } from "@armillary/adql";
import type { TableStream } from "@armillary/formats";

/**
 * What joins the rows that archives gave: it takes tables in and runs ADQL on them. The `Engine` of `@armillary/engine/node` is one;
 * in a browser it may be another.
 */
export interface JoinEngine {
  /** Tables that queries name without an archive. */
  readonly tables: readonly { readonly metadata: TableMetadata; readonly rows?: number }[];
  /** Takes the rows of a table in, and closes it. */
  addTable(
    name: string,
    source: { readonly stream: TableStream },
    options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: { readonly rows: number }) => void },
  ): Promise<{ readonly rows?: number }>;
  query(
    adql: string,
    options: { readonly maxrec?: number; readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ): Promise<TableStream>;
}
