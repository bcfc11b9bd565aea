import type { Query } from "../language/ast.ts";

/** A query that was rewritten, or why that cannot be done; one of the two is there. */
export type Rewritten =
  | { readonly query: Query; readonly reason?: undefined }
  | { readonly query?: undefined; readonly reason: string };
