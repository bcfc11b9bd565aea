/** Writing FITS: a door of its own, which readers do without. */
export type { HealpixCounts } from "./write/healpix-counts.ts";
export { writeHealpixCounts } from "./write/healpix-counts.ts";
export { primaryHeader, votablePrimary } from "./write/primary.ts";
export type { FitsTableContent, FitsTableWriter } from "./write/table-writer.ts";
export { createTableWriter, writeFitsTable } from "./write/table-writer.ts";
