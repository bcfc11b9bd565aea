export {
  type CallArguments,
  callUrl,
  type PreparedCall,
  prepareCall,
} from "./descriptor/call.ts";
export { type CallOptions, callService } from "./descriptor/call-service.ts";
export { findDescriptor, findDescriptors, servicesOf } from "./descriptor/find-descriptors.ts";
export type { ExampleUrl, InputColumn, InputParameter, ServiceDescriptor } from "./descriptor/model.ts";
export type { ParameterValue, ParameterValues, Quantity } from "./descriptor/value.ts";
export { type DirectoryMark, findLinksFacts, LINKS_FACTS, type LinksFact, type LinksFacts } from "./facts.ts";
export { linksAt } from "./links/open-links.ts";
export { findRowLinks, linksUrlOf, type RowLinks } from "./links/row-links.ts";
export { type OpenAccessOptions, type OpenedAccess, openAccess } from "./open-access.ts";
export type {
  FollowOptions,
  IdOutcome,
  LinksDescription,
  LinksNote,
  LinksOptions,
  LinksResult,
  LinksSummary,
} from "./query.ts";
export { isLinksType, LINK_FAULTS, type Link, type LinkFault } from "./record.ts";
export { type MatchSemanticsOptions, matchesSemantics, normalizeSemantics } from "./semantics/match.ts";
export {
  CORE_VOCABULARY,
  findTerm,
  narrowerTerms,
  SEMANTICS_TERMS,
  type SemanticsTerm,
} from "./semantics/vocabulary.ts";
export { type DatalinkOptions, DatalinkService } from "./service.ts";
export { sodaCombinations } from "./soda/combinations.ts";
export { SodaJob, type SodaResult } from "./soda/job.ts";
export type { SodaQuery } from "./soda/question.ts";
export { type CutoutOptions, type SodaOptions, SodaService, type SubmitCutoutOptions } from "./soda/service.ts";
