// Small documents, written out.

export interface TableParts {
  readonly fields: string;
  /** Everything inside DATA. */
  readonly data: string;
  /** Attributes of TABLE, with a blank before them. */
  readonly attributes?: string;
}

export function table({ fields, data, attributes = "" }: TableParts): string {
  return `<TABLE${attributes}>${fields}<DATA>${data}</DATA></TABLE>`;
}

/** A document of version 1.4 around what is inside its one RESOURCE. */
export function votable(inside: string): string {
  return `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">${inside}</RESOURCE></VOTABLE>`;
}

export const INT = '<FIELD name="x" datatype="int"/>';

/** One int column, these rows. */
export function integers(values: Iterable<number | string>): string {
  return table({
    fields: INT,
    data: `<TABLEDATA>${[...values].map((x) => `<TR><TD>${x}</TD></TR>`).join("")}</TABLEDATA>`,
  });
}

/** A STREAM of these bytes. */
export function stream(element: string, bytes: Uint8Array, attributes = ' encoding="base64"'): string {
  return `<${element}><STREAM${attributes}>${Buffer.from(bytes).toString("base64")}</STREAM></${element}>`;
}

/** Big-endian 32-bit integers. */
export function int32(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) view.setInt32(index * 4, value);
  return new Uint8Array(view.buffer);
}
