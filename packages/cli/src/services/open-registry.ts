import { join } from "node:path";
import type { RegistryClient } from "@armillary/registry";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { cacheFolder } from "../network/folders.ts";
import type { Network } from "../network/network.ts";

/**
 * The registry that is to be asked: the one that is named, or by IVOA_REGISTRY, as pyvo has it; else those of the VO.
 * @throws CommandError for what is no URL
 */
export function namedRegistry(named: string | undefined, io: Io): string | undefined {
  const variable = io.env["IVOA_REGISTRY"]?.trim();
  const text = named ?? (variable === "" ? undefined : variable);
  if (text === undefined || (/^https?:\/\//i.test(text) && URL.canParse(text))) return text;
  const where = named === undefined ? "IVOA_REGISTRY" : "--registry";
  throw usageError(`${where}: "${text}" is no URL. The base URL of a TAP service with RegTAP is due.`);
}

/** The registry, with what it answered before. */
export async function openRegistry(
  { transport }: Network,
  registry: string | undefined,
  io: Io,
): Promise<RegistryClient> {
  const { createFileCache } = await import("@armillary/tap/node");
  const { RegistryClient } = await import("@armillary/registry");
  return new RegistryClient({
    transport,
    cache: createFileCache(join(cacheFolder(io.env), "registry")),
    ...(registry === undefined ? {} : { registries: [registry] }),
  });
}
