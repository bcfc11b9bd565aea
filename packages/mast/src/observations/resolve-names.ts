import { DalError, type OperationOptions } from "@armillary/dali";
import { readJson } from "../json/read-rows.ts";
import type { MastSession } from "../session/session.ts";
import { type MastPlace, readPlace } from "./resolve-name.ts";

export interface ResolveNamesOptions extends OperationOptions {
  /** Names of one question (default 30, which is what astroquery asks at most). */
  readonly batchSize?: number;
}

const BATCH_NAMES = 30;

/**
 * Finds many objects by their names through MAST's resolver, thirty a question. What nobody knows is not in the answer.
 * @returns places by names, as they were given
 * @throws DalError code DAL_FORMAT for what is no answer of the resolver; as the transport
 */
export async function resolveMastNames(
  session: MastSession,
  names: Iterable<string>,
  { batchSize = BATCH_NAMES, ...options }: ResolveNamesOptions = {},
): Promise<ReadonlyMap<string, MastPlace>> {
  const wanted = [...new Set(names)].filter((name) => name.trim() !== "");
  const found = new Map<string, MastPlace>();
  for (let at = 0; at < wanted.length; at += batchSize) {
    const some = wanted.slice(at, at + batchSize);
    const response = await session.request({
      ...options,
      url: `${session.resolverUrl}/Santa-war/query`,
      parameters: [
        ...some.map((name) => ["name", name.trim()] as const),
        ["outputFormat", "json"],
        ["resolveAll", "false"],
      ],
      accept: "application/json, text/plain",
    });
    const { url } = response;
    const answer = await readJson(response);
    const places = (answer as Readonly<Record<string, unknown>> | null)?.["resolvedCoordinate"];
    if (!Array.isArray(places)) {
      throw new DalError("DAL_FORMAT", `${url} answered without "resolvedCoordinate": is that MAST's resolver?`, {
        url,
      });
    }
    const byName = new Map<string, unknown>();
    for (const place of places as readonly unknown[]) {
      const sought = (place as Readonly<Record<string, unknown>> | null)?.["searchString"];
      // What was sought comes back in small letters; the first who knew it counts.
      if (typeof sought === "string" && !byName.has(sought)) byName.set(sought, place);
    }
    for (const name of some) {
      const place = readPlace(byName.get(name.trim().toLowerCase()));
      if (place !== undefined) found.set(name, place);
    }
  }
  return found;
}
