import type { TableMetadata } from "@armillary/adql";
import type { TableStream } from "@armillary/formats";

/**
 * What joins the rows that archives gave: it takes tables in, runs ADQL on them, and lets go of them. The `Engine` of `@armillary/engine/node` is one;
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
  /** Takes such a table away; results that there are keep its rows until they have ended. */
  dropTable(name: string): Promise<void>;
  query(
    adql: string,
    options: { readonly maxrec?: number; readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ): Promise<TableStream>;
}
