/** A macro of DuckDB: its parameters stand in the body wherever they are named, so those that are dear are bound first. */
export function macro(name: string, parameters: string, body: string): string {
  return `CREATE OR REPLACE MACRO ${name}(${parameters}) AS ${body}`;
}

/**
 * A value under a name, evaluated once: `body` may name it as often as it wants. SQL has no LET in an expression; the lambda over
 * a list of one is evaluated for a vector of rows at a time. Names within one another must differ.
 */
export function bind(name: string, value: string, body: string): string {
  return `list_transform([${value}], lambda ${name}: ${body})[1]`;
}

/** The components of a vector, as SQL. */
export interface SqlVector {
  readonly x: string;
  readonly y: string;
  readonly z: string;
}

/** The components of a struct {x, y, z}; in parentheses, for `q.x` would be a column of a table q. */
export function componentsOf(struct: string): SqlVector {
  return { x: `(${struct}).x`, y: `(${struct}).y`, z: `(${struct}).z` };
}

export function dotSql(a: SqlVector, b: SqlVector): string {
  return `(${a.x} * ${b.x} + ${a.y} * ${b.y} + ${a.z} * ${b.z})`;
}

export function crossSql(a: SqlVector, b: SqlVector): string {
  return `{'x': ${a.y} * ${b.z} - ${a.z} * ${b.y}, 'y': ${a.z} * ${b.x} - ${a.x} * ${b.z}, 'z': ${a.x} * ${b.y} - ${a.y} * ${b.x}}`;
}

export function structOf({ x, y, z }: SqlVector): string {
  return `{'x': ${x}, 'y': ${y}, 'z': ${z}}`;
}
