export { type CloudCopy, parseCloudAccess } from "./dataset/cloud-access.ts";
export {
  type Comparison,
  DATASET_CONSTRAINTS,
  type DatasetConstraint,
  valuesOf,
  type WantedValues,
  wantedValues,
} from "./dataset/constraint.ts";
export {
  createDatasetReader,
  type DatasetContext,
  type DatasetReader,
  type DatasetSources,
  recordsOf,
} from "./dataset/dataset-reader.ts";
export { createObsCoreReader, OBSCORE_SOURCES } from "./dataset/obscore.ts";
export {
  cellAt,
  columnOf,
  numbersOf,
  type PropertyReader,
  type PropertySource,
  propertyReader,
  textOf,
} from "./dataset/property-reader.ts";
export { converterTo, type Quantity } from "./dataset/quantity.ts";
export type { DatasetQuestion, OneOrMore, ValueOrRange } from "./dataset/question.ts";
export { isBox, isPos, posOfRegion, type SkyBox, type SkyCircle, type SkyRegion, sidesOf } from "./dataset/region.ts";
export {
  fetchSelfDescription,
  type QueryInput,
  readSelfDescription,
  type SelfDescription,
} from "./dataset/self-description.ts";
