export {
  ARCHIVE_NAMES,
  ARCHIVE_PROTOCOLS,
  type ArchiveName,
  type ArchiveProfile,
  type ArchiveProtocol,
  type ArchiveService,
  type CatalogueTable,
  SEARCH_KINDS,
  type SearchKind,
} from "./archives/profile.ts";
export { ARCHIVE_PROFILES, profileOf } from "./archives/profiles.ts";
export { isMovingTarget } from "./names/moving-target.ts";
export type { NameCache } from "./names/name-cache.ts";
export { isNameError, NAME_ERROR_CODES, type NameAttempt, NameError, type NameErrorCode } from "./names/name-error.ts";
export { type PlacedTableOptions, placedTable } from "./names/placed-table.ts";
export { type ResolveNameOptions, resolveName } from "./names/resolve-name.ts";
export { type ResolveNamesOptions, resolveNames } from "./names/resolve-names.ts";
export { RESOLVERS, type ResolvedName, type Resolver } from "./names/resolved-name.ts";
export { type RegionShape, regionShape } from "./region/region-shape.ts";
export type { SearchedRegistry } from "./resolve/from-registry.ts";
export type { ReadyService, ServicePlace } from "./resolve/ready-service.ts";
export {
  type ReadyServiceOf,
  type ResolveOptions,
  resolve,
  resolveOne,
  type ServiceWanted,
} from "./resolve/resolve.ts";
export {
  isResolveError,
  RESOLVE_ERROR_CODES,
  ResolveError,
  type ResolveErrorCode,
} from "./resolve/resolve-error.ts";
export {
  ARCHIVES_ERROR_CODES,
  ArchivesError,
  type ArchivesErrorCode,
  isArchivesError,
} from "./search/archives-error.ts";
export { isFailure, type LedgerEntry, type LedgerStatus } from "./search/ledger.ts";
export type { ManyLedgerEntry, TargetFailure } from "./search/many/many-ledger.ts";
export type { ArchiveTargets } from "./search/many/read-targets.ts";
export {
  type ManyArchivesProgress,
  type ManyArchivesResult,
  type ManyArchivesSummary,
  type ManyQuestion,
  type SearchManyOptions,
  searchArchivesMany,
} from "./search/many/search-many.ts";
export { TARGET_FINDS, type TargetFind } from "./search/many/target-reply.ts";
export type { ArchiveQuestion, CollectionChoice } from "./search/question.ts";
export type { ServiceRegistry } from "./search/registry-ask.ts";
export {
  type ArchivesResult,
  type ArchivesSummary,
  type SearchArchivesOptions,
  searchArchives,
} from "./search/search-archives.ts";
