import type { Io } from "../io.ts";
import { type NetworkOptions, openNetwork } from "../network/network.ts";
import { warn } from "../warnings.ts";
import { namedRegistry, openRegistry } from "./open-registry.ts";

/**
 * What SERVICE means where it is an identifier of the registry: the base URL of its service. Names and URLs are given back as they are.
 * @param protocol - what it is to be asked by: `tap`, `scs`, `sia`, …
 * @throws RegistryError where there is no such service, or several
 */
export async function locateService(text: string, protocol: string, options: NetworkOptions, io: Io): Promise<string> {
  if (!/^\s*ivo:\/\//i.test(text)) return text;
  const registry = namedRegistry(undefined, io);
  // --user is for the service, which is not known yet.
  const { user: _, ...anonymous } = options;
  const network = await openNetwork(anonymous, io, () => undefined);
  try {
    const client = await openRegistry(network, registry, io);
    const { url, origin, notes } = await client.getService(text, {
      protocol,
      ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
    });
    if (origin !== "registry" && origin !== "cache") for (const note of notes) warn(io, note);
    return url;
  } finally {
    await network.close();
  }
}
