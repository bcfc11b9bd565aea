import type { GetServiceOptions, ProtocolName, Provenance, RegistryClient, ServiceAccess } from "@armillary/registry";
import type { Io } from "../io.ts";
import { type NetworkOptions, openNetwork } from "../network/network.ts";
import type { Protocol } from "../network/service-address.ts";
import { warn } from "../warnings.ts";
import { namedRegistry, openRegistry } from "./open-registry.ts";

/** What the registry calls protocols; of several the first that a service speaks. */
const NAMES: Readonly<Record<Protocol, readonly [ProtocolName, ...ProtocolName[]]>> = {
  TAP: ["tap"],
  SCS: ["scs"],
  SIA: ["sia2", "sia1"],
  SSA: ["ssa"],
  DataLink: ["datalink"],
};

/** A service that can be resolved without asking anybody, and what is left of the time for asking it. */
export interface LocatedService {
  /** A short name, or a base URL. */
  readonly service: string;
  readonly options: NetworkOptions;
}

/**
 * What SERVICE means where it is an identifier of the registry: the base URL of its service. Names and URLs are given back as
 * they are.
 * @param protocol - what it is to be asked by
 * @throws RegistryError where there is no such service, or several
 */
export async function locateService(
  service: string,
  protocol: Protocol,
  options: NetworkOptions,
  io: Io,
): Promise<LocatedService> {
  if (!/^\s*ivo:\/\//i.test(service)) return { service, options };
  const registry = namedRegistry(undefined, io);
  // --user is for the service, which is not known yet.
  const { user: _, ...anonymous } = options;
  const network = await openNetwork({ ...anonymous, withoutMastToken: true }, io, () => undefined);
  try {
    const client = await openRegistry(network, registry, io);
    const { deadline } = network;
    const access = await firstService(client, service, NAMES[protocol], deadline === undefined ? {} : { deadline });
    if (access.origin !== "registry" && access.origin !== "cache") for (const note of access.notes) warn(io, note);
    return {
      service: access.url,
      options: deadline === undefined ? options : { ...options, timeoutMs: deadline.remainingMs },
    };
  } finally {
    await network.close();
  }
}

/** The answer about a resource is kept, so that asking for another protocol asks nobody. */
async function firstService(
  client: RegistryClient,
  ivoid: string,
  [protocol, ...others]: readonly [ProtocolName, ...ProtocolName[]],
  options: GetServiceOptions,
): Promise<ServiceAccess & Provenance> {
  const [next, ...rest] = others;
  try {
    return await client.getService(ivoid, { ...options, protocol });
  } catch (failure) {
    // By its code: the registry's own code is loaded for identifiers alone.
    const { code } = failure as { readonly code?: unknown };
    if (next === undefined || code !== "REG_NO_SERVICE") throw failure;
    return firstService(client, ivoid, [next, ...rest], options);
  }
}
