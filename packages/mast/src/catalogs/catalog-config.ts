import { DalError, type OperationOptions } from "@armillary/dali";
import { type ColumnConfig, type ColumnsConfig, fetchColumnsConfig } from "../mashup/columns-config.ts";
import { invokeMashupJson } from "../mashup/invoke.ts";
import { raceAbort } from "../session/race-abort.ts";
import type { MastSession } from "../session/session.ts";
import type { CatalogVersion } from "./catalog.ts";

/**
 * What is known of the columns of a catalogue that filters. The portal's config of TIC, CTL and Disk Detective does not say which columns hold numbers; the histograms
 * that the portal draws do (astroquery asks for them too: `discovery_portal.py`). Asked for once a session.
 * @throws DalError as `fetchColumnsConfig`, and DAL_FORMAT for what is no histograms
 */
export function fetchCatalogConfig(
  session: MastSession,
  { columnsConfig, histograms }: Required<Pick<CatalogVersion, "columnsConfig" | "histograms">>,
  options: OperationOptions = {},
): Promise<ColumnsConfig> {
  const key = `catalog config ${columnsConfig} ${histograms}`;
  let fetching = session.memory.get(key) as Promise<ColumnsConfig> | undefined;
  if (fetching === undefined) {
    // For all who wait: the signal and the deadline of one of them do not end it.
    fetching = askConfig(session, columnsConfig, histograms, options.timeoutMs);
    session.memory.set(key, fetching);
    fetching.catch(() => session.memory.delete(key));
  }
  return raceAbort(fetching, { url: `${session.baseUrl}/api/v0/invoke`, ...options });
}

async function askConfig(
  session: MastSession,
  columnsConfig: string,
  service: string,
  timeoutMs: number | undefined,
): Promise<ColumnsConfig> {
  const operation = timeoutMs === undefined ? {} : { timeoutMs };
  const [config, drawn] = await Promise.all([
    fetchColumnsConfig(session, columnsConfig, operation),
    invokeMashupJson(session, { service }, { ...operation, format: "extjs" }),
  ]);
  const properties = propertiesOf(drawn["data"]);
  const continuous = membersOf(properties?.["continuousHistogram"]);
  const discrete = membersOf(properties?.["discreteHistogram"]);
  if (continuous === undefined || discrete === undefined) {
    const url = `${session.baseUrl}/api/v0/invoke`;
    throw new DalError("DAL_FORMAT", `${service} answered without histograms of its columns.`, { url });
  }
  const merged = new Map(config);
  for (const name of [...Object.keys(continuous), ...Object.keys(discrete)]) {
    const isContinuous = Object.hasOwn(continuous, name);
    const known: ColumnConfig = config.get(name) ?? { name, isContinuous, isMjd: false, isRemoved: false };
    merged.set(name, isContinuous ? { ...known, isContinuous, datatype: known.datatype ?? "double" } : known);
  }
  return merged;
}

/** The first table's, in the form that `extjs` has. */
function propertiesOf(data: unknown): Readonly<Record<string, unknown>> | undefined {
  const tables = membersOf(data)?.["Tables"];
  return Array.isArray(tables) ? membersOf(membersOf(tables[0])?.["ExtendedProperties"]) : undefined;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
