import { join } from "node:path";
import { printPosition, type SkyPosition } from "@armillary/dali";
import type { ResolvedName, Resolver } from "@armillary/navo";
import type { Io } from "../io.ts";
import { cacheFolder } from "../network/folders.ts";
import { type NetworkOptions, openNetwork } from "../network/network.ts";
import { tellNote } from "../warnings.ts";

/**
 * The place on the sky that a name means; people are told what was found.
 * @throws NameError for a name without a position
 */
export async function lookUpPlace(text: string, options: NetworkOptions, io: Io): Promise<SkyPosition> {
  const found = await lookUpName(text, options, io);
  const { raDeg, decDeg, source, canonicalName } = found;
  if (io.stderr.isTTY === true) {
    const known = canonicalName === undefined ? "" : ` (${canonicalName})`;
    tellNote(io, `${text}${known} is at ${printPosition(found)}, says ${source ?? found.resolver}.`);
  }
  return { raDeg, decDeg };
}

export interface LookUpOptions extends NetworkOptions {
  readonly resolvers?: readonly Resolver[];
  /** Do not take what was looked up before. */
  readonly refresh?: boolean;
}

/** Looks a name up, or takes what was found before. */
export async function lookUpName(
  name: string,
  { user: _, resolvers, refresh = false, ...options }: LookUpOptions,
  io: Io,
): Promise<ResolvedName> {
  const { resolveName } = await import("@armillary/navo");
  const { createFileCache } = await import("@armillary/tap/node");
  // `--user` is for the service that is asked then, and for nobody else.
  const network = await openNetwork({ ...options, withoutMastToken: true }, io, () => undefined);
  try {
    return await resolveName(name, {
      transport: network.transport,
      cache: createFileCache(join(cacheFolder(io.env), "names")),
      ...(resolvers === undefined ? {} : { resolvers }),
      ...(refresh ? { maxAgeMs: 0 } : {}),
      ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
    });
  } finally {
    await network.close();
  }
}
