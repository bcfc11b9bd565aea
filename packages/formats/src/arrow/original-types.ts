import { type ArrowType, arrowMetadataOf, arrowTypeOf, type Field, type Layout, standsFor } from "@armillary/columns";
import type { IpcBatch } from "./ipc/batch-message.ts";
import type { IpcField } from "./ipc/schema-message.ts";
import { restoreColumn } from "./restore-column.ts";

/** How columns are written that were of a type in Arrow which a VOTable does not have: as that, or as a VOTable has them. */
export type ArrowTypes = "original" | "votable";

/** Fields as they are to be written, and what makes their columns such. */
export interface RestoredTable {
  readonly fields: readonly IpcField[];
  /** Called with one batch after the other. @throws ArrowFormatError code ARROW_VALUE */
  readonly restore: (batch: IpcBatch) => IpcBatch;
}

/**
 * Gives columns the Arrow types that their fields keep in LINKs (docs/arrow-mapping.md), as far as their values still have
 * the form that stands for such a type: a column that has become something else since is written as that.
 * @param canHave - the types that the format to be written has (default all)
 */
export function restoreTypes(
  fields: readonly Field[],
  types: ArrowTypes,
  canHave: (type: ArrowType) => boolean = () => true,
): RestoredTable {
  const originals = fields.map((field) => {
    const type = types === "original" ? arrowTypeOf(field) : undefined;
    return type !== undefined && canHave(type) && leafStandsFor(field.layout, type) ? type : undefined;
  });
  let rowsBefore = 0;
  return {
    fields: fields.map((field, index) => restoredField(field, originals[index])),
    restore({ rows, columns }) {
      const restored = columns.map((column, index) => {
        const type = originals[index];
        const name = fields[index]?.name ?? "";
        return type === undefined ? column : restoreColumn(column, type, { column: name, rowsBefore });
      });
      rowsBefore += rows;
      return { rows, columns: restored };
    },
  };
}

function restoredField(field: Field, type: ArrowType | undefined): IpcField {
  const arrowMetadata = arrowMetadataOf(field, type !== undefined);
  if (type === undefined) return { ...field, arrowMetadata };
  // Parquet has the type and not its name.
  if (type.kind === "uuid") arrowMetadata.set("ARROW:extension:name", "arrow.uuid");
  return { ...field, arrowMetadata, arrowType: type };
}

function leafStandsFor(layout: Layout, type: ArrowType): boolean {
  if (standsFor(layout, type)) return true;
  return (layout.kind === "list" || layout.kind === "fixed") && leafStandsFor(layout.item, type);
}
