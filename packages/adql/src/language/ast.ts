/**
 * The tree of an ADQL query: plain readonly data, one interface per node, told apart by `kind`.
 *
 * A tree that was parsed carries in every node the `span` of text it came from; a tree that was built by hand has none.
 * Parentheses around values and conditions are nodes of their own, so that a parsed query prints as its author wrote
 * it; the printer adds those that a built tree needs and lacks.
 *
 * Sources: ADQL 2.1, appendix A (grammar); ADQL 2.0, appendix A, where it has more.
 */

/** Where a node stands in its text: offsets in UTF-16 units from 0, `end` being the offset after its last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Located {
  readonly span?: Span;
}

// ---- names

/** One name. `name` is without its quotes; only a delimited one is case-sensitive (ADQL 2.1, section 2.1.6). */
export interface Identifier extends Located {
  readonly kind: "Identifier";
  readonly name: string;
  readonly delimited: boolean;
}

/** Names joined by periods: `[[catalog.]schema.]table`, `[…table.]column`. At least one part. */
export interface QualifiedName extends Located {
  readonly kind: "QualifiedName";
  readonly parts: readonly Identifier[];
}

// ---- queries

/** `[WITH …] body [ORDER BY …] [OFFSET n]`: the whole text, a subquery, or what stands in parentheses of a set. */
export interface Query extends Located {
  readonly kind: "Query";
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderTerm[];
  readonly offset?: NumberLiteral;
}

/** `name [(column, …)] AS (query)` of a WITH clause. */
export interface CommonTable extends Located {
  readonly kind: "CommonTable";
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

export type QueryBody = Select | SetOperation | ParenthesizedQuery;

/** `left UNION|EXCEPT|INTERSECT [ALL] right`; INTERSECT binds tighter (ADQL 2.1, section 4.6.6). */
export interface SetOperation extends Located {
  readonly kind: "SetOperation";
  readonly operator: SetOperator;
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
}
export type SetOperator = "UNION" | "EXCEPT" | "INTERSECT";

export interface ParenthesizedQuery extends Located {
  readonly kind: "ParenthesizedQuery";
  readonly query: Query;
}

export interface Select extends Located {
  readonly kind: "Select";
  readonly quantifier?: "ALL" | "DISTINCT";
  readonly top?: NumberLiteral;
  readonly columns: readonly SelectItem[];
  /** Tables separated by commas. Never empty in standard ADQL. */
  readonly from: readonly TableReference[];
  readonly where?: Condition;
  readonly groupBy: readonly Value[];
  readonly having?: Condition;
}

export type SelectItem = AllColumns | SelectColumn;

/** `*` or `table.*`. */
export interface AllColumns extends Located {
  readonly kind: "AllColumns";
  readonly table?: QualifiedName;
}

export interface SelectColumn extends Located {
  readonly kind: "SelectColumn";
  readonly expression: Value;
  readonly alias?: Identifier;
}

/** A column's number (from 1) is a NumberLiteral. */
export interface OrderTerm extends Located {
  readonly kind: "OrderTerm";
  readonly expression: Value;
  readonly direction?: "ASC" | "DESC";
}

// ---- tables

export type TableReference = TableName | DerivedTable | Join | ParenthesizedTable;

export interface TableName extends Located {
  readonly kind: "TableName";
  readonly name: QualifiedName;
  readonly alias?: Identifier;
}

export interface DerivedTable extends Located {
  readonly kind: "DerivedTable";
  readonly query: Query;
  /** Mandatory in the standard. */
  readonly alias?: Identifier;
}

export interface Join extends Located {
  readonly kind: "Join";
  readonly natural: boolean;
  /** `undefined` where the text has a bare JOIN, which is an inner one. CROSS is SQL, not ADQL. */
  readonly type?: JoinType;
  readonly left: TableReference;
  readonly right: TableReference;
  readonly on?: Condition;
  readonly using?: readonly Identifier[];
}
export type JoinType = "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS";

export interface ParenthesizedTable extends Located {
  readonly kind: "ParenthesizedTable";
  readonly table: TableReference;
  /** `(a JOIN b) AS c`, which the grammar has as a subquery that is a joined table. */
  readonly alias?: Identifier;
}

// ---- values

export type Value =
  | NumberLiteral
  | StringLiteral
  | NullLiteral
  | ColumnReference
  | UnaryOperation
  | BinaryOperation
  | FunctionCall
  | Aggregate
  | Cast
  | Case
  | ScalarSubquery
  | ParenthesizedValue;

/** A number without sign, as written: `12`, `.5`, `1e3`, `0x1F`. */
export interface NumberLiteral extends Located {
  readonly kind: "NumberLiteral";
  readonly text: string;
}

/** A character string; `value` is without quotes, a doubled quote being one. `N'…'` is national. */
export interface StringLiteral extends Located {
  readonly kind: "StringLiteral";
  readonly value: string;
  readonly national?: boolean;
}

export interface NullLiteral extends Located {
  readonly kind: "NullLiteral";
}

export interface ColumnReference extends Located {
  readonly kind: "ColumnReference";
  readonly name: QualifiedName;
}

export interface UnaryOperation extends Located {
  readonly kind: "UnaryOperation";
  readonly operator: "+" | "-" | "~";
  readonly operand: Value;
}

/** Tightest first: `* / %`, `+ -`, `||`, `&`, `^`, `|`. `%` and the last three are an extension. */
export type BinaryOperator = "*" | "/" | "%" | "+" | "-" | "||" | "&" | "^" | "|";

export interface BinaryOperation extends Located {
  readonly kind: "BinaryOperation";
  readonly operator: BinaryOperator;
  readonly left: Value;
  readonly right: Value;
}

/**
 * Any function but the aggregates: mathematical, geometrical, COALESCE, IN_UNIT, user-defined.
 * `name` keeps the letters of the text; functions are compared without case. A user-defined one may have a schema.
 */
export interface FunctionCall extends Located {
  readonly kind: "FunctionCall";
  readonly name: QualifiedName;
  readonly arguments: readonly Value[];
}

export interface Aggregate extends Located {
  readonly kind: "Aggregate";
  readonly function: AggregateFunction;
  readonly quantifier?: "ALL" | "DISTINCT";
  /** `"*"` for COUNT(*). */
  readonly argument: Value | "*";
}
export type AggregateFunction = "AVG" | "MAX" | "MIN" | "SUM" | "COUNT";

export interface Cast extends Located {
  readonly kind: "Cast";
  readonly expression: Value;
  readonly type: CastType;
}

/** Type of a CAST; `name` is one of CAST_TYPES or, by a service's leave, another word. */
export interface CastType extends Located {
  readonly kind: "CastType";
  /** Upper case, words separated by one space: `"DOUBLE PRECISION"`. */
  readonly name: string;
  readonly length?: number;
}

/** `CASE [operand] WHEN … THEN … [ELSE …] END`: not in ADQL 2.1, but many services run it. */
export interface Case extends Located {
  readonly kind: "Case";
  readonly operand?: Value;
  readonly branches: readonly CaseBranch[];
  readonly otherwise?: Value;
}

/** `when` is a value where the CASE has an operand, a condition where it has none. */
export interface CaseBranch extends Located {
  readonly kind: "CaseBranch";
  readonly when: Value | Condition;
  readonly then: Value;
}

/** A subquery where a value stands: SQL, not ADQL; kept so that the rest of the query can be understood. */
export interface ScalarSubquery extends Located {
  readonly kind: "ScalarSubquery";
  readonly query: Query;
}

export interface ParenthesizedValue extends Located {
  readonly kind: "ParenthesizedValue";
  readonly expression: Value;
}

// ---- conditions

export type Condition =
  | Logical
  | Not
  | Comparison
  | Between
  | In
  | Like
  | IsNull
  | Exists
  | BareCondition
  | ParenthesizedCondition;

/** `a AND b AND c`, `a OR b`: at least two operands; AND inside OR needs no parentheses. */
export interface Logical extends Located {
  readonly kind: "Logical";
  readonly operator: "AND" | "OR";
  readonly operands: readonly Condition[];
}

export interface Not extends Located {
  readonly kind: "Not";
  readonly condition: Condition;
}

export type ComparisonOperator = "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=";

export interface Comparison extends Located {
  readonly kind: "Comparison";
  readonly operator: ComparisonOperator;
  readonly left: Value;
  readonly right: Value;
}

export interface Between extends Located {
  readonly kind: "Between";
  readonly negated: boolean;
  readonly value: Value;
  readonly low: Value;
  readonly high: Value;
}

export interface In extends Located {
  readonly kind: "In";
  readonly negated: boolean;
  readonly value: Value;
  readonly candidates: readonly Value[] | Query;
}

export interface Like extends Located {
  readonly kind: "Like";
  readonly negated: boolean;
  readonly operator: "LIKE" | "ILIKE";
  readonly value: Value;
  readonly pattern: Value;
}

export interface IsNull extends Located {
  readonly kind: "IsNull";
  readonly negated: boolean;
  readonly value: Value;
}

export interface Exists extends Located {
  readonly kind: "Exists";
  readonly query: Query;
}

/** A value used as a condition (`WHERE CONTAINS(…)`): an error in ADQL, kept so that the rest can be understood. */
export interface BareCondition extends Located {
  readonly kind: "BareCondition";
  readonly value: Value;
}

export interface ParenthesizedCondition extends Located {
  readonly kind: "ParenthesizedCondition";
  readonly condition: Condition;
}

export type Node =
  | Identifier
  | QualifiedName
  | Query
  | CommonTable
  | QueryBody
  | SelectItem
  | OrderTerm
  | TableReference
  | Value
  | CastType
  | CaseBranch
  | Condition;

export type NodeKind = Node["kind"];
