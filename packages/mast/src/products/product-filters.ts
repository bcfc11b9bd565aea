import { type Filter, type FilterTerm, parseFilter } from "../filters/filter.ts";

/** Which products are wanted: all that is given must hold. */
export interface ProductChoice {
  /** `SCIENCE`, `PREVIEW`, …; without regard to case, as all that follow. */
  readonly types?: readonly string[];
  /** `productSubGroupDescription`: `I2D`, `X1D`, … */
  readonly groups?: readonly string[];
  /** What names of files end in: `fits`, `_x1d.fits`. */
  readonly extensions?: readonly string[];
  readonly calibLevels?: readonly number[];
  /** Only those that MAST recommends to most (`productGroupDescription`). */
  readonly minimumRecommended?: boolean;
  /** By any column of products: text is read by `parseFilter` (`size=..1e6`, `filters!=F070W`). */
  readonly filters?: readonly (Filter | string)[];
}

/** What MAST calls the products that it recommends to most. */
const RECOMMENDED = "Minimum Recommended Products";

/** A choice of products as filters on their columns. @throws MastError code MAST_FILTER */
export function productFilters({
  types,
  groups,
  extensions,
  calibLevels,
  minimumRecommended = false,
  filters = [],
}: ProductChoice): readonly Filter[] {
  const values = (texts: readonly string[]): FilterTerm[] =>
    texts.map((text) => ({ kind: "value", text, isNegated: false }));
  const endings = (texts: readonly string[]): FilterTerm[] =>
    texts.map((text) => ({ kind: "pattern", parts: ["", text], isNegated: false }));
  const all: Filter[] = filters.map((filter) => (typeof filter === "string" ? parseFilter(filter) : filter));
  const add = (column: string, terms: readonly FilterTerm[] | undefined): void => {
    if (terms !== undefined && terms.length > 0) all.push({ column, terms });
  };
  add("productType", types && values(types));
  add("productSubGroupDescription", groups && values(groups));
  add("productFilename", extensions && endings(extensions));
  add("calib_level", calibLevels && values(calibLevels.map(String)));
  add("productGroupDescription", minimumRecommended ? values([RECOMMENDED]) : undefined);
  return all;
}
