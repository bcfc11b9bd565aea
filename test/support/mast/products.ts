import {
  LARGE_PROGRAMME,
  observationsOf,
  PRODUCTS_PER_LARGE_OBSERVATION,
  type SimulatedObservation,
} from "./observations.ts";
import type { MastSettings } from "./settings.ts";

/** A product as the simulated CAOM has it; `obsID` is sent as a number and declared a string. */
export interface SimulatedProduct {
  readonly obsID: number;
  readonly obs_collection: string;
  readonly dataproduct_type: string;
  readonly obs_id: string;
  readonly description: string;
  readonly type: string;
  readonly dataURI: string;
  readonly productType: string;
  readonly productGroupDescription: string | null;
  readonly productSubGroupDescription: string;
  readonly productDocumentationURL: null;
  readonly project: string;
  readonly prvversion: string | null;
  readonly proposal_id: string;
  readonly productFilename: string;
  readonly size: number | null;
  readonly parent_obsid: number;
  readonly dataRights: string;
  readonly calib_level: number;
  readonly filters: string;
}

interface Kind {
  readonly suffix: string;
  readonly type: string;
  readonly group: string | null;
  readonly level: number;
  readonly sizeBytes: number | null;
}

const MINIMUM = "Minimum Recommended Products";

/** What one observation has, apart from its guide-star files. Files of other observations of the programme among it: shared ones. */
const KINDS: readonly Kind[] = [
  { suffix: "i2d.fits", type: "SCIENCE", group: MINIMUM, level: 3, sizeBytes: 120_000 },
  { suffix: "x1d.fits", type: "SCIENCE", group: MINIMUM, level: 3, sizeBytes: 28_800 },
  { suffix: "cal.fits", type: "SCIENCE", group: null, level: 2, sizeBytes: 115_200 },
  { suffix: "rate.fits", type: "SCIENCE", group: null, level: 2, sizeBytes: 60_480 },
  { suffix: "uncal.fits", type: "SCIENCE", group: null, level: 1, sizeBytes: 201_600 },
  { suffix: "i2d.jpg", type: "PREVIEW", group: null, level: 3, sizeBytes: 2_345 },
  { suffix: "asn.json", type: "INFO", group: null, level: 3, sizeBytes: 1_234 },
  { suffix: "gs-track.fits", type: "AUXILIARY", group: null, level: 2, sizeBytes: null },
];

/** The products of one observation, one after the other. Some are of its neighbour as well: lists of several have repeats. */
export function* productsOf(observation: SimulatedObservation, settings: MastSettings): Generator<SimulatedProduct> {
  if (observation.proposal_id === LARGE_PROGRAMME) {
    yield* largeProductsOf(observation, settings);
    return;
  }
  for (const kind of KINDS) {
    if (observation.dataproduct_type === "image" && kind.suffix === "x1d.fits") continue;
    yield makeProduct(observation, observation.obs_id, kind);
  }
  // The programme's association is a product of each of its observations.
  const shared: Kind = { suffix: "pool.csv", type: "INFO", group: null, level: 3, sizeBytes: 4_567 };
  yield makeProduct(observation, `${observation.obs_collection.toLowerCase()}${observation.proposal_id}`, shared);
}

function* largeProductsOf(
  observation: SimulatedObservation,
  { largeProducts }: MastSettings,
): Generator<SimulatedProduct> {
  const number = observation.obsid % 10_000_000;
  const count = Math.min(PRODUCTS_PER_LARGE_OBSERVATION, largeProducts - number * PRODUCTS_PER_LARGE_OBSERVATION);
  for (let index = 0; index < count; index++) {
    const kind = KINDS[index % KINDS.length] as Kind;
    yield makeProduct(observation, `${observation.obs_id}_s${String(index).padStart(5, "0")}`, kind);
  }
}

function makeProduct(observation: SimulatedObservation, name: string, kind: Kind): SimulatedProduct {
  const { obs_collection: collection } = observation;
  const filename = `${name}_${kind.suffix}`;
  const uri = `mast:${collection}/product/${filename}`;
  return {
    obsID: observation.obsid,
    obs_collection: collection,
    dataproduct_type: observation.dataproduct_type,
    obs_id: observation.obs_id,
    description: `${kind.suffix.split(".")[0]?.toUpperCase()} product, of "${observation.target_name}"`,
    type: "S",
    dataURI: uri,
    productType: kind.type,
    productGroupDescription: kind.group,
    productSubGroupDescription: kind.suffix.split(".")[0]?.toUpperCase() ?? "",
    productDocumentationURL: null,
    project: `CAL${collection}`,
    prvversion: kind.level > 1 ? "1.14.0" : null,
    proposal_id: observation.proposal_id,
    productFilename: filename,
    size: kind.sizeBytes,
    parent_obsid: observation.obsid,
    dataRights: kind.type === "PREVIEW" ? "PUBLIC" : observation.dataRights,
    calib_level: kind.level,
    filters: observation.filters,
  };
}

/** The product that a `mast:` URI names, with the size and rights that it has; undefined for none. */
export function findProduct(uri: string, settings: MastSettings): SimulatedProduct | undefined {
  const [, name] = /^mast:[^/]+\/product\/(.+)$/.exec(uri) ?? [];
  if (name === undefined) return undefined;
  for (const observation of observationsOf(settings)) {
    const isOfIt = name.startsWith(`${observation.obs_id}_`);
    const isShared = name.startsWith(`${observation.obs_collection.toLowerCase()}${observation.proposal_id}_`);
    if (!isOfIt && !isShared) continue;
    for (const product of productsOf(observation, settings)) if (product.dataURI === uri) return product;
  }
  return undefined;
}
