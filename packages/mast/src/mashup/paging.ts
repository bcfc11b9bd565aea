/** Where in an answer of several pages one page is. Absent where the service does not page. */
export interface Paging {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Rows of this page, as MAST counts them. */
  readonly rows?: number;
  /** Rows of all pages. */
  readonly rowsTotal?: number;
}

/** Reads `paging`: `pagesFiltered` and `rowsFiltered` are of the rows that the filters leave, the others of none of our business. */
export function readPaging(paging: unknown): Paging | undefined {
  if (typeof paging !== "object" || paging === null) return undefined;
  const { page, pagesFiltered, rows, rowsFiltered } = paging as Readonly<Record<string, unknown>>;
  if (!isCount(page) || !isCount(pagesFiltered)) return undefined;
  return {
    page,
    pages: pagesFiltered,
    ...(isCount(rows) ? { rows } : {}),
    ...(isCount(rowsFiltered) ? { rowsTotal: rowsFiltered } : {}),
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
