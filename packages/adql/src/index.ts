export { AdqlError, isAdqlError } from "./errors.ts";
export type * from "./language/ast.ts";
export { FEATURE_TYPES, type FeatureType, type FeatureUse, isFeatureType } from "./language/features.ts";
export {
  ADQL_VERSIONS,
  type AdqlVersion,
  isRegularIdentifier,
  isReserved,
  quoteIdentifier,
  quoteString,
  reservedWords,
} from "./language/keywords.ts";
export { type ParseOptions, type ParseResult, parse, parseQuery } from "./language/parse.ts";
export { type PrintOptions, print } from "./language/printer.ts";
export { type Position, positionAt } from "./language/source.ts";
export type { Token, TokenKind } from "./language/token.ts";
export { childrenOf, transform, type Visitor, visit } from "./language/visitor.ts";
export type * from "./problem.ts";
export { PROBLEM_CODES } from "./problem.ts";
export type * from "./schema/metadata.ts";
