import type { Filter } from "./filter.ts";

/** Whether filters say only what is not wanted: MAST cannot be asked that without a place. */
export function onlyExcludes(filters: readonly Filter[]): boolean {
  return filters.every(({ terms }) => terms.every(({ isNegated }) => isNegated));
}
