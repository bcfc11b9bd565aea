import { MISSIONS } from "@armillary/mast";
import { usageError } from "../failure.ts";

/**
 * A mission that is misspelt is told before MAST is asked, which answers such a one with what nobody understands.
 * @throws CommandError for one that is not known here, unless the user says that MAST has it
 */
export function checkMission({
  mission,
  isUnlisted,
}: {
  readonly mission: string;
  readonly isUnlisted: boolean;
}): void {
  if (isUnlisted || MISSIONS.has(mission)) return;
  throw usageError(
    `No mission "${mission}" is known here: there are ${[...MISSIONS.keys()].join(", ")}.`,
    "--unlisted asks MAST for another that it has.",
  );
}
