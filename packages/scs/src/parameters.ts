import { DalError, printMaxrec } from "@armillary/dali";
import type { ScsFacts } from "./facts.ts";
import type { ConeQuery } from "./query.ts";

/** Parameters that a query has fields for. */
const FIELDS: Readonly<Record<string, string>> = {
  RA: "raDeg",
  DEC: "decDeg",
  SR: "radiusDeg",
  VERB: "verbosity",
  MAXREC: "maxrec",
  RESPONSEFORMAT: "responseFormat",
};

/**
 * The parameters of a query, in the order of the standard (Simple Cone Search 1.03, section 2; MAXREC and RESPONSEFORMAT of
 * the draft 1.1, after DALI).
 * @throws DalError DAL_USAGE for what no service can answer
 */
export function coneParameters(
  { raDeg, decDeg, radiusDeg, verbosity, maxrec, responseFormat, parameters = {} }: ConeQuery,
  facts?: ScsFacts,
): (readonly [name: string, value: string])[] {
  if (!(raDeg >= -180 && raDeg <= 360)) throw usage(`The right ascension ${raDeg} is outside of -180 to 360 degrees.`);
  if (!(decDeg >= -90 && decDeg <= 90)) throw usage(`The declination ${decDeg} is outside of -90 to 90 degrees.`);
  if (!(radiusDeg >= 0 && radiusDeg <= 180)) throw usage(`The radius ${radiusDeg} is outside of 0 to 180 degrees.`);
  if (verbosity !== undefined && ![1, 2, 3].includes(verbosity)) throw usage(`VERB is 1, 2 or 3, not ${verbosity}.`);
  if (responseFormat?.trim() === "") throw usage("RESPONSEFORMAT is empty.");
  const own = Object.entries(parameters);
  for (const [name] of own) {
    const field = FIELDS[name.toUpperCase()];
    if (name.trim() === "") throw usage("A parameter has no name.");
    if (field !== undefined) throw usage(`${name} is given as ${field}, not among the service's own parameters.`);
  }
  return [
    ["RA", decimal(raDeg === 360 ? 0 : raDeg < 0 ? raDeg + 360 : raDeg)],
    ["DEC", decimal(decDeg)],
    ["SR", decimal(radiusDeg)],
    ...optional("VERB", verbosity?.toString()),
    ...optional(facts?.maxrecParameter?.value ?? "MAXREC", maxrec === undefined ? undefined : printMaxrec(maxrec)),
    ...optional("RESPONSEFORMAT", responseFormat?.trim()),
    ...own.flatMap(([name, values]) => [values].flat().map((value) => [name, value] as const)),
  ];
}

function optional(name: string, value: string | undefined): (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]];
}

/** Without an exponent: services that read numbers by a pattern of their own do not know `1e-7`. */
function decimal(value: number): string {
  const text = String(Math.abs(value) < 1e-20 ? 0 : value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}

function usage(message: string): DalError {
  return new DalError("DAL_USAGE", message);
}
