import type { Io } from "../io.ts";
import { type Network, type NetworkOptions, openNetwork } from "../network/network.ts";
import { type Protocol, resolveService, type ServiceAddress } from "../network/service-address.ts";
import { locateService } from "./locate-service.ts";

/** The service that SERVICE means, and the way to it. */
export interface OpenService {
  readonly address: ServiceAddress;
  readonly network: Network;
}

/**
 * Opens the way to a service: by a short name, a base URL, or an identifier, which the registry is asked about.
 * @param protocol - what it is to be asked by
 * @throws CommandError for what is none of these, and as `openNetwork`; RegistryError where there is no such service, or several
 */
export async function openService(
  service: string,
  protocol: Protocol,
  options: NetworkOptions,
  io: Io,
): Promise<OpenService> {
  const located = await locateService(service, protocol, options, io);
  let address: ServiceAddress = { url: "", label: "" };
  const network = await openNetwork(located.options, io, (config) => {
    address = resolveService(located.service, config, protocol);
    return address.url;
  });
  return { address, network };
}
