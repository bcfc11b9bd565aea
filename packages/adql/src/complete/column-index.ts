import type { CatalogColumn, CatalogTable } from "../schema/catalog.ts";
import { PrefixIndex } from "./prefix-index.ts";

/** The columns of a table as completion looks for them. */
export interface ColumnIndex {
  readonly names: PrefixIndex<CatalogColumn>;
  readonly byUcd: ReadonlyMap<string, readonly CatalogColumn[]>;
  readonly geometries: readonly CatalogColumn[];
}

const INDEXES = new WeakMap<CatalogTable, ColumnIndex>();

/** Made once for a table, when it is first asked for. */
export function columnIndexOf(table: CatalogTable): ColumnIndex {
  const known = INDEXES.get(table);
  if (known !== undefined) return known;
  const columns = [...table.columns].sort((a, b) => importanceOf(a) - importanceOf(b));
  const byUcd = new Map<string, CatalogColumn[]>();
  for (const column of columns) {
    const { ucd } = column.metadata;
    if (ucd === undefined || ucd === "") continue;
    const same = byUcd.get(ucd);
    if (same === undefined) byUcd.set(ucd, [column]);
    else same.push(column);
  }
  const index: ColumnIndex = {
    names: new PrefixIndex(columns, (column) => column.name.name),
    byUcd,
    geometries: columns.filter(({ metadata }) => GEOMETRIC.test(`${metadata.xtype} ${metadata.datatype}`)),
  };
  INDEXES.set(table, index);
  return index;
}

const GEOMETRIC = /point|circle|polygon|region|moc/i;

/** Principal columns first, then indexed ones, then the others (TAP 1.1, section 4.3). */
export function importanceOf({ metadata: { principal, indexed } }: CatalogColumn): number {
  return (principal === true ? 0 : 2) + (indexed === true ? 0 : 1);
}
