import { DalError, type OperationOptions } from "@armillary/dali";
import { readJson } from "../json/read-rows.ts";
import { raceAbort } from "../session/race-abort.ts";
import type { MastSession } from "../session/session.ts";
import { checkMissionName } from "./mission-request.ts";

/** A column that a mission can be searched by, or asked for. */
export interface MissionColumn {
  /** Case counts. */
  readonly name: string;
  /** What forms call it. */
  readonly label: string;
  readonly description: string;
  /** `date` stands for what the service calls datetime; positions are reals. */
  readonly type: "text" | "real" | "integer" | "boolean" | "date";
  readonly isQueryable: boolean;
  /** Whether it is there where no columns are asked for. */
  readonly isDefault: boolean;
  readonly isIndexed: boolean;
}

/** The service's `qual_type`, in our words. */
const TYPES: Readonly<Record<string, MissionColumn["type"]>> = {
  string: "text",
  substring: "text",
  float: "real",
  ra: "real",
  dec: "real",
  integer: "integer",
  boolean: "boolean",
  datetime: "date",
};

/**
 * All columns that a mission has, as its service lists them. Asked for once a session.
 * @throws DalError code DAL_USAGE for what cannot be a mission, DAL_NOT_FOUND or DAL_FORMAT for one that has no such list; as the transport
 */
export async function fetchMissionColumns(
  session: MastSession,
  mission: string,
  options: OperationOptions = {},
): Promise<readonly MissionColumn[]> {
  checkMissionName(mission);
  const key = `mission columns ${mission}`;
  let fetching = session.memory.get(key) as Promise<readonly MissionColumn[]> | undefined;
  if (fetching === undefined) {
    // For all who wait: the signal and the deadline of one of them do not end it.
    fetching = askColumns(session, mission, options.timeoutMs);
    session.memory.set(key, fetching);
    fetching.catch(() => session.memory.delete(key));
  }
  return raceAbort(fetching, { url: `${session.baseUrl}${PATH}`, ...options });
}

const PATH = "/search/util/api/v0.1/column_list";

async function askColumns(
  session: MastSession,
  mission: string,
  timeoutMs: number | undefined,
): Promise<readonly MissionColumn[]> {
  const response = await session.request({
    url: PATH,
    parameters: [["mission", mission]],
    accept: "application/json",
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const { url } = response;
  const list = await readJson(response);
  if (!Array.isArray(list) || list.length === 0) {
    throw new DalError("DAL_FORMAT", `${url} has no list of columns. Is "${mission}" a mission of MAST?`, { url });
  }
  return list.map((one: unknown) => readColumn(one, url));
}

function readColumn(one: unknown, url: string): MissionColumn {
  const about = (one ?? {}) as Readonly<Record<string, unknown>>;
  const { column_name: name, field_name: label, description, qual_type: type } = about;
  if (typeof name !== "string" || name === "") {
    throw new DalError("DAL_FORMAT", `${url} lists a column without a name.`, { url });
  }
  return {
    name,
    label: textOf(label),
    description: textOf(description),
    type: TYPES[textOf(type).toLowerCase()] ?? "text",
    isQueryable: about["queryable"] !== "no",
    isDefault: about["default_output"] === "yes",
    isIndexed: about["indexed"] === "yes",
  };
}

/** Descriptions end in blanks, and have runs of them before their examples. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim().replace(/\s+/g, " ") : "";
}
