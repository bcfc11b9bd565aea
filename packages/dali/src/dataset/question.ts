import type { Interval } from "@armillary/votable";
import type { SkyRegion } from "./region.ts";

/** One, or several of which any will do. */
export type OneOrMore<Value> = Value | readonly Value[];

/** A value, or all between two, bounds included; `±Infinity` leaves a side open. */
export type ValueOrRange = number | Interval<number>;

/**
 * What images, cubes and other datasets are sought by, whichever protocol is asked: the parameters of SIA 2.0 (section 2.1)
 * under names that say their units. All that is given must hold; of several values of one, any.
 */
export interface DatasetQuestion {
  /** POS: what is covered has something in common with it. */
  readonly region?: OneOrMore<SkyRegion>;
  /** BAND: wavelengths in vacuum that are covered, metres. */
  readonly bandM?: OneOrMore<ValueOrRange>;
  /** TIME: times that are covered, MJD (UTC). */
  readonly timeMjd?: OneOrMore<ValueOrRange>;
  /** POL: states of polarization, `I`, `Q`, `RR`, … */
  readonly polarization?: OneOrMore<string>;
  /** FOV: sizes of the field of view. */
  readonly fovDeg?: OneOrMore<ValueOrRange>;
  /** SPATRES: angular resolution. */
  readonly resolutionArcsec?: OneOrMore<ValueOrRange>;
  /** SPECRP: λ/Δλ. */
  readonly resolvingPower?: OneOrMore<ValueOrRange>;
  /** EXPTIME */
  readonly exposureS?: OneOrMore<ValueOrRange>;
  /** TIMERES: resolution in time. */
  readonly timeResolutionS?: OneOrMore<ValueOrRange>;
  /** ID: the publisher's identifier (an ivoid). */
  readonly publisherDid?: OneOrMore<string>;
  /** COLLECTION: at IRSA, the data set. */
  readonly collection?: OneOrMore<string>;
  readonly facility?: OneOrMore<string>;
  readonly instrument?: OneOrMore<string>;
  /** DPTYPE: `image`, `cube`; ObsTAP has more. */
  readonly productType?: OneOrMore<string>;
  /** CALIB: 0 (raw) to 4 (analysis products). */
  readonly calibLevel?: OneOrMore<number>;
  /** TARGET: the name that the observers gave it. */
  readonly target?: OneOrMore<string>;
  /** FORMAT: media types. */
  readonly format?: OneOrMore<string>;
}
