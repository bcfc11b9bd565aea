import type { ColumnBatch } from "@armillary/columns";
import { createTableResult, keepRows, type SearchResult, type SearchSummary } from "@armillary/dali/table";
import type { RegionShape } from "@armillary/navo";

/** Where the rows of a batch are; NaN where one does not say. */
type Places = { readonly raDeg: ArrayLike<number>; readonly decDeg: ArrayLike<number> };

/**
 * The answer of a service that has circles alone, without the rows outside of a region. Rows without a position stay. The notes
 * say how many were left out.
 */
export function insideRegion<Result extends SearchResult<unknown>>(
  result: Result,
  shape: RegionShape,
  placesOf: (batch: ColumnBatch) => Places,
): Result {
  let places: Places = { raDeg: [], decDeg: [] };
  let came = 0;
  let outside = 0;
  const kept = createTableResult<unknown, SearchSummary>({
    table: keepRows(result, (batch, row) => {
      if (row === 0) places = placesOf(batch);
      const [raDeg = Number.NaN, decDeg = Number.NaN] = [places.raDeg[row], places.decDeg[row]];
      const isIn = Number.isNaN(raDeg) || Number.isNaN(decDeg) || shape.contains(raDeg, decDeg);
      came++;
      if (!isIn) outside++;
      return isIn;
    }),
    url: result.url,
    bytesRead: () => 0,
    explain: (thrown) => thrown,
    // The summary of a search, whatever became of its rows since.
    summarize: (summary) => {
      const whole = summary as SearchSummary;
      const note = `The circle around the region was asked for: of ${came} rows that came, ${outside} lay outside of the region and were left out.`;
      return { ...whole, notes: [...whole.notes, note] };
    },
  });
  return Object.assign(kept, { url: result.url }) as unknown as Result;
}
