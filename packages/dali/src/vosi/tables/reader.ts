import type { ByteSource } from "@armillary/votable";
import { VotableError } from "@armillary/votable";
import { openXmlEvents, type StartEvent, type XmlEvents } from "@armillary/votable/xml";
import { type XmlOptions, xmlError } from "../../xml/options.ts";
import {
  assembleColumn,
  assembleKey,
  assembleSchema,
  assembleTable,
  type ColumnParts,
  type KeyParts,
  type TableParts,
  type Texts,
} from "./assemble.ts";
import type { SchemaDescription, TableDescription, TableSet, TablesProblem } from "./model.ts";

export interface TablesOptions extends Pick<XmlOptions, "what" | "url"> {
  readonly signal?: AbortSignal;
  /** Bytes after decompression. Default 2 GiB. */
  readonly maxBytes?: number;
}

/** A document of tables that is being read. */
export interface TablesReader {
  /** The tables, each when its end was read; once. Leaving the loop lets the source go. */
  readonly tables: () => AsyncGenerator<TableDescription, void, undefined>;
  /** The schemas begun so far; one with all its words when its first table, or its end, has come. */
  readonly schemas: readonly SchemaDescription[];
  readonly problems: readonly TablesProblem[];
}

/** An element that is open. Of a leaf, the text goes to where its parent keeps it. */
type Frame =
  | { readonly kind: "outside" | "ignored" }
  | { readonly kind: "schema"; readonly texts: Texts; readonly index: number }
  | ({ readonly kind: "table" } & TableParts)
  | ({ readonly kind: "column" } & ColumnParts)
  | ({ readonly kind: "foreignKey" } & KeyParts)
  | { readonly kind: "fkColumn"; readonly texts: Texts }
  | { readonly kind: "leaf"; readonly name: string; readonly keep: (text: string) => void; text: string };

/** Where the element ends: looked up for a problem alone, for lines are counted each time. */
type Locate = () => { readonly line: number; readonly column: number };

const LEAVES: Readonly<Record<string, ReadonlySet<string>>> = {
  schema: new Set(["name", "title", "description", "utype"]),
  table: new Set(["name", "title", "description", "utype", "nrows"]),
  column: new Set(["name", "description", "unit", "ucd", "utype", "dataType", "flag"]),
  foreignKey: new Set(["targetTable", "description", "utype"]),
  fkColumn: new Set(["fromColumn", "targetColumn"]),
};

const ROOTS = ["tableset", "table", "schema", "tables", "resource"];

/**
 * Opens a document of tables: a `<tableset>` (VOSI 1.0 and 1.1, VODataService), a single `<table>`, a `<schema>`, or a
 * VOResource record around them. It is read as it comes, and only what it says of tables is kept.
 * @throws DalError from `tables()`: DAL_FORMAT for other documents and what is no XML, with line and column; DAL_LIMIT;
 *   what the source throws
 */
export function openTables(source: ByteSource, options: TablesOptions = {}): TablesReader {
  const assembly = new Assembly(options);
  return {
    schemas: assembly.schemas,
    problems: assembly.problems,
    tables: () => readEvents(source, assembly, { what: "list of tables", ...options }),
  };
}

/** Reads a document of tables to its end. */
export async function readTables(source: ByteSource, options: TablesOptions = {}): Promise<TableSet> {
  const reader = openTables(source, options);
  const tables: TableDescription[] = [];
  for await (const table of reader.tables()) tables.push(table);
  return { schemas: reader.schemas, tables, problems: reader.problems };
}

async function* readEvents(
  source: ByteSource,
  assembly: Assembly,
  options: TablesOptions,
): AsyncGenerator<TableDescription, void, undefined> {
  const { signal, maxBytes = 2 ** 31 } = options;
  let events: XmlEvents | undefined;
  try {
    events = await openXmlEvents(source, {
      maxDocumentBytes: maxBytes,
      tolerantProlog: true,
      ...(signal === undefined ? {} : { signal }),
    });
    for (;;) {
      const event = events.next();
      if (event === undefined) await events.fill();
      else if (event.type === "text") assembly.text(event.text);
      else if (event.type === "start") assembly.start(event, events);
      else if (event.type === "end") {
        const table = assembly.end(event.offset, events);
        if (table !== undefined) yield table;
      } else if (event.type === "eof") return;
    }
  } catch (failure) {
    if (!(failure instanceof VotableError)) throw failure;
    const { line, column } = failure.place;
    const place = line === undefined || column === undefined ? undefined : { line, column };
    const code = failure.code === "VOT_LIMIT" ? "DAL_LIMIT" : "DAL_FORMAT";
    throw xmlError(code, failure.message.charAt(0).toLowerCase() + failure.message.slice(1), options, place, failure);
  } finally {
    await events?.close();
  }
}

/** Puts descriptions together from start tags, text and end tags. */
class Assembly {
  readonly schemas: SchemaDescription[] = [];
  readonly problems: TablesProblem[] = [];
  readonly #options: TablesOptions;
  readonly #open: Frame[] = [];
  readonly #strings = new Map<string, string>();

  constructor(options: TablesOptions) {
    this.#options = options;
  }

  start(event: StartEvent, events: XmlEvents): void {
    const local = event.name.slice(event.name.indexOf(":") + 1);
    const parent = this.#open.at(-1);
    if (parent === undefined && !ROOTS.includes(local.toLowerCase())) {
      throw xmlError("DAL_FORMAT", `<${event.name}> is no list of tables.`, this.#options, events.locate(event.offset));
    }
    this.#open.push(this.#frameOf(local, event, parent));
  }

  text(text: string): void {
    const top = this.#open.at(-1);
    if (top?.kind === "leaf") top.text += text;
  }

  /** Closes the innermost element, whose end tag is at `offset`; the table, when it is the end of one. */
  end(offset: number, events: XmlEvents): TableDescription | undefined {
    const frame = this.#open.pop();
    const parent = this.#open.at(-1);
    switch (frame?.kind) {
      case "leaf": {
        const text = frame.text.trim();
        if (text !== "") frame.keep(text);
        return undefined;
      }
      case "schema":
        this.schemas[frame.index] = assembleSchema(frame.texts);
        return undefined;
      case "column": {
        const name = frame.texts.get("name");
        if (parent?.kind !== "table") return undefined;
        if (name === undefined)
          this.#report(`a column of ${parent.texts.get("name") ?? "a table"} has no name`, () => events.locate(offset));
        else parent.columns.push(assembleColumn(name, frame, this.#intern));
        return undefined;
      }
      case "fkColumn": {
        const from = frame.texts.get("fromColumn");
        const target = frame.texts.get("targetColumn");
        if (parent?.kind === "foreignKey" && from !== undefined && target !== undefined)
          parent.pairs.push({ from, target });
        return undefined;
      }
      case "foreignKey": {
        const target = frame.texts.get("targetTable");
        if (parent?.kind !== "table") return undefined;
        if (target !== undefined && frame.pairs.length > 0) parent.foreignKeys.push(assembleKey(target, frame));
        else
          this.#report(`a foreign key of ${parent.texts.get("name") ?? "a table"} names no columns or no table`, () =>
            events.locate(offset),
          );
        return undefined;
      }
      case "table":
        return this.#endTable(frame, parent, () => events.locate(offset));
      default:
        return undefined;
    }
  }

  #endTable(frame: Frame & TableParts, parent: Frame | undefined, locate: Locate): TableDescription | undefined {
    const name = frame.texts.get("name");
    let schema: string | undefined;
    if (parent?.kind === "schema") {
      schema = parent.texts.get("name");
      this.schemas[parent.index] = assembleSchema(parent.texts);
    }
    if (name !== undefined) return assembleTable(name, schema, frame);
    this.#report("a table has no name", locate);
    return undefined;
  }

  #frameOf(local: string, event: StartEvent, parent: Frame | undefined): Frame {
    const { attributes } = event;
    const kind = parent?.kind ?? "outside";
    if (local === "schema" && kind === "outside") {
      this.schemas.push({});
      return { kind: "schema", texts: new Map(), index: this.schemas.length - 1 };
    }
    if (local === "table" && (kind === "outside" || kind === "schema")) {
      return { kind: "table", texts: new Map(), attributes, columns: [], foreignKeys: [] };
    }
    if (local === "column" && kind === "table") {
      return {
        kind: "column",
        texts: new Map(),
        std: attributes.get("std"),
        type: undefined,
        flags: [],
      };
    }
    if (local === "foreignKey" && kind === "table") {
      return { kind: "foreignKey", texts: new Map(), pairs: [] };
    }
    if (local === "fkColumn" && kind === "foreignKey") return { kind: "fkColumn", texts: new Map() };
    if (kind === "outside") return { kind: "outside" };
    if (parent === undefined || !("texts" in parent) || LEAVES[kind]?.has(local) !== true) return { kind: "ignored" };
    return { kind: "leaf", name: local, keep: keeper(local, parent, attributes), text: "" };
  }

  #report(what: string, locate: Locate): void {
    const { line, column } = locate();
    this.problems.push({ message: `${what}: it is left out`, line, column });
  }

  readonly #intern = (text: string): string => {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, text);
    return text;
  };
}

/** Where the text of a leaf goes. The first of several counts (pyvo's tests have every element twice). */
function keeper(
  local: string,
  parent: Frame & { readonly texts: Texts },
  attributes: ReadonlyMap<string, string>,
): (text: string) => void {
  if (parent.kind === "column" && local === "flag") return (text) => parent.flags.push(text);
  return (text) => {
    if (parent.texts.has(local)) return;
    parent.texts.set(local, text);
    if (parent.kind === "column" && local === "dataType") parent.type = attributes;
  };
}
