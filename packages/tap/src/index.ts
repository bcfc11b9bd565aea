export type { TapCapabilities, TapMode } from "./capabilities.ts";
export type { CompleteSettings } from "./complete/ask-completely.ts";
export type { HeldRows, RunOptions, RunQuery } from "./complete/asker.ts";
export {
  type CompleteOptions,
  type CompleteResult,
  completeQuery,
  type ResumeOptions,
} from "./complete/complete-query.ts";
export {
  COMPLETENESS_ERROR_CODES,
  CompletenessError,
  type CompletenessErrorCode,
  isCompletenessError,
} from "./complete/completeness-error.ts";
export { type CompletePlan, describePart, type PartRange, type PlannedPart } from "./complete/plan.ts";
export type { CompletenessProof, CompleteSummary } from "./complete/proof.ts";
export { findTapFacts, TAP_FACTS, type TapFacts } from "./facts.ts";
export { RESULT_FORMATS, type ResultFormat } from "./formats.ts";
export { type JobOptions, type ResultOptions, TapJob } from "./job.ts";
export type { LimitSource, LimitVerdict, Outcome, Remedy, ResultLimit, RowLimits } from "./limits.ts";
export { mostRows, rowLimits } from "./limits.ts";
export type { ServiceDescription } from "./metadata/describe-service.ts";
export { type ExamplesDocument, parseExamples, type ServiceExample } from "./metadata/examples.ts";
export { fetchExamples, type ServiceExamples } from "./metadata/fetch-examples.ts";
export type { MetadataCache } from "./metadata/metadata-cache.ts";
export {
  type LoadedMetadata,
  type LoadMetadataOptions,
  loadServiceMetadata,
  type ServiceMetadataOptions,
  serviceMetadata,
} from "./metadata/service-metadata.ts";
export type { KnownTables, ServiceTables } from "./metadata/service-tables.ts";
export type { AskOptions, QueryOptions, SubmitOptions, TapOptions, TapProgress, TapSummary } from "./options.ts";
export { findTapPreset, TAP_PRESETS, type TapPreset } from "./presets.ts";
export type { TapResult } from "./result.ts";
export type { DescribeServiceOptions } from "./service.ts";
export { TapService } from "./service.ts";
export { tableOfRows } from "./upload/rows-table.ts";
export {
  type ArrowTableLike,
  UPLOAD_SERIALIZATIONS,
  type UploadField,
  type UploadFile,
  type UploadRows,
  type UploadSerialization,
  type UploadSource,
  type UploadUrl,
} from "./upload/source.ts";
