import { looksLikePosition, parseAngleDeg, parsePosition, printPosition, type SkyPosition } from "@armillary/dali";
import { resolveMastName } from "@armillary/mast";
import { usageError } from "../failure.ts";
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

/** Those in degrees, as far as they can be read without asking anybody. */
export interface ReadTarget {
  /** Of an object that is yet to be looked up. */
  readonly name?: string;
  readonly position?: SkyPosition;
  readonly radiusDeg?: number;
}

/**
 * Reads them; nobody is asked.
 * @throws DalError code DAL_USAGE for what is no position, or no angle; CommandError for a radius around nothing
 */
export function readTarget({ target, radius }: TargetArguments): ReadTarget {
  const within = radius === undefined ? {} : { radiusDeg: parseAngleDeg(radius) };
  if (target === undefined) {
    if (radius !== undefined) throw usageError("--radius is of a place, and none is given.");
    return within;
  }
  return looksLikePosition(target) ? { ...within, position: parsePosition(target) } : { ...within, name: target };
}

/** The place that was read; a name is looked up by MAST itself, which also knows its own catalogues' (`TIC 25155310`). */
export async function placeOfTarget(
  { name, ...read }: ReadTarget,
  { session, operation }: Pick<Asking, "session" | "operation">,
  io: Io,
): Promise<Omit<ReadTarget, "name">> {
  if (name === undefined) return read;
  const { raDeg, decDeg, resolver = "MAST", canonicalName } = await resolveMastName(session, name, operation);
  if (io.stderr.isTTY === true) {
    const known = canonicalName === undefined ? "" : ` (${canonicalName})`;
    tellNote(io, `${name}${known} is at ${printPosition({ raDeg, decDeg })}, says ${resolver}.`);
  }
  return { ...read, position: { raDeg, decDeg } };
}
