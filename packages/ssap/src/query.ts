import type { OneOrMore, ValueOrRange } from "@armillary/dali/dataset";
import type { Interval } from "@armillary/votable";

export const CALIBRATIONS = ["absolute", "relative", "normalized", "any"] as const;
export type Calibration = (typeof CALIBRATIONS)[number];

/**
 * What spectra are wanted (SSA 1.1, section 4.1). All that is given must hold; of several values of one, any. `±Infinity` leaves
 * a side of an interval open. Services must know position, diameter, band, time and format; many pass over the rest.
 */
export interface SsaQuery {
  /** Right ascension, ICRS, 0 to 360; with `decDeg`. */
  readonly raDeg?: number;
  /** Declination, ICRS, -90 to 90. */
  readonly decDeg?: number;
  /** SIZE: diameter of the circle around the position, twice what a cone search calls its radius. Default: the service's. */
  readonly diameterDeg?: number;
  /**
   * Leaves out rows whose position is farther away than half the diameter, for services that take SIZE for a radius (default
   * false). Spectra that reach into the circle from outside are then left out, too; rows without a position stay.
   */
  readonly within?: boolean;
  /** BAND: wavelengths in vacuum, metres: one that a spectrum must have, or an interval that it must overlap. */
  readonly bandM?: OneOrMore<ValueOrRange>;
  /** BAND: names of the service's own. */
  readonly bandName?: OneOrMore<string>;
  /** Where wavelengths of `bandM` are measured: at the source, or here (default: as the service has it). */
  readonly bandFrame?: "source" | "observer";
  /** TIME: MJD (UTC) at which a spectrum was being taken, or an interval that its observation must overlap. Sent in whole seconds, intervals made no shorter by it. */
  readonly timeMjd?: OneOrMore<ValueOrRange>;
  /** FORMAT: media types, or `all`, `compliant`, `native`, `graphic`, `votable`, `fits`, `xml`. */
  readonly format?: OneOrMore<string>;
  /** APERTURE: diameter, for services that extract spectra. */
  readonly apertureDeg?: number;
  /** SPECRP: λ/Δλ at least. */
  readonly minSpecRp?: number;
  /** SPATRES: as fine as this or finer. */
  readonly maxSpatResDeg?: number;
  /** TIMERES: as fine as this or finer. */
  readonly maxTimeResS?: number;
  /** SNR: signal to noise at least. */
  readonly minSnr?: number;
  /** REDSHIFT: negative ones are blueshifts. */
  readonly redshift?: ValueOrRange;
  /** VARAMPL: amplitude of variability, 0 to 1. */
  readonly varAmpl?: ValueOrRange;
  readonly targetName?: string;
  /** `star`, `galaxy`, `QSO`, … */
  readonly targetClass?: OneOrMore<string>;
  /** The least that will do: `relative` finds absolute ones, too. */
  readonly fluxCalib?: Calibration;
  readonly waveCalib?: Exclude<Calibration, "normalized">;
  /** An ivoid. */
  readonly publisherDid?: string;
  readonly creatorDid?: string;
  /** At IRSA, the data set. */
  readonly collection?: string;
  /** So many of the best. */
  readonly top?: number;
  /** So many rows at most. */
  readonly maxrec?: number;
  /** MTIME: MJD (UTC) between which the dataset was last changed, or deleted. */
  readonly modifiedMjd?: Interval<number>;
  /** Whether the data may come compressed. */
  readonly compress?: boolean;
  /** For the service's log. */
  readonly runId?: string;
  /** Of the protocol (default: the service's). */
  readonly version?: string;
  /** Parameters of the service's own, by name; they take the place of those of its base URL. */
  readonly parameters?: Readonly<Record<string, OneOrMore<string>>>;
}
