import { DalError } from "@armillary/dali";
import { invokeMashupJson } from "../mashup/invoke.ts";
import type { PollOptions } from "../mashup/poll.ts";
import type { MastSession } from "../session/session.ts";

/** A mission, or another collection, of which MAST has observations. */
export interface MastMission {
  /** What filters call it: `obs_collection=JWST`. */
  readonly name: string;
  /** How many observations there are of it. */
  readonly observations: number;
}

const SERVICE = "Mast.Caom.All";

/**
 * The missions of which MAST has observations, by name. Found from the counts that the portal shows beside its filters.
 * @throws as `invokeMashup`; DalError code DAL_FORMAT for an answer without counts of `obs_collection`
 */
export async function listMissions(session: MastSession, options: PollOptions = {}): Promise<readonly MastMission[]> {
  const answer = await invokeMashupJson(session, { service: SERVICE }, { ...options, format: "extjs" });
  const columns = at(answer, "data", "Tables", 0, "Columns");
  const column = Array.isArray(columns) ? columns.find((one) => at(one, "text") === "obs_collection") : undefined;
  const counts = at(column, "ExtendedProperties", "histObj", "hist");
  if (!Array.isArray(counts)) {
    const url = `${session.baseUrl}/api/v0/invoke`;
    throw new DalError("DAL_FORMAT", `${SERVICE} answered without counts of obs_collection.`, { url });
  }
  return counts
    .flatMap((one): MastMission[] => {
      const [name, count] = [at(one, "key"), at(one, "count")];
      return typeof name === "string" && name !== "" && typeof count === "number"
        ? [{ name, observations: count }]
        : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A member of what may be anything; undefined where there is none. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === "object" && inside !== null ? (inside as Record<string, unknown>)[key] : undefined,
    value,
  );
}
