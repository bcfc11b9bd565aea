import type { Info, Param } from "@armillary/votable";
import { DECIMAL, INTEGER, parseLong } from "../csv/types.ts";
import type { TableMetadata } from "../table-stream.ts";
import type { IpacColumn } from "./header.ts";

/** What a header says of a column beside the lines between bars. */
export interface ColumnAttributes {
  readonly name?: string;
  readonly description?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly xtype?: string;
  readonly ref?: string;
  readonly ID?: string;
}

/** Keywords `col.NAME.…` as Firefly, IPAC's own reader, has them; `name` and `ID` are ours. In lower case. */
const COLUMN_KEYWORDS: ReadonlyMap<string, keyof ColumnAttributes> = new Map<string, keyof ColumnAttributes>([
  ["desc", "description"],
  ["shortdescription", "description"],
  ["ucd", "ucd"],
  ["utype", "utype"],
  ["xtype", "xtype"],
  ["ref", "ref"],
  ["id", "ID"],
  ["name", "name"],
]);

/** `\name = value`; a type may stand before the name. */
const KEYWORD = /^\\(?:(?:char|int|long|float|real|double|date)\s+(?=\S+\s*=))?([^\s=][^=]*?)\s*=\s*(.*?)\s*$/;
const COLUMN_KEYWORD = /^col\.(.+)\.([^.]+)$/;

/**
 * What the lines that begin with a backslash say. A keyword is a PARAM: of text where it is quoted or no number, else long or
 * double; text that goes on under the same name is put together. A comment is an INFO called `comment`, but for descriptions
 * of columns in the way of IRSA's catalogue search (the column's name, then `___` and words).
 */
export class KeywordReader {
  readonly #attributes = new Map<string, { -readonly [Name in keyof ColumnAttributes]: string }>();
  readonly #comments: string[] = [];
  readonly #params = new Map<string, Param>();
  readonly #plain: { name?: string; description?: string } = {};
  readonly #infos: Info[] = [];

  /** @param columns - of the header; empty while that has not been read */
  add(line: string): void {
    const [, name = "", text = ""] = KEYWORD.exec(line) ?? [];
    if (name === "") {
      const comment = line.slice(1).trim();
      if (comment !== "") this.#comments.push(comment);
      return;
    }
    const { value, quoted } = unquoted(text);
    const [, column = "", key = ""] = COLUMN_KEYWORD.exec(name) ?? [];
    const attribute = COLUMN_KEYWORDS.get(key.toLowerCase());
    if (attribute !== undefined) {
      const attributes = this.#attributes.get(column) ?? {};
      attributes[attribute] = value;
      this.#attributes.set(column, attributes);
    } else if (name === "Table name") this.#plain.name = value;
    else if (name === "Description") this.#plain.description = value;
    else if (name === "QUERY_STATUS") this.#infos.push({ name, value });
    else this.#addParam(name, value, quoted);
  }

  attributesOf(column: string): ColumnAttributes {
    return this.#attributes.get(column) ?? {};
  }

  /** The descriptions among the comments, by column; and what else was said. */
  finish(columns: readonly IpacColumn[]): {
    readonly metadata: TableMetadata;
    readonly descriptions: ReadonlyMap<string, string>;
  } {
    const descriptions = new Map<string, string>();
    const names = new Set(columns.map(({ name }) => name));
    const infos = [...this.#infos];
    let described: string | undefined;
    for (const [index, comment] of this.#comments.entries()) {
      const words = /^_{3,}\s+(.*)$/.exec(comment)?.[1];
      if (words !== undefined && described !== undefined) {
        const before = descriptions.get(described);
        descriptions.set(described, before === undefined ? words : `${before} ${words}`);
        continue;
      }
      const name = comment.replace(/\s+\(.*\)$/, "");
      described = names.has(name) && /^_{3,}\s/.test(this.#comments[index + 1] ?? "") ? name : undefined;
      if (described === undefined) infos.push({ name: "comment", value: comment });
    }
    return { metadata: { ...this.#plain, params: [...this.#params.values()], infos }, descriptions };
  }

  #addParam(name: string, value: string, quoted: boolean): void {
    const before = this.#params.get(name);
    const param =
      before?.datatype === "char" ? textParam(name, before.value + value) : keywordParam(name, value, quoted);
    this.#params.set(name, param);
  }
}

/** A value may stand in single or double quotes. */
function unquoted(text: string): { readonly value: string; readonly quoted: boolean } {
  const quote = text[0];
  const quoted = text.length >= 2 && (quote === "'" || quote === '"') && text.endsWith(quote);
  return { value: quoted ? text.slice(1, -1) : text, quoted };
}

function keywordParam(name: string, value: string, quoted: boolean): Param {
  if (quoted || !DECIMAL.test(value)) return textParam(name, value);
  const integer = INTEGER.test(value) ? parseLong(value) : undefined;
  if (typeof integer === "bigint") return { name, datatype: "long", value, typed: integer };
  return { name, datatype: "double", value, typed: Number(value) };
}

function textParam(name: string, value: string): Param {
  return { name, datatype: "char", arraysize: "*", value, typed: value === "" ? null : value };
}
