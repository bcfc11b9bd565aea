import type { OperationOptions } from "@armillary/dali";
import { invokeMashup } from "../mashup/invoke.ts";
import { raceAbort } from "../session/race-abort.ts";
import type { MastSession } from "../session/session.ts";
import {
  fileNameColumn,
  type Keyword,
  type KeywordSet,
  type KeywordType,
  knownKeywords,
  serviceOf,
} from "./keyword.ts";

/**
 * All keywords of a set, as its service has them, with what is known of them. Asked for once a session: by a question that no file answers to,
 * for there is no other list.
 * @throws DalError as `invokeMashup`
 */
export function fetchKeywords(
  session: MastSession,
  set: KeywordSet,
  options: OperationOptions = {},
): Promise<ReadonlyMap<string, Keyword>> {
  const key = `keywords ${set}`;
  let fetching = session.memory.get(key) as Promise<ReadonlyMap<string, Keyword>> | undefined;
  if (fetching === undefined) {
    // For all who wait: the signal and the deadline of one of them do not end it.
    fetching = askKeywords(session, set, options.timeoutMs);
    session.memory.set(key, fetching);
    fetching.catch(() => session.memory.delete(key));
  }
  return raceAbort(fetching, { url: `${session.baseUrl}/api/v0/invoke`, ...options });
}

async function askKeywords(
  session: MastSession,
  set: KeywordSet,
  timeoutMs: number | undefined,
): Promise<ReadonlyMap<string, Keyword>> {
  await using result = await invokeMashup(session, {
    service: serviceOf(set),
    params: { columns: "*", filters: [{ paramName: fileNameColumn(set), values: [""] }] },
    maxrec: 1,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const known = knownKeywords(set);
  const names = new Set(result.fields.map(({ name }) => name));
  return new Map(
    result.fields.map(({ name, datatype }) => {
      const found: Keyword = known.get(name) ?? { name, type: typeOf(name, datatype, names) };
      return [name, found];
    }),
  );
}

function typeOf(name: string, datatype: string, names: ReadonlySet<string>): KeywordType {
  if (name.endsWith("_mjd")) return "mjd";
  if (names.has(`${name}_mjd`)) return "date";
  if (datatype === "double") return "real";
  return datatype === "long" || datatype === "int" ? "integer" : "text";
}
