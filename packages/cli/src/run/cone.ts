import { regionShape } from "@armillary/navo";
import { coneParameters, readPositions, ScsService } from "@armillary/scs";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { plotTitle } from "../plot/plot-title.ts";
import { insideRegion } from "../targets/inside-region.ts";
import { regionOf } from "../targets/region.ts";
import { runSearch, type SearchArguments } from "./search.ts";

export interface ConeArguments extends SearchArguments {
  /** A name, or a position. */
  readonly target?: string;
  /** Instead of a target. */
  readonly region?: string;
  /** An angle with its unit. */
  readonly radius?: string;
  readonly verbosity?: 1 | 2 | 3;
  /** Add the distance of each row. */
  readonly separation?: boolean;
}

/** Of a cone, unless somebody says otherwise. */
export const USUAL_RADIUS = "5arcmin";

/** `armillary cone TARGET`: what a catalogue has around a place, to OUT, streaming. */
export async function runCone(args: ConeArguments, io: Io): Promise<void> {
  const { verbosity, separation = false, maxrec, parameters } = args;
  const asked = {
    parameters,
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(maxrec === undefined ? {} : { maxrec }),
  };
  // A place that is yet to be looked up stands at the origin.
  coneParameters({ raDeg: 0, decDeg: 0, radiusDeg: 0, ...asked });
  await runSearch(
    args,
    {
      usage: "cone TARGET --service S",
      protocol: "SCS",
      region: regionOf(args, { radius: USUAL_RADIUS }),
      subject: (region) => ({ title: plotTitle("cone", args.target, region), region }),
      async search({ url, transport, options }, region) {
        if (region === undefined) throw usageError("A cone search is of a place.");
        const shape = regionShape(region);
        const query = { ...shape.enclosing, ...asked };
        const result = await new ScsService(url, { transport }).search(query, { ...options, separation });
        if (shape.isCircle) return result;
        return insideRegion(result, shape, (batch) => readPositions(batch, result.columns));
      },
    },
    io,
  );
}
