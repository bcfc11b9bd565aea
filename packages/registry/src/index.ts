export {
  type AccessOptions,
  accessPoints,
  chooseAccess,
  describeAccess,
  type ServiceAccess,
} from "./access.ts";
export { ARCHIVES, archiveNamed, archiveOf, authorityOf, type RegistryArchive } from "./archives.ts";
export { RegistryClient } from "./client/client.ts";
export type { RegistryTrouble } from "./client/health.ts";
export type {
  AskRegistryOptions,
  DescribeAnswer,
  GetServiceOptions,
  RegistryClientOptions,
  SearchAnswer,
  SearchOptions,
} from "./client/options.ts";
export type { RegistryCache } from "./client/store.ts";
export type { Constraint } from "./constraint.ts";
export { author } from "./constraints/author.ts";
export {
  parseTimes,
  SPATIAL_RELATIONS,
  type SpatialOptions,
  type SpatialQuery,
  type SpatialRelation,
  spatial,
  spectral,
  temporal,
} from "./constraints/coverage.ts";
export { DATA_MODELS, type DataModelName, dataModel } from "./constraints/data-model.ts";
export { archive, authority, ivoid, parseIvoid } from "./constraints/ivoid.ts";
export { keywords } from "./constraints/keywords.ts";
export { type ProtocolConstraint, type ProtocolOptions, protocol } from "./constraints/protocol.ts";
export { type SubjectOptions, subject } from "./constraints/subject.ts";
export { columnWords, tableWords } from "./constraints/table-words.ts";
export { ucd } from "./constraints/ucd.ts";
export { waveband } from "./constraints/waveband.ts";
export { energiesOf, type OneOrRange, type SpectralRange } from "./energy.ts";
export {
  isRegistryError,
  REGISTRY_ERROR_CODES,
  RegistryError,
  type RegistryErrorCode,
  type RegistryFailure,
} from "./errors.ts";
export { type FeatureSources, type RegistryFeatures, registryFeatures } from "./features.ts";
export { MESSENGERS, type Messenger, parseMessenger } from "./messengers.ts";
export {
  PROTOCOL_NAMES,
  PROTOCOLS,
  type Protocol,
  type ProtocolName,
  protocolOf,
  protocolsNamed,
} from "./protocols.ts";
export { describeAge, type Provenance } from "./provenance.ts";
export type * from "./record.ts";
export { REGISTRIES, type RegistryEndpoint } from "./registries.ts";
export { buildSearchQuery } from "./search-query.ts";
export { searchLocally, snapshotRecord, snapshotRecords } from "./snapshot/snapshot.ts";
export { type CleanUrl, cleanAccessUrl } from "./urls.ts";
export { expandTerm, parseVocabulary, type TermExpansion, type Vocabulary, type VocabularyTerm } from "./vocabulary.ts";
