import { looksLikePosition, parseAngleDeg, parsePosition, printPosition, type SkyPosition } from "@armillary/dali";
import { resolveMastName } from "@armillary/mast";
import type { Io } from "../io.ts";
import type { Asking } from "../run/mast/write-rows.ts";
import { tellNote } from "../warnings.ts";

/** A place, and how far around it, as the command line has them. */
export interface TargetArguments {
  /** A name, or a position. */
  readonly target?: string;
  /** An angle with its unit. */
  readonly radius?: string;
}

/** Those in degrees; a name is looked up by MAST itself, which also knows its own catalogues' (`TIC 25155310`). */
export async function placeOfTarget(
  { target, radius }: TargetArguments,
  { session, operation }: Pick<Asking, "session" | "operation">,
  io: Io,
): Promise<{ readonly position?: SkyPosition; readonly radiusDeg?: number }> {
  const within = radius === undefined ? {} : { radiusDeg: parseAngleDeg(radius) };
  if (target === undefined) return within;
  if (looksLikePosition(target)) return { ...within, position: parsePosition(target) };
  const { raDeg, decDeg, resolver = "MAST", canonicalName } = await resolveMastName(session, target, operation);
  if (io.stderr.isTTY === true) {
    const known = canonicalName === undefined ? "" : ` (${canonicalName})`;
    tellNote(io, `${target}${known} is at ${printPosition({ raDeg, decDeg })}, says ${resolver}.`);
  }
  return { ...within, position: { raDeg, decDeg } };
}
