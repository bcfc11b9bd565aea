import type { Query } from "@armillary/adql";
import type { Member } from "../member.ts";
import type { Needs } from "./needs.ts";

/** Added to rows that are moved: their number, from 0. */
export const ROW_COLUMN = "armillary_row";
/** Added to rows that were fetched for moved ones: the number of the row that each matched. */
export const LINK_COLUMN = "armillary_link";
/** The table of moved rows at an archive. */
export const UPLOAD_NAME = "armillary";

/** Rows that are brought here, under a name of their own, before the query that joins all is run. */
export interface Fragment {
  /** The name of the table that they become: `p1`. */
  readonly id: string;
  /** The archive; undefined for rows of a table that is here. */
  readonly member: Member | undefined;
  /** As the archive gets it. */
  readonly query: Query;
  /** Names of its columns, in order; undefined: as they come. */
  readonly names: readonly string[] | undefined;
  /** Its tables, as the query names them. */
  readonly tables: readonly string[];
  /** Whether ROW_COLUMN is added. */
  readonly isNumbered: boolean;
  /** Set where it is fetched for the rows of another one, which are uploaded. */
  readonly move?: FragmentMove;
}

export interface FragmentMove {
  /** The fragment whose rows are uploaded. */
  readonly source: string;
  /** The query, here, that gives them: ROW_COLUMN and what is compared. */
  readonly upload: Query;
}

/** What is to be done: fragments fetched, those that moves need first, and the query that is then run here. */
export interface Composition {
  readonly fragments: readonly Fragment[];
  /** Undefined where one archive answers the whole query. */
  readonly final: Query | undefined;
  /** The columns that are wanted of each unit. */
  readonly needs: Needs;
}
