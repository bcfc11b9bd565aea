import type { NamedValue } from "../check/value.ts";
import type { CatalogColumn } from "../schema/catalog.ts";
import { printType } from "../schema/datatype.ts";
import { escapeMarkdown, markdownCode, markdownFacts, paragraphs } from "./markdown.ts";

/** What is known of a column, of a service's table or of a subquery, as completion and hover show it. */
export interface DescribedColumn {
  readonly name: string;
  /** As ADQL writes it: `DOUBLE PRECISION`; absent where it is not known. */
  readonly type?: string;
  /** As the service writes it. */
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  /** The service's table, as it stands in a query. */
  readonly table?: string;
  readonly indexed?: boolean;
  readonly principal?: boolean;
}

export function describeColumn(column: CatalogColumn): DescribedColumn {
  const { unit, ucd, utype, description, indexed, principal } = column.metadata;
  return {
    name: column.name.name,
    ...typed(column.type.name === "UNKNOWN" ? column.metadata.datatype : printType(column.type)),
    ...present({ unit, ucd, utype, description }),
    table: column.table.qualifiedName,
    ...(indexed === undefined ? {} : { indexed }),
    ...(principal === undefined ? {} : { principal }),
  };
}

export function describeValue(value: NamedValue): DescribedColumn {
  const name = value.name.name;
  if (value.column !== undefined) return { ...describeColumn(value.column), name };
  const { type, unitText, unit, ucd, utype, description } = value;
  return {
    name,
    ...typed(type.name === "UNKNOWN" || type.name === "NULL" ? undefined : printType(type)),
    ...present({ unit: unitText ?? (unit?.canonical === "1" ? undefined : unit?.canonical), ucd, utype, description }),
  };
}

function typed(type: string | undefined): { readonly type?: string } {
  return type === undefined || type === "" ? {} : { type };
}

type Texts = Pick<DescribedColumn, "unit" | "ucd" | "utype" | "description">;

function present(texts: { readonly [Key in keyof Texts]-?: string | undefined }): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined && text.trim() !== ""));
}

/** `DOUBLE PRECISION · deg · pos.eq.ra · gaia_source`, on one line. */
export function columnDetail({ type, unit, ucd, table, indexed }: DescribedColumn): string {
  return [type, unit, ucd, indexed === true ? "indexed" : undefined, table].filter(Boolean).join(" · ");
}

export function columnMarkdown(column: DescribedColumn): string {
  const { type, unit, ucd, utype, table, description, indexed, principal } = column;
  const code = (text: string | undefined) => (text === undefined ? undefined : markdownCode(text));
  return paragraphs(
    description === undefined ? undefined : escapeMarkdown(description),
    markdownFacts([
      ["Type", code(type)],
      ["Unit", code(unit)],
      ["UCD", code(ucd)],
      ["Utype", code(utype)],
      ["Table", code(table)],
      ["Indexed", indexed === true ? "yes" : undefined],
      ["Principal", principal === true ? "yes" : undefined],
    ]),
  );
}
