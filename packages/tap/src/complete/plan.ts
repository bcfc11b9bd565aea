import {
  comparison,
  isNull,
  literalOf,
  print,
  type Query,
  type SplitColumn,
  splitBy,
  type Value,
} from "@armillary/adql";

/** A range of the values of one column. Plain data, as all of a plan is: it survives JSON. */
export interface PartRange {
  /** The column as the query's first SELECT names it: `ra`, `s.ra`. */
  readonly column: string;
  /** The lowest value, as a literal of ADQL; absent: from the lowest there is. */
  readonly from?: string;
  /** The value that ends it and is not in it. */
  readonly below?: string;
  /** Where the column is NULL. Without any of the three: where it is not. */
  readonly isNull?: true;
}

/** A part of a result: the rows for which all its ranges hold. Without ranges: the whole. */
export interface PlannedPart {
  readonly ranges: readonly PartRange[];
  /** By COUNT(*). */
  readonly counted: number;
  /** Rows that came; absent while they have not. */
  readonly received?: number;
}

/**
 * How a result is divided, and what of it is done: parts that are disjoint and together are the whole, in the order of the
 * stream. Hand it in again (`resume`) to go on.
 */
export interface CompletePlan {
  readonly version: 1;
  /** The query, as the printer of ADQL writes it. */
  readonly query: string;
  /** COUNT(*) of all its rows, before the first was fetched. */
  readonly counted: number;
  /** Rows that the service gives at most for one query, as far as that is known. */
  readonly limit?: number;
  readonly parts: readonly PlannedPart[];
}

/** What a column is called in a plan. */
export function keyOfColumn({ references: [first], name }: SplitColumn): string {
  return print(first ?? name);
}

/** A value as a plan has it. */
export function literalText(value: bigint | number | string): string {
  return print(literalOf(value));
}

/** The query with the conditions of a part. The columns of its ranges must be among `columns`. */
export function queryOfPart(
  query: Query,
  ranges: readonly PartRange[],
  columns: ReadonlyMap<string, SplitColumn>,
): Query {
  let part = query;
  for (const { column: key, from, below, isNull: nulls } of ranges) {
    const column = columns.get(key);
    if (column === undefined) throw new RangeError(`The query has no column ${key} to be divided by`);
    if (nulls === true) part = splitBy(part, column, isNull);
    else if (from === undefined && below === undefined)
      part = splitBy(part, column, (value) => ({ kind: "IsNull", negated: true, value }));
    if (from !== undefined) part = splitBy(part, column, (value) => comparison(value, ">=", literalIn(from)));
    if (below !== undefined) part = splitBy(part, column, (value) => comparison(value, "<", literalIn(below)));
  }
  return part;
}

/** A part in words of ADQL: `ra >= 10 AND ra < 20 AND dec IS NULL`; `all rows` for the whole. */
export function describePart(ranges: readonly PartRange[]): string {
  if (ranges.length === 0) return "all rows";
  return ranges
    .flatMap(({ column, from, below, isNull: nulls }) => {
      if (nulls === true) return [`${column} IS NULL`];
      if (from === undefined && below === undefined) return [`${column} IS NOT NULL`];
      return [
        ...(from === undefined ? [] : [`${column} >= ${from}`]),
        ...(below === undefined ? [] : [`${column} < ${below}`]),
      ];
    })
    .join(" AND ");
}

/** A literal of a plan as a node. Only what `literalText` writes is read: a plan may come from a file. */
function literalIn(text: string): Value {
  const quoted = /^'((?:[^']|'')*)'$/.exec(text);
  if (quoted !== null) return { kind: "StringLiteral", value: (quoted[1] ?? "").replaceAll("''", "'") };
  const [, sign, number] = /^(-?)(\d+(?:\.\d+)?(?:E-?\d+)?)$/.exec(text) ?? [];
  if (number === undefined) throw new RangeError(`${text} is no literal of a plan`);
  const literal: Value = { kind: "NumberLiteral", text: number };
  return sign === "" ? literal : { kind: "UnaryOperation", operator: "-", operand: literal };
}
