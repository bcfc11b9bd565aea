export type { DatasetRecord } from "./table/dataset.ts";
export { explainFailure, inJob, queryError } from "./table/failure.ts";
export { type ColumnWanted, findColumn } from "./table/find-column.ts";
export { keepRows } from "./table/keep-rows.ts";
export { type OpenAnswerOptions, openAnswer } from "./table/open-answer.ts";
export {
  type ArrowTable,
  createTableResult,
  type ResultEnd,
  type TableResult,
  type TableResultParts,
} from "./table/result.ts";
export {
  type SearchOptions,
  type SearchProgress,
  type SearchRequest,
  type SearchResult,
  type SearchSummary,
  searchTable,
} from "./table/search.ts";
