import type { FieldMeta } from "@armillary/columns";
import { type Arraysize, parseArraysize } from "../../../packages/votable/src/cells/arraysize.ts";

/** The shape of an attribute that is known to be good. */
export function shape(arraysize: string | undefined): Arraysize {
  const result = parseArraysize(arraysize);
  if (!result.ok) throw new Error(`arraysize ${arraysize}: ${result.reason}`);
  return result.arraysize;
}

/** A FIELD with the attributes that decide how its cells are read. */
export function field(datatype: FieldMeta["datatype"], arraysize?: string, nullText?: string): FieldMeta {
  return {
    name: "x",
    datatype,
    ...(arraysize === undefined ? {} : { arraysize }),
    ...(nullText === undefined ? {} : { values: [{ null: nullText }] }),
  };
}
