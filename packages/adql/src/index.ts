export { type AdqlText, isAdqlText } from "./build/adql-text.ts";
export { AdqlBuildError, BUILD_ERROR_CODES, type BuildErrorCode } from "./build/build-error.ts";
export type { Conditions, OptionalCondition } from "./build/conditions.ts";
export { type AdqlFlavour, COMMON_FLAVOUR } from "./build/flavour.ts";
export type { Coordinate, Geometry, RegionLike } from "./build/geometry.ts";
export type { BackslashStyle, BooleanStyle } from "./build/literals.ts";
export type { Column } from "./build/names.ts";
export {
  type CircleRegion,
  type PolygonRegion,
  parseRegion,
  type RangeRegion,
  type Region,
  type SkyPosition,
} from "./build/region.ts";
export type { AdqlTemplate } from "./build/template.ts";
export { type AdqlTools, adql, createAdqlTools } from "./build/tools.ts";
export type { AdqlValue, Interval, Scalar } from "./build/values.ts";
export { analyse } from "./check/analyse.ts";
export type { CheckResult } from "./check/check.ts";
export { check, checkFacts } from "./check/check.ts";
export { explain } from "./check/explain.ts";
export type { CallResolution, Facts, QueryColumns, ResultReference, TableResolution } from "./check/facts.ts";
export type { Resolution } from "./check/resolve.ts";
export { resolveColumn } from "./check/resolve.ts";
export type { ResultColumn } from "./check/result-columns.ts";
export type { CommonSource, CommonTables, Range, Scope, ScopeColumn, Source } from "./check/scope.ts";
export { allColumns, findInRange, labelOf } from "./check/scope.ts";
export type { Inferred, NamedValue } from "./check/value.ts";
export { complete } from "./complete/complete.ts";
export type { CompleteOptions, Completion, CompletionKind } from "./complete/completion.ts";
export { type Definition, definition, references } from "./complete/definition.ts";
export type { DescribedColumn } from "./complete/described-column.ts";
export { type Hover, type HoverSubject, hover } from "./complete/hover.ts";
export { type OutlineItem, outline } from "./complete/outline.ts";
export { prepareRename, type Renamable, type Rename, rename } from "./complete/rename.ts";
export {
  type Signature,
  type SignatureHelp,
  type SignatureParameter,
  signatureHelp,
} from "./complete/signature-help.ts";
export { adqlFor, flavourFor } from "./dialect/adql-for.ts";
export { profileOf } from "./dialect/deduce.ts";
export {
  type Construct,
  type DialectProfile,
  type Fact,
  GEOMETRY_FORMS,
  type GeometryForm,
  LANGUAGE_FORMS,
  type LanguageForm,
  type RowLimit,
  type SpatialLimit,
} from "./dialect/profile.ts";
export { DIALECT_PROFILES, findDialectOfSoftware, findDialectProfile } from "./dialect/profiles.ts";
export { type RewriteChange, type RewriteOptions, type RewriteResult, rewriteFor } from "./dialect/rewrite-for.ts";
export type { DialectTarget } from "./dialect/target.ts";
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
export { isCondition } from "./language/operators.ts";
export { type ParseOptions, type ParseResult, parse, parseQuery } from "./language/parse.ts";
export { type PrintOptions, print } from "./language/printer.ts";
export { offsetAt, type Position, positionAt } from "./language/source.ts";
export type { Token, TokenKind } from "./language/token.ts";
export { childrenOf, transform, type Visitor, visit } from "./language/visitor.ts";
export type * from "./problem.ts";
export { PROBLEM_CODES } from "./problem.ts";
export { addCondition } from "./rewrite/add-condition.ts";
export { boundsOf, COUNT_COLUMNS, countRows } from "./rewrite/count.ts";
export { columnNamed, comparison, isNull, literalOf } from "./rewrite/nodes.ts";
export type { Rewritten } from "./rewrite/rewritten.ts";
export { selectsOf } from "./rewrite/shape.ts";
export { splitAt, splitBy } from "./rewrite/split.ts";
export { type SplitColumn, type Splittable, splittable } from "./rewrite/splittable.ts";
export { withOffset, withOrderBy, withTop } from "./rewrite/window.ts";
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
export { type DeclareSchemaOptions, declareSchema } from "./typed/declarations.ts";
export type { AdqlTypeError, Checked, RowOf, UnknownRow } from "./typed/infer-row.ts";
export { type RowOfQuery, type TypedQuery, typed } from "./typed/typed-query.ts";
export type { UnitRelation } from "./units/convert.ts";
export { conversionFactor, convertUnit, relateUnits } from "./units/convert.ts";
export { parseUnit } from "./units/parse.ts";
export type { Unit } from "./units/unit.ts";
