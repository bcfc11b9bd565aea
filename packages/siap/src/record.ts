import type { Field } from "@armillary/columns";
import { createObsCoreReader, type DatasetReader } from "@armillary/dali/dataset";
import type { DatasetRecord } from "@armillary/dali/table";
import { createSia1Reader } from "./record-v1.ts";
import type { SiaVersion } from "./version.ts";

/** How the pixels of an image lie on the sky, as version 1 has it (SIA 1.0, section 4.2.5). */
export interface ImageWcs {
  /** `ICRS`, `FK5`, `FK4`, `ECL`, `GAL`, `SGAL`. */
  readonly frame?: string;
  readonly equinoxYr?: number;
  /** As in FITS: `TAN`, `SIN`, … */
  readonly projection?: string;
  readonly referencePixel?: readonly number[];
  readonly referenceValueDeg?: readonly number[];
  /** Row by row. */
  readonly cdMatrixDegPerPixel?: readonly number[];
}

/** An image, of either version; `protocol` says which. */
export interface SiaRecord extends DatasetRecord {
  readonly protocol: "sia1" | "sia2";
  /** Characteristic wavelength in vacuum; version 1 often has it alone. */
  readonly bandReferenceM?: number;
  readonly wcs?: ImageWcs;
  /** How the service makes the pixels: `C` as they are, `F` resampled, `X` none of itself, `Z` with loss, `V` for looks. */
  readonly pixelFlags?: string;
  /** How long the access URL holds at least, of images that are made for the asking. */
  readonly accessTtlS?: number;
}

/** Finds the columns of an answer, once, and gives what makes records of its rows. `url`: of the answer. */
export function createSiaReader(fields: readonly Field[], version: SiaVersion, url: string): DatasetReader<SiaRecord> {
  if (version === 1) return createSia1Reader(fields, url);
  return createObsCoreReader(fields, { protocol: "sia2", url }) as DatasetReader<SiaRecord>;
}
