import { parseAngleDeg } from "@armillary/dali";
import { ScsService } from "@armillary/scs";
import type { Io } from "../io.ts";
import { plotTitle } from "../plot/plot-title.ts";
import { resolveTarget } from "../targets/resolve-target.ts";
import { runSearch, type SearchArguments } from "./search.ts";

export interface ConeArguments extends SearchArguments {
  readonly target: string;
  /** An angle with its unit. */
  readonly radius: string;
  readonly verbosity?: 1 | 2 | 3;
  /** Add the distance of each row. */
  readonly separation?: boolean;
}

/** `armillary cone TARGET`: what a catalogue has around a place, to OUT, streaming. */
export async function runCone(args: ConeArguments, io: Io): Promise<void> {
  const { target, radius, verbosity, separation = false, maxrec, parameters } = args;
  const query = {
    ...(await resolveTarget(target, args, io)),
    radiusDeg: parseAngleDeg(radius),
    parameters,
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(maxrec === undefined ? {} : { maxrec }),
  };
  await runSearch(
    args,
    {
      usage: "cone TARGET --service S",
      protocol: "SCS",
      subject: { title: plotTitle("cone", target, query.radiusDeg), region: query },
      search: ({ url, transport, options }) =>
        new ScsService(url, { transport }).search(query, { ...options, separation }),
    },
    io,
  );
}
