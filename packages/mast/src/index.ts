export { isMastError, MAST_ERROR_CODES, MastError, type MastErrorCode } from "./errors.ts";
export { isWithin, type NumberRange, rangeOfTerm } from "./filters/bounds.ts";
export { above, below, between, contains, equals, type FilterValue, like, not, where } from "./filters/build.ts";
export { type Filter, type FilterTerm, parseFilter, printFilter } from "./filters/filter.ts";
export { type MashupFilter, type MashupFilters, toMashupFilters } from "./filters/mashup-filters.ts";
export { type MatchOptions, type RowTest, rowTest } from "./filters/match.ts";
export type { JsonDatatype } from "./json/column-type.ts";
export { type ColumnConfig, type ColumnsConfig, fetchColumnsConfig } from "./mashup/columns-config.ts";
export {
  type InvokeOptions,
  invokeMashup,
  invokeMashupJson,
  type MashupProgress,
  type MashupRequest,
  type MashupResult,
  type MashupSummary,
} from "./mashup/invoke.ts";
export type { PollOptions } from "./mashup/poll.ts";
export type { JsonValue, MashupQuestion, MashupUpload } from "./mashup/request.ts";
export { invokeService, type MashupServiceName, type MashupServiceParams } from "./mashup/services.ts";
export { describeColumns } from "./observations/describe-columns.ts";
export { listMissions, type MastMission } from "./observations/list-missions.ts";
export {
  countObservations,
  countRows,
  type ObservationOptions,
  searchObservations,
} from "./observations/observations.ts";
export type { ObservationQuestion } from "./observations/question.ts";
export { type MastPlace, resolveMastName } from "./observations/resolve-name.ts";
export {
  listProducts,
  type ProductOptions,
  type ProductProgress,
  type ProductResult,
  type ProductSummary,
} from "./products/list-products.ts";
export { isExclusive, type MastProduct, type ProductRow, readProduct } from "./products/product.ts";
export { type ProductChoice, productFilters } from "./products/product-filters.ts";
export { MAST_TOKEN_ORIGINS, MAST_TOKEN_PAGE, MAST_URL } from "./session/origins.ts";
export { createMastSession, type MastSession, type MastSessionOptions, whoAmI } from "./session/session.ts";
export type { MastIdentity } from "./session/who-am-i.ts";
