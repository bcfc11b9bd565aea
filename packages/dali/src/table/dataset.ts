import type { CloudCopy } from "../dataset/cloud-access.ts";

/**
 * What an image, a cube or a spectrum is, whichever protocol told of it; what was not said is absent. Columns of SIA 2 and
 * ObsTAP have these meanings by ObsCore 1.1; SIA 1 and SSA are read into them.
 */
export interface DatasetRecord {
  readonly protocol: "sia1" | "sia2" | "ssa" | "obscore";
  readonly title?: string;
  /** Absolute; of the file, or of a table of links where `format` says so. */
  readonly accessUrl?: string;
  /** A media type. */
  readonly format?: string;
  readonly sizeBytes?: number;
  /** The publisher's identifier (an ivoid), by which DataLink and SODA know the dataset. */
  readonly publisherDid?: string;
  readonly obsId?: string;
  readonly collection?: string;
  /** `image`, `cube`, `spectrum`, `sed`, `timeseries`, `visibility`, `event`, `measurements`. */
  readonly productType?: string;
  /** 0 (raw) to 4 (analysis products). */
  readonly calibLevel?: number;
  readonly targetName?: string;
  /** Of the centre, ICRS. */
  readonly raDeg?: number;
  readonly decDeg?: number;
  /** Diameter of what is covered. */
  readonly fovDeg?: number;
  /** What is covered, as DALI or STC-S text, as the service wrote it. */
  readonly region?: string;
  /** Length of each pixel axis. */
  readonly pixels?: readonly number[];
  readonly pixelScaleArcsec?: number;
  readonly bandName?: string;
  /** Wavelengths in vacuum. */
  readonly bandMinM?: number;
  readonly bandMaxM?: number;
  readonly tMinMjd?: number;
  readonly tMaxMjd?: number;
  readonly exposureS?: number;
  readonly facility?: string;
  readonly instrument?: string;
  /** Copies of the file that the archive says to be in clouds (`cloud_access` of IRSA). */
  readonly cloudCopies?: readonly CloudCopy[];
  /** The whole row, by column name. */
  readonly row: Readonly<Record<string, unknown>>;
}
