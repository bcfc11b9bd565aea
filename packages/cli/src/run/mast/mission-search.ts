import { countMission, type MissionQuery, type MissionSort, parseFilter, searchMission } from "@armillary/mast";
import { usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { placeOfTarget } from "../../mast/mast-target.ts";
import { type Asking, type MastTableArguments, writeRows } from "./write-rows.ts";

export interface MissionSearchArguments extends MastTableArguments {
  readonly mission: string;
  readonly targets: readonly string[];
  readonly radius?: string;
  readonly sort: readonly MissionSort[];
  readonly offset?: number;
  readonly allColumns: boolean;
}

/** `armillary mast search MISSION`. */
export async function runMissionSearch(args: MissionSearchArguments, io: Io): Promise<void> {
  const { mission, targets, radius, filters, sort, offset, columns, allColumns } = args;
  if (allColumns && columns !== undefined) throw usageError("--columns names some, and --all-columns gives all.");
  const question = async (asking: Asking): Promise<MissionQuery> => {
    const places = await Promise.all(targets.map((target) => placeOfTarget({ target }, asking, io)));
    const { radiusDeg } = await placeOfTarget(radius === undefined ? {} : { radius }, asking, io);
    return {
      filters: filters.map((text) => parseFilter(text)),
      ...(places.length === 0 ? {} : { targets: places.flatMap(({ position }) => position ?? []) }),
      ...(radiusDeg === undefined ? {} : { radiusDeg }),
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
