/** Where a document of the tests has its mark, before which it is cut: the place that a diagnostic must name. */
const MARK = "▶";

/** The document without its mark, and the place of it, both from 1. */
export function unmarked(marked: string): {
  readonly bytes: Uint8Array;
  readonly line: number;
  readonly column: number;
} {
  const before = marked.slice(0, marked.indexOf(MARK));
  const line = before.split("\n").length;
  const column = before.length - (before.lastIndexOf("\n") + 1) + 1;
  return { bytes: new TextEncoder().encode(marked.replace(MARK, "")), line, column };
}

/** A document of some version in the namespace of that version. */
export function votable(body: string, version = "1.4"): string {
  const namespace =
    version === "1.0" ? "" : ` xmlns="http://www.ivoa.net/xml/VOTable/v${version > "1.3" ? "1.3" : version}"`;
  return `<VOTABLE version="${version}"${namespace}>\n${body}\n</VOTABLE>`;
}

/** A document of one TABLE. */
export function table(inside: string, version?: string): string {
  return votable(`<RESOURCE>\n<TABLE>\n${inside}\n</TABLE>\n</RESOURCE>`, version);
}

/** A document of one column and its cells, as `<TD>…</TD>`. */
export function column(field: string, cells: readonly string[], version?: string): string {
  const rows = cells.map((cell) => `<TR>${cell}</TR>`).join("\n");
  return table(`${field}\n<DATA><TABLEDATA>\n${rows}\n</TABLEDATA></DATA>`, version);
}

/** A document of one `int` column without rows, and what is beside it. */
export function beside(before: string, after = "", version?: string): string {
  return votable(`<RESOURCE>${before}<TABLE><FIELD name="a" datatype="int"/></TABLE>${after}</RESOURCE>`, version);
}
