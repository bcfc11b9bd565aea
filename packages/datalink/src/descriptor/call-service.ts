import type { DalResponse, OperationOptions, Transport } from "@armillary/dali";
import { openData } from "../data-answer.ts";
import type { PreparedCall } from "./call.ts";
import type { ServiceDescriptor } from "./model.ts";

export interface CallOptions extends OperationOptions {
  readonly accept?: string;
}

/** Longer questions go by POST, which services of DALI take. */
const URL_CHARACTERS = 2000;

/**
 * Sends a call, and gives its answer as soon as it is clear that it is one. By GET, which is all that a custom service need
 * have; by POST where it would be too long for a URL.
 * @throws DalError DAL_QUERY_ERROR in the service's own words, with `httpStatus` 204 where it has no data there; and as the
 *   transport
 */
export async function callService(
  transport: Transport,
  { url, parameters }: PreparedCall,
  options: CallOptions = {},
  descriptor?: Pick<ServiceDescriptor, "contentType">,
): Promise<DalResponse> {
  const { signal, deadline, timeoutMs, accept } = options;
  const characters = parameters.reduce(
    (sum, [name, value]) => sum + name.length + 2 + encodeURIComponent(value).length,
    0,
  );
  const response = await transport.request({
    url,
    parameters,
    method: url.length + characters > URL_CHARACTERS ? "POST" : "GET",
    idempotent: true,
    ...(accept === undefined ? {} : { accept }),
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const wantsPage = /html/i.test(descriptor?.contentType ?? accept ?? "");
  return (await openData(response, wantsPage)).response;
}
