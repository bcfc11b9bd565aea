import { uniqueNames, valueAt } from "@armillary/columns";
import { findDescriptors, findRowLinks, linksUrlOf, type RowLinks } from "@armillary/datalink";
import { openTable, type TableStream } from "@armillary/formats";
import { failureIn, usageError } from "../failure.ts";
import { openInput } from "../input.ts";
import type { Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printableLine } from "../printable.ts";

/** What links are asked for: identifiers of a service, or tables of links by their addresses. */
export type LinkSource =
  | { readonly kind: "ids"; readonly url: string; readonly ids: readonly string[] }
  | { readonly kind: "urls"; readonly urls: readonly string[] };

export interface LinkSourceOptions extends NetworkOptions {
  /** The links service that was named. */
  readonly serviceUrl?: string;
  /** Of a table: the column that has the identifiers. */
  readonly idColumn?: string;
}

/**
 * What WHAT means: identifiers for the service that is named, addresses of tables of links, or `@IN`, a table whose rows lead to
 * links.
 * @throws CommandError
 */
export async function findLinkSource(what: readonly string[], options: LinkSourceOptions, io: Io): Promise<LinkSource> {
  const { serviceUrl } = options;
  const [first = ""] = what;
  if (what.some((text) => text.startsWith("@"))) {
    if (what.length > 1) throw usageError("One table at a time: @IN stands alone.");
    return sourceOfTable(first.slice(1), options, io);
  }
  if (serviceUrl !== undefined) return { kind: "ids", url: serviceUrl, ids: what };
  const other = what.find((text) => !/^https?:\/\//i.test(text));
  if (other === undefined) return { kind: "urls", urls: what };
  throw usageError(
    `"${printableLine(other, 200)}" is no URL, and no service is named that could know it.`,
    "--service S names the links service; @FILE is a table whose rows lead to links.",
  );
}

async function sourceOfTable(place: string, options: LinkSourceOptions, io: Io): Promise<LinkSource> {
  const { serviceUrl, idColumn, user: _, ...reading } = options;
  const input = await openInput(place, io, reading);
  try {
    const table = await openTable(input.bytes, {
      ...input.access,
      ...(input.name === undefined ? {} : { name: input.name }),
    });
    const keys = uniqueNames(table.fields.map(({ name }) => name));
    if (idColumn !== undefined && !keys.includes(idColumn)) {
      throw usageError(`There is no column "${idColumn}": the table has ${keys.join(", ")}.`);
    }
    // Services are described behind the rows.
    const rows = await readRows(table, keys);
    const base = /^https?:/i.test(place) ? place : undefined;
    const descriptors = table.document === undefined ? [] : findDescriptors(table.document, base);
    const found = findRowLinks(table.fields, descriptors);
    return sourceOfRows(rows, found, { label: input.label, serviceUrl, idColumn });
  } catch (thrown) {
    throw failureIn(input.label, thrown);
  }
}

type Row = Readonly<Record<string, unknown>>;

/** Only what leads to links is kept of a row: text. */
async function readRows(table: TableStream, keys: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { rows: count, columns } of table.batches()) {
    for (let row = 0; row < count; row++) {
      rows.push(Object.fromEntries(columns.map((column, index) => [keys[index] ?? "", valueAt(column, row)])));
    }
  }
  await table.summary;
  return rows;
}

function sourceOfRows(
  rows: readonly Row[],
  found: RowLinks,
  {
    label,
    serviceUrl,
    idColumn,
  }: { readonly label: string; readonly serviceUrl: string | undefined; readonly idColumn: string | undefined },
): LinkSource {
  const url = serviceUrl ?? found.service?.url;
  const key = idColumn ?? (serviceUrl === undefined ? found.service?.idKey : undefined) ?? found.publisherDidKey;
  if (url !== undefined && key !== undefined) {
    const ids = rows.map((row) => String(row[key] ?? "")).filter((id) => id.trim() !== "");
    return { kind: "ids", url, ids };
  }
  const urls = rows.flatMap((row) => linksUrlOf(row, found) ?? []);
  if (urls.length > 0) return { kind: "urls", urls };
  if (serviceUrl !== undefined) {
    throw usageError(`No column of ${label} is known to have identifiers.`, "--id-column NAME names it.");
  }
  throw usageError(
    `Nothing in ${label} leads to links: no links service is described in it, and no access_url is of a table of links.`,
    "--service S names a links service that knows its identifiers; armillary download fetches an access_url that is a file.",
  );
}
