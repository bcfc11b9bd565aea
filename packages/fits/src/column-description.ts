import { type Datatype, type Field, type FieldMeta, fitsLayout, type Layout } from "@armillary/columns";
import type { DiagnosticLog } from "./diagnostics.ts";
import type { FitsHeader } from "./header.ts";

/** What the format of a column says of it. */
export interface StoredShape {
  readonly datatype: Datatype;
  readonly arraysize?: string;
  /** The physical value that is null, as VALUES writes it. */
  readonly null?: string;
  readonly layout: Layout;
}

/**
 * The Field of column `n` from 1: by `metadata` where it is given, else by TTYPE, TUNIT, TCOMM (or the comment of TTYPE),
 * and by TUCD, TUTYP and TXTYP, as writers of the VO have them.
 */
export function describeColumn(
  header: FitsHeader,
  n: number,
  metadata: FieldMeta | undefined,
  diagnostics: DiagnosticLog,
  shape: StoredShape,
): Field {
  const { datatype, arraysize, layout } = shape;
  if (metadata !== undefined) {
    if (fitsLayout(metadata.datatype, metadata.arraysize, layout)) return { ...metadata, layout };
    const stored = arraysize === undefined ? datatype : `${datatype} of ${arraysize}`;
    diagnostics.add("W-FITS-DATATYPE", `${metadata.name} is described as ${metadata.datatype} and stored as ${stored}`);
    const { arraysize: _, ...rest } = metadata;
    return { ...rest, datatype, ...(arraysize === undefined ? {} : { arraysize }), layout };
  }
  const description = header.text(`TCOMM${n}`) ?? labelOf(header, n);
  return {
    name: header.text(`TTYPE${n}`) ?? `col${n}`,
    datatype,
    ...(arraysize === undefined ? {} : { arraysize }),
    ...present("unit", header.text(`TUNIT${n}`)),
    ...present("ucd", header.text(`TUCD${n}`)),
    ...present("utype", header.text(`TUTYP${n}`)),
    ...present("xtype", header.text(`TXTYP${n}`)),
    ...present("description", description),
    ...(shape.null === undefined ? {} : { values: [{ null: shape.null }] }),
    layout,
  };
}

/** The comment of TTYPE, unless it is the phrase that libraries put there ("label for field 3"). */
function labelOf(header: FitsHeader, n: number): string | undefined {
  const comment = header.card(`TTYPE${n}`)?.comment;
  return comment === undefined || /^(?:label|name)\b.*\b(?:field|column)\b/i.test(comment) ? undefined : comment;
}

function present<Key extends string>(key: Key, text: string | undefined): { [K in Key]?: string } {
  return text === undefined ? {} : ({ [key]: text } as { [K in Key]?: string });
}
