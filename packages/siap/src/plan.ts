import { DalError } from "@armillary/dali";
import type { DatasetConstraint } from "@armillary/dali/dataset";

/** What is sent for a query, and what is left to be done with the rows that come back. */
export interface SiaPlan {
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** What the query wants and the parameters do not say. */
  readonly unsaid: readonly DatasetConstraint[];
  /** What was sent otherwise than asked. */
  readonly notes: readonly string[];
}

export function usage(message: string): DalError {
  return new DalError("DAL_USAGE", message);
}

/**
 * Parameters of the service's own, behind those of the query.
 * @param fields - parameters that a query has fields for, which must not be given twice
 * @throws DalError code DAL_USAGE
 */
export function ownParameters(
  own: Readonly<Record<string, string | readonly string[]>>,
  fields: Readonly<Record<string, string>>,
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(own).flatMap(([name, values]) => {
    const field = fields[name.toUpperCase()];
    if (name.trim() === "") throw usage("A parameter has no name.");
    if (field !== undefined) throw usage(`${name} is given as ${field}, not among the service's own parameters.`);
    return [values].flat().map((value) => [name, value] as const);
  });
}

/** A parameter that may not be there. */
export function optional(name: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]];
}
