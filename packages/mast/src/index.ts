export { CATALOGS, type Catalog, type CatalogVersion, type FilteredServices } from "./catalogs/catalog.ts";
export {
  type CrossmatchOptions,
  type CrossmatchQuery,
  type CrossmatchResult,
  type CrossmatchSummary,
  crossmatchCatalog,
} from "./catalogs/crossmatch.ts";
export { findCatalog } from "./catalogs/find-catalog.ts";
export {
  checkPanstarrsQuery,
  fetchPanstarrsColumns,
  PANSTARRS_RELEASES,
  type PanstarrsColumn,
  type PanstarrsOptions,
  type PanstarrsQuery,
  searchPanstarrs,
} from "./catalogs/panstarrs.ts";
export {
  type CatalogOptions,
  type CatalogQuery,
  checkCatalogQuery,
  countCatalog,
  findHscMembers,
  listHscSpectra,
  searchCatalog,
} from "./catalogs/search-catalog.ts";
export { type FindOptions, findTessSectors, findZcutSurveys, type TessSector } from "./cutouts/find-sectors.ts";
export { type CutoutAnswer, type CutoutFile, type OpenCutoutsOptions, openCutouts } from "./cutouts/open-cutouts.ts";
export { type PlanTessOptions, planTessCutouts } from "./cutouts/plan-cutouts.ts";
export {
  CUTOUT_SERVICES,
  type CutoutQuery,
  type CutoutRequest,
  type CutoutService,
  type CutoutSize,
  type CutoutTarget,
  cutoutRequest,
  type HapcutQuery,
  type MovingTarget,
  STRETCHES,
  type TessCutoutQuery,
  type ZcutQuery,
} from "./cutouts/request.ts";
export { Access, type ExclusiveProgramme } from "./downloads/access.ts";
export { addressOf, CLOUD_BUCKET, objectUrl } from "./downloads/address.ts";
export { BUNDLE_FORMATS, type BundleFormat, openBundle } from "./downloads/bundle.ts";
export type { CloudCounts } from "./downloads/cloud.ts";
export { itemsOfProducts, type ProductItemsOptions } from "./downloads/items.ts";
export { PRODUCT_LAYOUTS, type ProductLayout, placeOf } from "./downloads/layout.ts";
export {
  findProductColumns,
  type ProductColumns,
  type ProductFile,
  productsOfBatch,
} from "./downloads/product-file.ts";
export { printProductScript, TOKEN_VARIABLE } from "./downloads/script.ts";
export { type ProductSurvey, type SurveyOptions, surveyProducts } from "./downloads/survey.ts";
export {
  checkDuplicates,
  type DuplicateOptions,
  type DuplicateOutcome,
  type DuplicateReport,
  type DuplicateSummary,
} from "./duplicates/check-duplicates.ts";
export { CRITERIA, type Criterion, VERDICTS, type Verdict } from "./duplicates/compare.ts";
export {
  EXPOSURE_FACTOR,
  OTHER_RADIUS_ARCSEC,
  SEARCH_RADII_ARCSEC,
  SIMILAR_INSTRUMENTS,
  type Sourced,
} from "./duplicates/policy.ts";
export { checkProposal, type ProposedObservation } from "./duplicates/proposal.ts";
export { readProposals } from "./duplicates/read-proposals.ts";
export { isMastError, MAST_ERROR_CODES, MastError, type MastErrorCode } from "./errors.ts";
export { isWithin, type NumberRange, rangeOfTerm } from "./filters/bounds.ts";
export { above, below, between, contains, equals, type FilterValue, like, not, where } from "./filters/build.ts";
export { type Filter, type FilterTerm, parseFilter, printFilter } from "./filters/filter.ts";
export { type MashupFilter, type MashupFilters, toMashupFilters } from "./filters/mashup-filters.ts";
export { type MatchOptions, type RowTest, rowTest } from "./filters/match.ts";
export type { JsonDatatype } from "./json/column-type.ts";
export {
  dotnetDateOfMjd,
  mjdOfDotnetDate,
  parseDotnetDate,
  printDotnetDate,
  timestampOfDotnetDate,
} from "./keywords/dates.ts";
export { fetchKeywords } from "./keywords/fetch-keywords.ts";
export { type JwstFileName, parseJwstFileName } from "./keywords/file-sets.ts";
export {
  type FilesJoined,
  type JoinOptions,
  joinObservations,
  type ObservationOfFiles,
} from "./keywords/join-observations.ts";
export {
  KEYWORD_SETS,
  type Keyword,
  type KeywordSet,
  type KeywordType,
  knownKeywords,
  parseKeywordSet,
} from "./keywords/keyword.ts";
export { movingTargetQuestion, type QuestionOptions, timeSeriesQuestion } from "./keywords/questions.ts";
export {
  countKeywords,
  type KeywordQuery,
  type KeywordSearchOptions,
  searchKeywords,
} from "./keywords/search-keywords.ts";
export { type ColumnConfig, type ColumnsConfig, fetchColumnsConfig } from "./mashup/columns-config.ts";
export {
  type InvokeOptions,
  invokeMashup,
  invokeMashupJson,
  invokeMashupText,
  type MashupProgress,
  type MashupRequest,
  type MashupResult,
  type MashupSummary,
} from "./mashup/invoke.ts";
export type { PollOptions } from "./mashup/poll.ts";
export type { JsonValue, MashupQuestion, MashupUpload } from "./mashup/request.ts";
export { invokeService, type MashupServiceName, type MashupServiceParams } from "./mashup/services.ts";
export { MISSIONS, type Mission } from "./missions/mission.ts";
export { fetchMissionColumns, type MissionColumn } from "./missions/mission-columns.ts";
export { listMissionProducts, type MissionProductsOptions } from "./missions/mission-products.ts";
export type { MissionCondition, MissionSort } from "./missions/mission-request.ts";
export {
  checkMissionQuery,
  countMission,
  type MissionQuery,
  type MissionSearchOptions,
  searchMission,
} from "./missions/mission-search.ts";
export { describeColumns } from "./observations/describe-columns.ts";
export { listMissions, type MastMission } from "./observations/list-missions.ts";
export {
  countObservations,
  countRows,
  type ObservationOptions,
  searchObservations,
} from "./observations/observations.ts";
export { checkObservationQuestion, type ObservationQuestion } from "./observations/question.ts";
export { type MastPlace, resolveMastName } from "./observations/resolve-name.ts";
export { type ResolveNamesOptions, resolveMastNames } from "./observations/resolve-names.ts";
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
export type { PagedResult, PagedSummary } from "./table/paged-result.ts";
