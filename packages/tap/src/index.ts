export type { TapCapabilities, TapMode } from "./capabilities.ts";
export { findTapFacts, TAP_FACTS, type TapFacts } from "./facts.ts";
export { RESULT_FORMATS, type ResultFormat } from "./formats.ts";
export { type JobOptions, type ResultOptions, TapJob } from "./job.ts";
export type { LimitSource, LimitVerdict, Outcome, Remedy, ResultLimit, RowLimits } from "./limits.ts";
export { mostRows, rowLimits } from "./limits.ts";
export type { AskOptions, QueryOptions, SubmitOptions, TapOptions, TapProgress, TapSummary } from "./options.ts";
export type { ArrowTable, ResultEnd, TapResult } from "./result.ts";
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
