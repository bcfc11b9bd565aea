import { DalError, type OperationOptions, type Transport } from "@armillary/dali";
import { readRecord, readText } from "./json-values.ts";
import { parseJson, readMastMatch } from "./mast-lookup.ts";
import type { ResolvedName } from "./resolved-name.ts";

export const SANTA_URL = "http://mastresolver.stsci.edu/Santa-war/query";

/** Names in one question: astroquery sends no more (2026-08). */
export const MOST_SANTA_NAMES = 30;

/**
 * Asks MAST's resolver for several names at once (SANTA): it passes on to SIMBAD and NED, and knows names of TIC, KIC and EPIC
 * itself.
 * @param names - at most `MOST_SANTA_NAMES`
 * @returns those that it knows
 * @throws DalError as the transport; DAL_FORMAT for an answer that is none of its
 */
export async function askSanta(
  transport: Transport,
  names: readonly string[],
  options: OperationOptions = {},
): Promise<readonly ResolvedName[]> {
  const response = await transport.request({
    ...options,
    url: SANTA_URL,
    parameters: [...names.map((name) => ["name", name] as const), ["outputFormat", "json"], ["resolveAll", "false"]],
    accept: "application/json, text/plain",
    idempotent: true,
  });
  const matches = readRecord(parseJson(await response.text(1 << 20)))?.["resolvedCoordinate"];
  if (!Array.isArray(matches)) {
    const { url } = response;
    throw new DalError("DAL_FORMAT", `${url} answered with something that is no answer of MAST's resolver.`, { url });
  }
  return names.flatMap((name) => {
    // What was sought comes back in small letters.
    const match = matches.find(
      (each) => readText(readRecord(each)?.["searchString"])?.toLowerCase() === name.toLowerCase(),
    );
    return match === undefined ? [] : (readMastMatch(match, name) ?? []);
  });
}
