import type { ServiceMetadata } from "@armillary/adql";
import { adqlOf, findCapabilities, parseCapabilities, readTables } from "@armillary/dali";
import { openTable } from "@armillary/formats";
import { CommandError, failureIn } from "../failure.ts";
import { type Input, type InputOptions, openInput } from "../input.ts";
import type { Io } from "../io.ts";
import { readAll } from "./read-all.ts";
import { tablesOfColumns } from "./schema-columns.ts";
import { parseSchemaJson } from "./schema-json.ts";

const MAX_BYTES = 1024 * 1024 * 1024;

/** How much of a document is looked at to tell what it is. */
const LOOKED_AT = 64 * 1024;

/** A file that says what a service has, or a service that does. */
export type SchemaSource = string | { readonly service: string };

export interface ReadSchemaOptions extends InputOptions {
  /** The query that it is for: of a service, the columns of the tables that it names are asked for, and no others. */
  readonly adql?: string;
}

/**
 * What a service has, from files: the tables of VOSI or VODataService (XML), capabilities (XML), JSON of ServiceMetadata,
 * or a table TAP_SCHEMA.columns in any format that tables are read in; or from the service itself. Of several each adds what it
 * knows.
 * @throws CommandError naming the file: SCHEMA_FORMAT for what is none of these, and what readers throw
 */
export async function readSchema(
  sources: readonly SchemaSource[],
  io: Io,
  { adql, ...options }: ReadSchemaOptions = {},
): Promise<ServiceMetadata> {
  let service: ServiceMetadata = {};
  for (const source of sources) {
    if (typeof source !== "string") {
      const { loadMetadata } = await import("../services/load-metadata.ts");
      const asked = { ...options, ...(adql === undefined ? {} : { adql }) };
      service = merged(service, (await loadMetadata(source.service, asked, io)).metadata);
      continue;
    }
    const input = await openInput(source, io, options);
    try {
      service = merged(service, await readOne(input));
    } catch (thrown) {
      throw failureIn(input.label, thrown);
    }
  }
  return service;
}

/** Lists grow; a service that says nothing of something keeps what others said. */
function merged(one: ServiceMetadata, other: ServiceMetadata): ServiceMetadata {
  const keys = ["tables", "functions", "features", "versions"] as const;
  const lists = keys.flatMap((key) => {
    const list = [...(one[key] ?? []), ...(other[key] ?? [])];
    return one[key] === undefined && other[key] === undefined ? [] : [[key, list] as const];
  });
  return Object.fromEntries(lists);
}

async function readOne(input: Input): Promise<ServiceMetadata> {
  const { start, bytes } = await peek(input.bytes);
  const text = new TextDecoder("utf-8").decode(start).replace(/^\uFEFF/, "");
  if (/^\s*[[{]/.test(text)) {
    return parseSchemaJson(new TextDecoder("utf-8").decode(await readAll(bytes, MAX_BYTES)));
  }
  const root = rootElement(text);
  if (root === "capabilities") {
    const capabilities = parseCapabilities(await readAll(bytes, MAX_BYTES));
    const [tap] = findCapabilities(capabilities, "ivo://ivoa.net/std/TAP");
    return (tap?.tableAccess && adqlOf(tap.tableAccess)) ?? {};
  }
  if (root !== undefined && root !== "VOTABLE" && root !== "html") {
    const { tables } = await readTables(bytes);
    return { tables };
  }
  return { tables: await readColumns(input, bytes) };
}

async function readColumns(
  input: Input,
  bytes: AsyncIterable<Uint8Array>,
): Promise<NonNullable<ServiceMetadata["tables"]>> {
  const table = await openTable(bytes, {
    lenient: true,
    ...(input.name === undefined ? {} : { name: input.name }),
    ...input.access,
  });
  try {
    const tables = await tablesOfColumns(table);
    if (tables === undefined) {
      throw new CommandError({
        code: "SCHEMA_FORMAT",
        message: "This table has no columns table_name and column_name.",
        hint: "A schema is a VOSI tables document, JSON, or the answer to SELECT * FROM TAP_SCHEMA.columns.",
      });
    }
    return tables;
  } finally {
    await table.close();
  }
}

/** Local name of the first element; undefined where the text does not start as XML does. */
function rootElement(text: string): string | undefined {
  if (!/^\s*</.test(text)) return undefined;
  const content = text.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<![^>]*>/g, "");
  return /<(?:[\w.-]+:)?([\w.-]+)/.exec(content)?.[1];
}

/** The first bytes of a source, and the source with them still to come. */
async function peek(
  source: AsyncIterable<Uint8Array>,
): Promise<{ start: Uint8Array; bytes: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let length = 0;
  while (length < LOOKED_AT) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    held.push(value);
    length += value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* held;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { start: Buffer.concat(held), bytes: all() };
}
