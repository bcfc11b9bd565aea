import { childOf, childrenOf, childText, isTrue, textOf, type XmlElement } from "../xml/element.ts";

/** Longitude and latitude, degrees: the sides of a region, or a place. */
export interface SkyPair {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
}

/** What cone search, SIA and SSA services say of themselves (SimpleDALRegExt 1.1 and 1.2). What is absent is not limited, or not said. */
export interface ServiceProfile {
  /** Rows at most. */
  readonly maxRecords?: number;
  /** Rows where MAXREC is not sent (SSA). */
  readonly defaultMaxRecords?: number;
  /** `maxSR` of cone search, `maxSearchRadius` of SSA. 180 is no limit. */
  readonly maxRadiusDeg?: number;
  /** Whether VERB has an effect (cone search). */
  readonly verbosity?: boolean;
  readonly maxFileSizeBytes?: number;
  /** `Cutout`, `Mosaic`, `Atlas` or `Pointed` (SIA 1). */
  readonly imageServiceType?: string;
  readonly maxQueryRegion?: SkyPair;
  readonly maxImageExtent?: SkyPair;
  /** Along an axis. Of the two that SIA 1.0 gave, the larger. */
  readonly maxImageSizePixels?: number;
  /** `query`, `minimal` or `full` (SSA). */
  readonly complianceLevel?: string;
  /** `survey`, `pointed`, `custom`, `theory`, `artificial` (SSA). */
  readonly dataSources: readonly string[];
  readonly creationTypes: readonly string[];
  readonly supportedFrames: readonly string[];
  readonly maxApertureDeg?: number;
  /** A query that has an answer, as the element that it stands in. */
  readonly testQuery?: XmlElement;
}

const ELEMENTS = [
  "maxRecords",
  "maxSR",
  "verbosity",
  "imageServiceType",
  "maxQueryRegionSize",
  "maxFileSize",
  "complianceLevel",
  "dataSource",
  "maxSearchRadius",
];

/** Reads the limits of a capability of the simple protocols; undefined where it has none. */
export function readProfile(element: XmlElement): ServiceProfile | undefined {
  if (!childrenOf(element).some(({ local }) => ELEMENTS.includes(local))) return undefined;
  const numbers = {
    maxRecords: numberIn(element, "maxRecords"),
    defaultMaxRecords: numberIn(element, "defaultMaxRecords"),
    maxRadiusDeg: numberIn(element, "maxSR") ?? numberIn(element, "maxSearchRadius"),
    maxFileSizeBytes: numberIn(element, "maxFileSize"),
    maxImageSizePixels: imageSize(element),
    maxApertureDeg: numberIn(element, "maxAperture"),
  };
  const words = {
    imageServiceType: childText(element, "imageServiceType"),
    complianceLevel: childText(element, "complianceLevel"),
  };
  const verbosity = isTrue(childText(element, "verbosity"));
  const maxQueryRegion = pairIn(element, "maxQueryRegionSize");
  const maxImageExtent = pairIn(element, "maxImageExtent");
  const testQuery = childOf(element, "testQuery");
  return {
    ...Object.fromEntries(
      [...Object.entries(numbers), ...Object.entries(words)].filter(([, value]) => value !== undefined),
    ),
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(maxQueryRegion === undefined ? {} : { maxQueryRegion }),
    ...(maxImageExtent === undefined ? {} : { maxImageExtent }),
    dataSources: wordsIn(element, "dataSource"),
    creationTypes: wordsIn(element, "creationType"),
    supportedFrames: wordsIn(element, "supportedFrame"),
    ...(testQuery === undefined ? {} : { testQuery }),
  };
}

function wordsIn(element: XmlElement, local: string): string[] {
  return childrenOf(element, local).flatMap((child) => textOf(child) ?? []);
}

function numberIn(element: XmlElement, local: string): number | undefined {
  const text = childText(element, local);
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function pairIn(element: XmlElement, local: string): SkyPair | undefined {
  const pair = childOf(element, local);
  if (pair === undefined) return undefined;
  const longitudeDeg = numberIn(pair, "long");
  const latitudeDeg = numberIn(pair, "lat");
  return longitudeDeg === undefined || latitudeDeg === undefined ? undefined : { longitudeDeg, latitudeDeg };
}

function imageSize(element: XmlElement): number | undefined {
  const single = numberIn(element, "maxImageSize");
  const pair = pairIn(element, "maxImageSize");
  return pair === undefined ? single : Math.max(pair.longitudeDeg, pair.latitudeDeg);
}
