import { looksLikePosition, parsePosition, type SkyPosition } from "@armillary/dali";
import { usageError } from "../failure.ts";

/**
 * The place on the sky that TARGET means.
 * @throws CommandError for a name; DalError DAL_USAGE for a position that is not well written
 */
export async function resolveTarget(text: string): Promise<SkyPosition> {
  if (looksLikePosition(text)) return parsePosition(text);
  throw usageError(
    `"${text}" is no position, and names are not looked up yet: that comes with armillary name.`,
    'Give the position, in degrees or sexagesimal: "10.68 41.27", "00:42:44.3 +41:16:09".',
  );
}
