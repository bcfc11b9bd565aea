import type { OperationOptions } from "@armillary/dali";
import type { MastSession } from "../session/session.ts";
import { findTessSectors } from "./find-sectors.ts";
import { type CutoutSize, type CutoutTarget, type TessCutoutQuery, usage } from "./request.ts";

export interface PlanTessOptions extends OperationOptions {
  readonly size?: CutoutSize;
  /** Of those that have the target (default: all). */
  readonly sectors?: readonly number[];
}

/**
 * The requests for a target's cutouts, one a sector, in order. Asked for together they can take TESScut longer than it has (astroquery
 * issues 2447 and 3467), so the sectors are asked for first.
 * @throws DalError as `findTessSectors`; DAL_USAGE for a sector that does not have the target
 */
export async function planTessCutouts(
  session: MastSession,
  target: CutoutTarget,
  { size, sectors, ...options }: PlanTessOptions = {},
): Promise<readonly TessCutoutQuery[]> {
  const found = await findTessSectors(session, target, options);
  const there = [...new Set(found.map(({ sector }) => sector))].sort((a, b) => a - b);
  for (const sector of sectors ?? []) {
    if (there.includes(sector)) continue;
    const has = there.length === 0 ? "no sector has it" : `these have it: ${there.join(", ")}`;
    throw usage(`Sector ${sector} does not have the target; ${has}.`);
  }
  return there
    .filter((sector) => sectors?.includes(sector) ?? true)
    .map((sector) => ({ service: "tesscut", target, sector, ...(size === undefined ? {} : { size }) }));
}
