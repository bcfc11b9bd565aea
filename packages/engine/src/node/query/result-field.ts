import {
  describeLayout,
  type Field,
  type FieldMeta,
  fitsLayout,
  type Layout,
  withAnnouncedSizes,
} from "@armillary/columns";
import type { DuckDBType } from "@duckdb/node-api";
import { layoutOfType } from "../duckdb/layout-type.ts";
import { EngineError } from "../errors.ts";

/** A column of a result. */
export interface ResultColumn {
  readonly field: Field;
  /** How its values are read: lists have their sizes only in `field`. */
  readonly raw: Layout;
}

/**
 * What a result's column is, of what the query's translation says and what DuckDB computes. Where the two differ, values
 * count: then the field says what they are.
 * @throws EngineError ENGINE_QUERY for a type that no table of the VO has
 */
export function resultColumn(meta: FieldMeta, type: DuckDBType): ResultColumn {
  const computed = layoutOfType(type);
  if (computed === undefined) {
    const message = `Column "${meta.name}" is computed as ${type.toString()}, which no table of the VO can hold. CAST it.`;
    throw new EngineError("ENGINE_QUERY", message);
  }
  const raw = meta.datatype === "bit" ? withBits(computed) : computed;
  const layout = withAnnouncedSizes(meta.datatype, meta.arraysize, raw);
  if (fitsLayout(meta.datatype, meta.arraysize, layout)) return { raw, field: { ...meta, layout } };
  const { arraysize: _announced, ...about } = meta;
  return { raw, field: { ...about, ...describeLayout(layout), layout } };
}

/** `bit` is a number to DuckDB, and a truth value in a column. */
function withBits(layout: Layout): Layout {
  if (layout.kind === "list" || layout.kind === "fixed") return { ...layout, item: withBits(layout.item) };
  return layout.kind === "int" && layout.bits === 8 && !layout.signed ? { kind: "bool" } : layout;
}
