import type { HeldTable } from "@armillary/formats";
import { holdRows } from "@armillary/formats";
import type { TableRows } from "@armillary/sky";

/** Keeps tables that must be read twice: small ones in memory, others in temporary files. */
export interface DiskHold {
  hold(table: TableRows): Promise<TableRows>;
  /** Lets go of them. Idempotent. */
  close(): Promise<void>;
}

export function holdOnDisk(): DiskHold {
  const held: HeldTable[] = [];
  return {
    async hold(table) {
      const { spoolToFile } = await import("@armillary/formats/node");
      const kept = await holdRows(table.fields, table.batches(), spoolToFile);
      held.push(kept);
      return kept;
    },
    async close() {
      for (const table of held.splice(0)) await table.close();
    },
  };
}
