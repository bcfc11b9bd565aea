import type { FieldMeta } from "@armillary/columns";
import { xmlText } from "../tap-service/xml-text.ts";

/** What is sent. */
export interface Reply {
  readonly status?: number;
  /** Media type (default `text/xml`). */
  readonly type?: string;
  readonly body: string | Uint8Array;
}

/** How an archive, or an old part of it, writes its VOTables (navo.md 2.5). */
export interface House {
  readonly version: string;
  /** Default: none, as before 1.1 and at NED. */
  readonly namespace?: string;
  readonly doctype?: true;
  /** Stands before the root element. */
  readonly comment?: string;
  /** What FIELD has as a unit where there is none (MAST: `n.n`). */
  readonly noUnit?: string;
  /** More attributes of each FIELD (IRSA: `irsa_format`). */
  readonly attributes?: (name: string, meta: ColumnMeta) => string;
}

export type ColumnMeta = Omit<FieldMeta, "name">;
export type Columns = Readonly<Record<string, ColumnMeta>>;
export type Cell = string | number | null;
export type Rows = readonly (readonly Cell[])[];

export const VOTABLE_1_3 = "http://www.ivoa.net/xml/VOTable/v1.3";

/** A whole document around what is inside the root. */
export function votable({ version, namespace, doctype, comment }: House, inside: string): string {
  const before = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...(doctype === true ? ['<!DOCTYPE VOTABLE SYSTEM "http://us-vo.org/xml/VOTable.dtd">'] : []),
    ...(comment === undefined ? [] : [`<!-- ${comment} -->`]),
  ];
  const xmlns = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  return `${before.join("\n")}\n<VOTABLE version="${version}"${xmlns}>\n${inside}\n</VOTABLE>\n`;
}

/** A TABLE in TABLEDATA. */
export function tableXml(house: House, columns: Columns, rows: Rows, more = ""): string {
  const fields = Object.entries(columns).map(([name, meta]) => fieldXml(house, name, meta));
  const lines = rows.map(
    (row) => `<TR>${row.map((cell) => `<TD>${cell === null ? "" : xmlText(String(cell))}</TD>`).join("")}</TR>`,
  );
  return `<TABLE>${more}${fields.join("\n")}\n<DATA><TABLEDATA>\n${lines.join("\n")}\n</TABLEDATA></DATA></TABLE>`;
}

function fieldXml({ noUnit, attributes }: House, name: string, meta: ColumnMeta): string {
  const { datatype, arraysize, ucd, utype, xtype, unit = noUnit } = meta;
  const said = Object.entries({ name, datatype, arraysize, ucd, utype, xtype, unit }).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${xmlText(String(value))}"`],
  );
  return `<FIELD${said.join("")}${attributes?.(name, meta) ?? ""}/>`;
}

export const OK_INFO = '<INFO name="QUERY_STATUS" value="OK"/>';

export interface Results {
  readonly columns: Columns;
  readonly rows: Rows;
  /** Rows that go out at most, by a fault or by the client's own limit. */
  readonly most?: number | undefined;
  /** Nothing is said of rows that were left out. */
  readonly isSilent?: boolean | undefined;
}

/** The usual document: one RESOURCE of results with its status before them. */
export function resultsReply(house: House, { columns, rows, most, isSilent }: Results, beside = ""): Reply {
  const kept = rows.slice(0, most);
  const isCut = kept.length < rows.length && isSilent !== true;
  const overflow = isCut ? '<INFO name="QUERY_STATUS" value="OVERFLOW"/>' : "";
  return {
    body: votable(
      house,
      `<RESOURCE type="results">${OK_INFO}${tableXml(house, columns, kept)}${overflow}</RESOURCE>${beside}`,
    ),
  };
}

/** Columns by short descriptions. */
export const text = (more: Omit<ColumnMeta, "datatype"> = {}): ColumnMeta => ({
  datatype: "char",
  arraysize: "*",
  ...more,
});
export const real = (unit?: string, more: Omit<ColumnMeta, "datatype"> = {}): ColumnMeta => ({
  datatype: "double",
  ...(unit === undefined ? {} : { unit }),
  ...more,
});
export const whole = (more: Omit<ColumnMeta, "datatype"> = {}): ColumnMeta => ({ datatype: "int", ...more });
