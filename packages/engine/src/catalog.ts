import { type Catalog, type CatalogTable, createCatalog, type TableMetadata } from "@armillary/adql";
import { ENGINE_FEATURES, ENGINE_FUNCTIONS } from "./declared.ts";
import type { PhysicalTable } from "./physical.ts";

/** Tables that queries can name: what ADQL calls them, and what DuckDB does. */
export interface EngineCatalog {
  /** For everything that works on metadata: check, complete, hover, capabilities (`catalog.service`). */
  readonly catalog: Catalog;
  /** The table of DuckDB behind one of the catalogue. */
  physicalTable(table: CatalogTable): PhysicalTable | undefined;
}

/** Indexes tables for queries. Uploads are tables like others, of the schema `TAP_UPLOAD`. */
export function createEngineCatalog(tables: readonly PhysicalTable[]): EngineCatalog {
  const byMetadata = new Map<TableMetadata, PhysicalTable>(tables.map((table) => [table.metadata, table]));
  const catalog = createCatalog({
    tables: tables.map(({ metadata }) => metadata),
    functions: ENGINE_FUNCTIONS,
    features: ENGINE_FEATURES,
    versions: ["2.0", "2.1"],
  });
  return { catalog, physicalTable: (table) => byMetadata.get(table.metadata) };
}
