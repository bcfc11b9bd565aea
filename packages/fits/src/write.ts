/** Writing FITS: a door of its own, which readers do without. */
export { primaryHeader, votablePrimary } from "./write/primary.ts";
export type { FitsTableContent, FitsTableWriter } from "./write/table-writer.ts";
export { createTableWriter, writeFitsTable } from "./write/table-writer.ts";
