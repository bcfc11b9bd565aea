import type { Pos } from "@armillary/dali";
import type { Interval } from "@armillary/votable";
import type { ParameterValues } from "../descriptor/value.ts";

/** What to cut out of datasets (SODA 1.0, section 3). Of all of it, both must hold; what is absent is not cut. */
export interface SodaQuery {
  /** Identifiers of datasets, as discovery or a table of links gave them. */
  readonly ids?: string | readonly string[];
  /** On the sky, ICRS: CIRCLE, POLYGON or POS, whichever the service has. */
  readonly region?: Pos | readonly Pos[];
  /** Wavelengths in vacuum, metres; infinite bounds are open. */
  readonly bandM?: Interval<number> | readonly Interval<number>[];
  /** Modified Julian Dates, UTC. */
  readonly timeMjd?: Interval<number> | readonly Interval<number>[];
  /** Polarization states: `I`, `Q`, `U`, `V`, `RR`, … One filter, however many. */
  readonly pol?: string | readonly string[];
  /** Parameters of the service's own, and any of the above by their names. */
  readonly parameters?: Readonly<Record<string, ParameterValues | undefined>>;
}
