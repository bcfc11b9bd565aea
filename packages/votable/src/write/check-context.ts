import type { Field } from "@armillary/columns";
import { VotableError } from "../errors.ts";
import type { WriteDiagnostics } from "./diagnostics.ts";
import type { WrittenShape } from "./shape.ts";
import type { VotableVersion, WrittenSerialization } from "./versions.ts";

/** Where and how a column is written, for what is to be said of its values. */
export interface CheckContext {
  readonly field: Field;
  readonly shape: WrittenShape;
  readonly serialization: Exclude<WrittenSerialization, "fits">;
  readonly version: VotableVersion;
  readonly diagnostics: WriteDiagnostics;
  /** Row of the table that the first of the batch is. */
  readonly firstRow: number;
}

/** The error of one value: where it is, and why it cannot be written. */
export function cellError({ field, firstRow }: CheckContext, row: number, why: string): VotableError {
  return new VotableError("VOT_WRITE", `Row ${firstRow + row}, column "${field.name}": ${why}.`, {
    row: firstRow + row,
    field: field.name,
  });
}
