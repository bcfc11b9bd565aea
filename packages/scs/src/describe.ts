import {
  type Capability,
  DalError,
  fetchCapabilities,
  findCapabilities,
  isDalError,
  type OperationOptions,
  type ServiceProfile,
  type Transport,
} from "@armillary/dali";
import { fetchSelfDescription, type SelfDescription } from "@armillary/dali/dataset";
import { type ConeColumns, findConeColumns } from "./columns.ts";
import { coneParameters } from "./parameters.ts";
import type { ConeQuery } from "./query.ts";

/** What a cone search says of itself. */
export interface ScsDescription extends SelfDescription {
  /** Where identifier and position are among `fields`. */
  readonly columns: ConeColumns;
  /** Columns that the standard requires and that cannot be told (Simple Cone Search 1.03, section 2.2). */
  readonly missing: readonly ("id" | "ra" | "dec")[];
  /** Of its capabilities, where it has any; its interfaces list parameters, too. */
  readonly capability?: Capability;
  /** Its limits: `maxRadiusDeg`, `maxRecords`, and whether it knows VERB. */
  readonly profile?: ServiceProfile;
}

/**
 * Asks for an answer without rows, and for the capabilities.
 * @param url - the base URL
 * @param query - of radius 0
 * @throws DalError where there are no columns in the answer, and as the transport
 */
export async function describeCone(
  transport: Transport,
  url: string,
  query: ConeQuery,
  options: OperationOptions,
): Promise<ScsDescription> {
  const ask = (change: Partial<ConeQuery>): Promise<SelfDescription> =>
    fetchSelfDescription(transport, { url, parameters: coneParameters({ ...query, ...change }) }, options);
  let described = await ask({ maxrec: 0 });
  // A service that knows MAXREC=0 describes all columns that there are by it (DaCHS), whatever VERB says.
  if (described.inputs.length > 0) described = { ...(await ask({})), inputs: described.inputs };
  const { fields } = described;
  if (fields.length === 0)
    throw new DalError("DAL_FORMAT", `${described.url} describes no columns.`, { url: described.url });
  const [capability] = findCapabilities(await capabilitiesOf(transport, url, options), "ConeSearch");
  const columns = findConeColumns(fields);
  return {
    ...described,
    columns,
    missing: (["id", "ra", "dec"] as const).filter((name) => columns[name] === undefined),
    ...(capability === undefined ? {} : { capability }),
    ...(capability?.profile === undefined ? {} : { profile: capability.profile }),
  };
}

/** None where they cannot be had: services of 1.03 need not have them. */
async function capabilitiesOf(
  transport: Transport,
  url: string,
  options: OperationOptions,
): Promise<readonly Capability[]> {
  try {
    return await fetchCapabilities(transport, url, options);
  } catch (failure) {
    if (!isDalError(failure) || failure.code === "DAL_ABORTED") throw failure;
    return [];
  }
}
