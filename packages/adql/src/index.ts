export { analyse } from "./check/analyse.ts";
export type { CheckResult } from "./check/check.ts";
export { check } from "./check/check.ts";
export { explain } from "./check/explain.ts";
export type { CallResolution, Facts, QueryColumns, ResultReference, TableResolution } from "./check/facts.ts";
export type { Resolution } from "./check/resolve.ts";
export { resolveColumn } from "./check/resolve.ts";
export type { ResultColumn } from "./check/result-columns.ts";
export type { CommonSource, CommonTables, Range, Scope, ScopeColumn, Source } from "./check/scope.ts";
export type { Inferred, NamedValue } from "./check/value.ts";
export { AdqlError, isAdqlError } from "./errors.ts";
export type * from "./language/ast.ts";
export { type CaretOptions, caretPicture } from "./language/caret.ts";
export { applyFix } from "./language/edits.ts";
export { FEATURE_TYPES, type FeatureType, type FeatureUse, isFeatureType } from "./language/features.ts";
export { type FormatOptions, format } from "./language/format.ts";
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
export type { Catalog, CatalogColumn, CatalogKey, CatalogTable, TableMatch } from "./schema/catalog.ts";
export { createCatalog } from "./schema/catalog.ts";
export type { DataType, TypeFamily, TypeName } from "./schema/datatype.ts";
export { familyOf, parseTypeWord, printType, typeOfColumn } from "./schema/datatype.ts";
export type {
  FunctionDefinition,
  FunctionForm,
  FunctionKind,
  Parameter,
  ParameterType,
  ResultRule,
} from "./schema/functions/function.ts";
export type { FunctionCatalog, FunctionOrigin, KnownFunction } from "./schema/functions/function-catalog.ts";
export { createFunctionCatalog } from "./schema/functions/function-catalog.ts";
export { parseSignature } from "./schema/functions/signature.ts";
export type * from "./schema/metadata.ts";
export type { VotableType } from "./schema/votable-type.ts";
export { votableTypeOf } from "./schema/votable-type.ts";
export type { UnitRelation } from "./units/convert.ts";
export { conversionFactor, convertUnit, relateUnits } from "./units/convert.ts";
export { parseUnit } from "./units/parse.ts";
export type { Unit } from "./units/unit.ts";
