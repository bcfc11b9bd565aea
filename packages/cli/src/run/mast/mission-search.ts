import { parseAngleDeg } from "@armillary/dali";
import { checkMissionQuery, countMission, type MissionQuery, type MissionSort, searchMission } from "@armillary/mast";
import { usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { checkMission } from "../../mast/check-mission.ts";
import { placeOfTarget, readTarget } from "../../mast/mast-target.ts";
import { type Asking, type MastTableArguments, writeRows } from "./write-rows.ts";

export interface MissionSearchArguments extends MastTableArguments {
  readonly mission: string;
  /** Whether the mission may be one that is not known here. */
  readonly isUnlisted: boolean;
  readonly targets: readonly string[];
  readonly radius?: string;
  readonly sort: readonly MissionSort[];
  readonly offset?: number;
  readonly allColumns: boolean;
}

/** `armillary mast search MISSION`. */
export async function runMissionSearch(args: MissionSearchArguments, io: Io): Promise<void> {
  const { mission, targets, radius, sort, offset, columns, allColumns } = args;
  checkMission(args);
  if (allColumns && columns !== undefined) throw usageError("--columns names some, and --all-columns gives all.");
  if (radius !== undefined && targets.length === 0) throw usageError("--radius is of a place, and none is given.");
  const read = targets.map((target) => readTarget({ target }));
  const within = radius === undefined ? {} : { radiusDeg: parseAngleDeg(radius) };
  const filters = checkMissionQuery(mission, {
    filters: args.filters,
    targets: read.flatMap(({ position }) => position ?? []),
    ...within,
  });
  const question = async (asking: Asking): Promise<MissionQuery> => {
    const places = await Promise.all(read.map((target) => placeOfTarget(target, asking, io)));
    return {
      filters,
      ...(places.length === 0 ? {} : { targets: places.flatMap(({ position }) => position ?? []) }),
      ...within,
    };
  };
  await writeRows(
    args,
    {
      usage: `mast search ${mission}`,
      open: async (asking) =>
        searchMission(
          asking.session,
          mission,
          {
            ...(await question(asking)),
            sort,
            ...(offset === undefined ? {} : { offset }),
            ...(allColumns ? { columns: "all" } : columns === undefined ? {} : { columns }),
          },
          { ...asking.operation, ...asking.limit, onProgress: asking.onProgress },
        ),
      count: async (asking) => countMission(asking.session, mission, await question(asking), asking.operation),
    },
    io,
  );
}
