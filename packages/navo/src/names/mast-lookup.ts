import { DalError, type OperationOptions, type Transport } from "@armillary/dali";
import { readNumber, readRecord, readText } from "./json-values.ts";
import type { ResolvedName } from "./resolved-name.ts";

export const MAST_INVOKE_URL = "https://mast.stsci.edu/api/v0/invoke";

/** Between questions after an answer that is still being made. */
const PAUSE_MS = 500;
const MOST_QUESTIONS = 60;

/**
 * Asks MAST (`Mast.Name.Lookup`) for a name: it passes on to SIMBAD and NED, and knows names of TIC, KIC and EPIC itself.
 * @returns undefined where it knows no such object
 * @throws DalError as the transport; DAL_QUERY_ERROR with MAST's words; DAL_FORMAT for an answer that is none of MAST's
 */
export async function askMast(
  transport: Transport,
  name: string,
  options: OperationOptions = {},
): Promise<ResolvedName | undefined> {
  const request = JSON.stringify({ service: "Mast.Name.Lookup", params: { input: name, format: "json" } });
  for (let asked = 1; ; asked++) {
    const response = await transport.request({
      ...options,
      url: MAST_INVOKE_URL,
      method: "POST",
      parameters: [["request", request]],
      accept: "application/json, text/plain",
      idempotent: true,
    });
    const answer = readMastLookup(await response.text(1 << 20), name, response.url);
    if (answer !== "EXECUTING") return answer;
    if (asked === MOST_QUESTIONS) {
      throw new DalError("DAL_TIMEOUT", `${response.url} did not find out in time where "${name}" is.`, {
        url: response.url,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/**
 * Reads the answer, whose `status` is empty when it is complete, unlike those of MAST's other services.
 * @throws DalError code DAL_QUERY_ERROR, DAL_FORMAT
 */
export function readMastLookup(text: string, name: string, url: string): ResolvedName | undefined | "EXECUTING" {
  const answer = readRecord(parseJson(text));
  const status = answer?.["status"];
  if (status === "EXECUTING") return status;
  if (status === "ERROR") {
    const words = readText(answer?.["msg"]) ?? "without a word of why";
    throw new DalError("DAL_QUERY_ERROR", `${url} reports an error: "${words}".`, { url, serviceMessage: words });
  }
  const found = answer?.["resolvedCoordinate"];
  if (!Array.isArray(found)) {
    throw new DalError("DAL_FORMAT", `${url} answered with something that is no answer of MAST's name lookup.`, {
      url,
    });
  }
  return readMastMatch(found[0], name);
}

/** One match of MAST's resolvers, which have one shape; undefined where it has no position. */
export function readMastMatch(match: unknown, name: string): ResolvedName | undefined {
  const best = readRecord(match);
  const raDeg = readNumber(best?.["ra"]);
  // So it is called there.
  const decDeg = readNumber(best?.["decl"]);
  if (raDeg === undefined || decDeg === undefined) return undefined;
  const source = readText(best?.["resolver"]);
  const canonicalName = readText(best?.["canonicalName"]);
  const objectType = readText(best?.["objectType"]);
  return {
    name,
    resolver: "mast",
    raDeg,
    decDeg,
    ...(source === undefined ? {} : { source }),
    ...(canonicalName === undefined ? {} : { canonicalName }),
    ...(objectType === undefined ? {} : { objectType }),
  };
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
