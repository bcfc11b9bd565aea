import type { DalRequest, Transport } from "../transport/types.ts";
import type { Credential } from "./credential.ts";
import { checkCredential } from "./credentials.ts";

/**
 * The same transport, whose requests have these secrets beside their own: connections, politeness and rewriting are shared
 * with it. Closing it closes that one.
 * @throws DalError code DAL_USAGE for a credential that is bound to no origin, or would go in clear text
 */
export function withCredentials(transport: Transport, credentials: readonly Credential[]): Transport {
  const checked = credentials.map(checkCredential);
  const extend = (request: DalRequest): DalRequest => ({
    ...request,
    credentials: [...(request.credentials ?? []), ...checked],
  });
  return {
    request: (request) => transport.request(extend(request)),
    curl: (request) => transport.curl(extend(request)),
    close: () => transport.close(),
  };
}
