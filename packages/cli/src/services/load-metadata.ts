import { join } from "node:path";
import { DalError, type Transport } from "@armillary/dali";
import { type LoadedMetadata, loadServiceMetadata, type MetadataCache } from "@armillary/tap";
import type { Io } from "../io.ts";
import { cacheFolder } from "../network/folders.ts";
import type { NetworkOptions } from "../network/network.ts";
import { warn } from "../warnings.ts";
import { openService } from "./open-service.ts";

export interface LoadMetadataArguments extends NetworkOptions {
  /** A query whose tables are wanted with their columns; without it, all are. */
  readonly adql?: string;
  /** Ask the service, whatever is kept of it. */
  readonly refresh?: boolean;
}

/** What services said of themselves, from one run to the next. */
export async function openMetadataCache(io: Io): Promise<MetadataCache> {
  const { createFileCache } = await import("@armillary/tap/node");
  return createFileCache(join(cacheFolder(io.env), "services"));
}

/**
 * What a service says of its tables and its ADQL, from the cache where that is fresh.
 * @throws CommandError for a SERVICE that is none; DalError
 */
export async function loadMetadata(
  named: string,
  { adql, refresh = false, ...options }: LoadMetadataArguments,
  io: Io,
): Promise<LoadedMetadata> {
  const { address, network } = await openService(named, "TAP", options, io);
  try {
    const loaded = await loadServiceMetadata(address.url, {
      transport: network.transport,
      cache: await openMetadataCache(io),
      ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
      ...(refresh ? { maxAgeMs: 0 } : {}),
      ...(adql === undefined ? {} : { adql }),
    });
    if (loaded.description.origin === "stale cache")
      for (const problem of loaded.description.problems) warn(io, problem);
    return loaded;
  } finally {
    await network.close();
  }
}

/** How old what is kept may be to find errors by: a table that is newer would be called unknown. */
const TRUSTED_MS = 7 * 86_400_000;

/** Nothing is sent by it. */
const OFFLINE: Transport = {
  request: () => Promise.reject(new DalError("DAL_ABORTED", "Nothing is asked here.")),
  curl: () => "",
  close: async () => undefined,
};

/** What is kept of the tables that a query names, without asking the service; undefined where that is not all of them. */
export async function keptMetadata(
  url: string,
  adql: string,
  cache: MetadataCache,
): Promise<LoadedMetadata["metadata"] | undefined> {
  try {
    return (await loadServiceMetadata(url, { transport: OFFLINE, cache, maxAgeMs: TRUSTED_MS, adql })).metadata;
  } catch {
    return undefined;
  }
}
