import type { DatasetQuestion, OneOrMore } from "@armillary/dali/dataset";

/** How an image and the region that is asked for must lie to one another (SIA 1.0, section 4.1.2). */
export const INTERSECTIONS = ["COVERS", "ENCLOSED", "CENTER", "OVERLAPS"] as const;
export type Intersection = (typeof INTERSECTIONS)[number];

/** The image that a service of version 1 is to cut out or build (SIA 1.0, section 4.1.3): it may do otherwise, and says so. */
export interface ImageGrid {
  /** NAXIS: width and height, pixels; one number is both. */
  readonly pixels?: number | readonly [width: number, height: number];
  /** CFRAME: `ICRS`, `FK5`, `FK4`, `ECL`, `GAL`, `SGAL`. */
  readonly frame?: string;
  /** EQUINOX: of FK4 and FK5, years. */
  readonly equinoxYr?: number;
  /** CRPIX: the reference pixel. */
  readonly referencePixel?: readonly [x: number, y: number];
  /** CRVAL: its place, in `frame`. */
  readonly referenceValueDeg?: readonly [longitude: number, latitude: number];
  /** CDELT: degrees a pixel; one number is both axes. */
  readonly pixelScaleDeg?: number | readonly [x: number, y: number];
  /** ROTANG: from the vertical axis to the north, in `frame`. */
  readonly rotationDeg?: number;
  /** PROJ: as in FITS, `TAN`, `SIN`, … */
  readonly projection?: string;
}

/**
 * What is asked of an image service, of either version. What version 1 has no parameter for is judged by the rows that come
 * back, as far as they tell, and the summary's `notes` say so; what cannot be had at all is an error, nothing is passed over.
 */
export interface SiaQuery extends DatasetQuestion {
  /** FORMAT: media types; of version 1 also `ALL`, `GRAPHIC`, `GRAPHIC-ALL`, `GRAPHIC-jpeg,gif`. */
  readonly format?: OneOrMore<string>;
  /** INTERSECT, of version 1 (default OVERLAPS, which is all that version 2 has). */
  readonly intersect?: Intersection;
  /** The image to build, of version 1. */
  readonly grid?: ImageGrid;
  /** VERB, of version 1: from the fewest columns (0) to all (3). */
  readonly verbosity?: 0 | 1 | 2 | 3;
  /** Rows at most (MAXREC; services of version 1 may pass it over). 0: the columns alone. */
  readonly maxrec?: number;
  /** RESPONSEFORMAT: a media type, or a short form of DALI. */
  readonly responseFormat?: string;
  /** Parameters of the service's own, by name; they take the place of those of its base URL. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
}
