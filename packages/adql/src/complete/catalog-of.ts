import { type Catalog, createCatalog } from "../schema/catalog.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";

const CATALOGS = new WeakMap<ServiceMetadata, Catalog>();
const NOTHING: ServiceMetadata = {};

/** The catalogue of a service, made once for the metadata that it is asked with. */
export function catalogOf(service: ServiceMetadata | Catalog = NOTHING): Catalog {
  if ("findTables" in service) return service;
  const known = CATALOGS.get(service);
  if (known !== undefined) return known;
  const catalog = createCatalog(service);
  CATALOGS.set(service, catalog);
  return catalog;
}
