import type { Checked, RowOf, UnknownRow } from "./infer-row.ts";

declare const row: unique symbol;

/** The text of a query, and for the compiler what its rows are. Nothing but a string when the program runs. */
export type TypedQuery<Row> = string & { readonly [row]: Row };

/** The row of a `TypedQuery`; of any other text `UnknownRow`. */
export type RowOfQuery<Query> = Query extends { readonly [row]: infer Row } ? Row : UnknownRow;

/**
 * A function that gives a query on `Schema` the type of its rows, and that refuses one with an unknown table or column
 * while the program is compiled. What it returns is the text itself.
 *
 * @example
 * const gaia = typed<Schema>(); // Schema: what declareSchema wrote
 * const query = gaia("SELECT ra, parallax AS plx FROM gaiadr3.gaia_source");
 * type Row = RowOfQuery<typeof query>; // { ra: number | null; plx: number | null }
 */
export function typed<Schema>(): <const Query extends string>(
  adql: Checked<Schema, Query>,
) => TypedQuery<RowOf<Schema, Query>> {
  return <const Query extends string>(adql: Checked<Schema, Query>) => adql as TypedQuery<RowOf<Schema, Query>>;
}
