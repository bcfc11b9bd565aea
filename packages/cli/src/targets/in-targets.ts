import { CommandError, failureIn } from "../failure.ts";

const HINT = "--ra-col and --dec-col name the columns of positions, --name-col that of names, for all archives.";

/** What is wrong with the columns of a table of targets, with the file's name and what to do; all else as it is. */
export function inTargets(place: string, thrown: unknown): unknown {
  const { failure, exit, cause } = failureIn(place, thrown);
  return failure.code === "DAL_USAGE" && failure.where === undefined
    ? new CommandError({ ...failure, where: place, hint: HINT }, exit, { cause })
    : thrown;
}
