import { DalError, type OperationOptions } from "@armillary/dali";
import { raceAbort } from "../session/race-abort.ts";
import type { MastSession } from "../session/session.ts";

/** What MAST's portal knows of a column; what it does not say is absent. */
export interface ColumnConfig {
  readonly name: string;
  /** As the portal heads it. */
  readonly label?: string;
  /** As written: `double`, `char`, `int`, … */
  readonly datatype?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  /** An example, or the legal values, in words. */
  readonly example?: string;
  /** What parts several values in one cell (`;`): filters need it. */
  readonly separator?: string;
  /** Whether filters give a range of it rather than values. */
  readonly isContinuous: boolean;
  /** Modified Julian dates. */
  readonly isMjd: boolean;
  /** What stands for "not known". */
  readonly ignoreValue?: string;
  /** Whether the portal leaves it out: such columns are rarely in answers. */
  readonly isRemoved: boolean;
}

/** By name, in the portal's order. */
export type ColumnsConfig = ReadonlyMap<string, ColumnConfig>;

const CONFIG_BYTES = 16 * 1024 * 1024;

/**
 * Fetches what MAST's portal knows of the columns of a service, once a session.
 * @param id - `Mast.Caom.Cone`, `Mast.Caom.Products`, `Mast.Catalogs.Tess.Cone`, …
 * @throws DalError code DAL_NOT_FOUND where there is no such config (MAST sends nothing then), DAL_FORMAT for what is none
 */
export function fetchColumnsConfig(
  session: MastSession,
  id: string,
  options: OperationOptions = {},
): Promise<ColumnsConfig> {
  const key = `columnsconfig ${id}`;
  let fetching = session.memory.get(key) as Promise<ColumnsConfig> | undefined;
  if (fetching === undefined) {
    // For all who wait: the signal and the deadline of one of them do not end it.
    fetching = askColumnsConfig(session, id, options.timeoutMs);
    session.memory.set(key, fetching);
    // One that failed is asked for again by the next.
    fetching.catch(() => session.memory.delete(key));
  }
  return raceAbort(fetching, { url: `${session.baseUrl}${PATH}`, ...options });
}

const PATH = "/portal/Mashup/Mashup.asmx/columnsconfig";

/** What parts several values of one cell, by column. */
export function separatorsOf(config: ColumnsConfig | undefined): Record<string, string> {
  const columns = [...(config?.values() ?? [])];
  return Object.fromEntries(
    columns.flatMap(({ name, separator }) => (separator === undefined ? [] : [[name, separator]])),
  );
}

async function askColumnsConfig(
  session: MastSession,
  id: string,
  timeoutMs: number | undefined,
): Promise<ColumnsConfig> {
  const response = await session.request({
    url: PATH,
    method: "POST",
    parameters: [["colConfigId", id]],
    accept: "text/plain, application/json;q=0.9, */*;q=0.1",
    idempotent: true,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const { url } = response;
  const text = await response.text(CONFIG_BYTES);
  if (text.trim() === "" || /^(?:null|\{\s*\})$/.test(text.trim())) {
    throw new DalError("DAL_NOT_FOUND", `${url} knows of no columns of "${id}": is that the name of a service?`, {
      url,
    });
  }
  return parseColumnsConfig(text, url);
}

/** @throws DalError code DAL_FORMAT */
export function parseColumnsConfig(text: string, url: string): ColumnsConfig {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch (cause) {
    throw new DalError("DAL_FORMAT", `${url} sent a columns config that is no JSON.`, { url }, { cause });
  }
  if (!isObject(said)) throw new DalError("DAL_FORMAT", `${url} sent a columns config that is no object.`, { url });
  const columns = Object.entries(said).filter(([name, about]) => name !== "_selected_" && isObject(about));
  return new Map(columns.map(([name, about]) => [name, readColumn(name, about as Record<string, unknown>)]));
}

function readColumn(name: string, about: Readonly<Record<string, unknown>>): ColumnConfig {
  const text = (...keys: readonly string[]): string | undefined =>
    keys.map((key) => about[key]).find((value): value is string => typeof value === "string" && value !== "");
  const datatype = text("type", "vot.datatype");
  const ignore = about["ignoreValue"];
  const found = {
    label: text("text"),
    datatype,
    // In units of VO: "d" rather than "MJD", "s" rather than "sec".
    unit: text("vot.unit") ?? OWN_UNITS[text("unit") ?? ""] ?? text("unit"),
    ucd: text("vot.ucd"),
    utype: text("vot.utype"),
    description: text("vot.description"),
    example: text("example", "examples"),
    separator: text("separator"),
    ignoreValue: ignore === undefined || ignore === null ? undefined : String(ignore),
  };
  const given = Object.entries(found).filter(([, value]) => value !== undefined);
  return {
    name,
    ...Object.fromEntries(given),
    isContinuous: CONTINUOUS.has(text("vot.datatype", "type") ?? "") || about["treatNumeric"] === true,
    isMjd: about["isMjd"] === true,
    isRemoved: about["remove"] === true,
  };
}

/** As astroquery tells them apart (discovery_portal.py, build_filter_set): integers are values to filters, not ranges. */
const CONTINUOUS: ReadonlySet<string> = new Set(["double", "float", "numeric"]);

const OWN_UNITS: Readonly<Record<string, string>> = { MJD: "d", sec: "s" };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
