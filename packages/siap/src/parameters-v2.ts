import { printInterval, printMaxrec, printPos } from "@armillary/dali";
import { DATASET_CONSTRAINTS, posOfRegion, valuesOf, wantedValues } from "@armillary/dali/dataset";
import { optional, ownParameters, type SiaPlan, usage } from "./plan.ts";
import type { SiaQuery } from "./query.ts";

/** Parameters that a query has fields for. */
const FIELDS: Readonly<Record<string, string>> = {
  POS: "region",
  ...Object.fromEntries(DATASET_CONSTRAINTS.map(({ parameter, key }) => [parameter, key])),
  MAXREC: "maxrec",
  RESPONSEFORMAT: "responseFormat",
};

/**
 * The parameters of a query in version 2, in the order of the standard, each as often as it has values (SIA 2.0, section
 * 2.1; DALI 1.1, section 3.4).
 * @throws DalError DAL_USAGE for what no service can answer, and for what only version 1 has
 */
export function sia2Parameters(query: SiaQuery): SiaPlan {
  refuseVersion1(query);
  const { region, maxrec, responseFormat, parameters = {} } = query;
  if (responseFormat?.trim() === "") throw usage("RESPONSEFORMAT is empty.");
  const places = valuesOf(region).flatMap(posOfRegion);
  return {
    parameters: [
      ...places.map((pos) => ["POS", printPos(pos)] as const),
      ...DATASET_CONSTRAINTS.flatMap((constraint) => {
        const { intervals, integers, texts } = wantedValues(query, constraint);
        const values = [...intervals.map(printInterval), ...integers.map(String), ...texts];
        return values.map((value) => [constraint.parameter, value] as const);
      }),
      ...optional("MAXREC", maxrec === undefined ? undefined : printMaxrec(maxrec)),
      ...optional("RESPONSEFORMAT", responseFormat?.trim()),
      ...ownParameters(parameters, FIELDS),
    ],
    unsaid: [],
    notes: [],
  };
}

function refuseVersion1({ intersect = "OVERLAPS", grid, verbosity, format }: SiaQuery): void {
  const next = "Ask a service of version 1, or leave it out.";
  if (intersect !== "OVERLAPS") {
    throw usage(
      `intersect: ${intersect} is of SIA 1: version 2 finds what overlaps the region, and nothing else. ${next}`,
    );
  }
  if (grid !== undefined) throw usage(`grid is of SIA 1: version 2 finds images, SODA cuts them out. ${next}`);
  if (verbosity !== undefined) throw usage(`verbosity (VERB) is of SIA 1. ${next}`);
  const graphic = valuesOf(format).find((value) => /^(?:graphic|metadata)/i.test(value));
  if (graphic !== undefined)
    throw usage(`The format ${graphic} is a word of SIA 1: version 2 takes media types, as image/jpeg.`);
}
