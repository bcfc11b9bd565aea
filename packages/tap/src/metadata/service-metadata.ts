import type { ServiceMetadata } from "@armillary/adql";
import type { OperationOptions, Transport } from "@armillary/dali";
import { TapService } from "../service.ts";
import type { ServiceDescription } from "./describe-service.ts";
import type { MetadataCache } from "./metadata-cache.ts";

export interface ServiceMetadataOptions extends OperationOptions {
  /**
   * A query, whole or not, of which the columns of the tables that it names are loaded: all that its check and completion need.
   * Without it, the columns of all tables are, which takes long with large archives.
   */
  readonly adql?: string;
}

/**
 * What a service says of its tables and of its ADQL, as `createCatalog`, `check`, `complete` of `@armillary/adql` take it.
 * Tables whose columns were not loaded are there by name.
 * @throws DalError
 */
export async function serviceMetadata(
  service: TapService,
  { adql, ...options }: ServiceMetadataOptions = {},
): Promise<ServiceMetadata> {
  return metadataOf(await service.describe(options), adql);
}

export interface LoadMetadataOptions extends ServiceMetadataOptions {
  readonly transport: Transport;
  /** Keeps what the service said (default: nothing is kept). */
  readonly cache?: MetadataCache;
  /** Age up to which what was kept is taken as it is (default: a day). Then the service is asked whether it still holds. */
  readonly maxAgeMs?: number;
}

/** What was loaded, and where it is from. */
export interface LoadedMetadata {
  readonly metadata: ServiceMetadata;
  readonly description: ServiceDescription;
}

/**
 * The metadata of the service at a URL, from a cache where that has it. Everything is kept when it resolves.
 * @throws DalError where nothing is kept, and nothing can be had
 */
export async function loadServiceMetadata(url: string, options: LoadMetadataOptions): Promise<LoadedMetadata> {
  const { transport, cache, maxAgeMs, adql, ...operation } = options;
  const service = new TapService(url, { transport, ...(cache === undefined ? {} : { metadataCache: cache }) });
  const description = await service.describe({ ...operation, ...(maxAgeMs === undefined ? {} : { maxAgeMs }) });
  const metadata = await metadataOf(description, adql);
  await description.kept();
  return { metadata, description };
}

async function metadataOf({ tables, adql: declared }: ServiceDescription, adql?: string): Promise<ServiceMetadata> {
  if (adql === undefined) await tables.loadAll();
  else await tables.loadFor(adql);
  return { tables: tables.tables, ...declared };
}
