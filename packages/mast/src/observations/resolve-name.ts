import { DalError } from "@armillary/dali";
import { MastError } from "../errors.ts";
import { invokeMashupJson } from "../mashup/invoke.ts";
import type { PollOptions } from "../mashup/poll.ts";
import type { MastSession } from "../session/session.ts";

/** Where MAST's resolver places an object. */
export interface MastPlace {
  /** ICRS. */
  readonly raDeg: number;
  readonly decDeg: number;
  readonly canonicalName?: string;
  /** Who knew it: `NED`, `SIMBAD`, `TIC`, … */
  readonly resolver?: string;
  readonly objectType?: string;
  /** How far around MAST would look for it; absent where it has no opinion. */
  readonly searchRadiusDeg?: number;
}

const SERVICE = "Mast.Name.Lookup";

/**
 * Finds an object by its name through MAST's resolver, which also knows `TIC n`, `KIC n` and `EPIC n`.
 * @throws MastError code MAST_NAME where nobody knows it; as `invokeMashup`
 */
export async function resolveMastName(
  session: MastSession,
  name: string,
  options: PollOptions = {},
): Promise<MastPlace> {
  const input = name.trim();
  if (input === "") throw new MastError("MAST_NAME", "An empty name is no object's.");
  const answer = await invokeMashupJson(session, { service: SERVICE, params: { input, format: "json" } }, options);
  const places = answer["resolvedCoordinate"];
  if (!Array.isArray(places)) {
    const url = `${session.baseUrl}/api/v0/invoke`;
    throw new DalError("DAL_FORMAT", `${SERVICE} answered without "resolvedCoordinate": is that MAST?`, { url });
  }
  const place = places.map(readPlace).find((one) => one !== undefined);
  if (place !== undefined) return place;
  throw new MastError(
    "MAST_NAME",
    `No resolver that MAST asks knows "${input}". Is it spelt as catalogues have it? A position will do as well.`,
  );
}

/** Declinations are called `decl`; a radius of -1 is none. */
export function readPlace(said: unknown): MastPlace | undefined {
  if (typeof said !== "object" || said === null) return undefined;
  const { ra, decl, canonicalName, resolver, objectType, searchRadius } = said as Readonly<Record<string, unknown>>;
  if (typeof ra !== "number" || typeof decl !== "number") return undefined;
  return {
    raDeg: ra,
    decDeg: decl,
    ...(typeof canonicalName === "string" ? { canonicalName } : {}),
    ...(typeof resolver === "string" ? { resolver } : {}),
    ...(typeof objectType === "string" ? { objectType } : {}),
    ...(typeof searchRadius === "number" && searchRadius > 0 ? { searchRadiusDeg: searchRadius } : {}),
  };
}
