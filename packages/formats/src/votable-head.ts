import type { FieldMeta } from "@armillary/columns";
import type { Container, Resource, TableReader, Votable } from "@armillary/votable";
import { printVotableHead, type WriteDiagnostics } from "@armillary/votable/write";
import type { TableMetadata, TableStream } from "./table-stream.ts";

/** What a TABLE and what stands around it say, as said of the table alone. */
export function tableMetadata(document: Votable, { meta, resources }: TableReader): TableMetadata {
  const containers: readonly Container[] = [document, ...resources];
  const name = meta.name ?? meta.ID;
  const description = [meta, ...[...containers].reverse()].find((part) => part.description !== undefined)?.description;
  const all = <Item>(listOf: (part: Container) => readonly Item[]): Item[] => {
    const items: Item[] = [];
    for (const container of containers) items.push(...listOf(container));
    return items;
  };
  // Frames that columns refer to may stand in a RESOURCE beside the one that the table is in.
  const wanted = new Set([...meta.fields, ...meta.params].flatMap(({ ref }) => ref ?? []));
  const others = wanted.size === 0 ? [] : [...within(document)].filter((part) => !containers.includes(part));
  const elsewhere = <Item extends { readonly ID?: string }>(listOf: (part: Container) => readonly Item[]): Item[] =>
    others.flatMap(listOf).filter(({ ID }) => ID !== undefined && wanted.has(ID));
  return {
    ...(name === undefined ? {} : { name }),
    ...(meta.ID === undefined ? {} : { ID: meta.ID }),
    ...(meta.ucd === undefined ? {} : { ucd: meta.ucd }),
    ...(meta.utype === undefined ? {} : { utype: meta.utype }),
    ...(description === undefined ? {} : { description }),
    params: [...all(({ params }) => params), ...meta.params],
    infos: [...all(({ infos }) => infos), ...meta.infos],
    ...givenLists({
      groups: [...all(({ groups }) => groups), ...meta.groups],
      links: [...all(({ links }) => links), ...meta.links],
      coosys: [...all(({ coosys }) => coosys), ...elsewhere(({ coosys }) => coosys)],
      timesys: [...all(({ timesys }) => timesys), ...elsewhere(({ timesys }) => timesys)],
      raw: [...all(({ raw }) => raw), ...resources.flatMap(metaBlocks), ...meta.raw],
    }),
  };
}

/** The document, or a RESOURCE, and all RESOURCEs inside. */
function* within(container: Container): Generator<Container> {
  yield container;
  for (const inner of container.resources) yield* within(inner);
}

/** MIVOT's blocks stand in a RESOURCE of their own, of type meta, beside the TABLE. */
function metaBlocks({ resources }: Resource): readonly string[] {
  return resources.filter(({ type }) => type === "meta").flatMap(({ raw }) => raw);
}

function givenLists<Lists extends Record<string, readonly unknown[]>>(lists: Lists): Partial<Lists> {
  const given: Partial<Lists> = {};
  for (const name in lists) if ((lists[name]?.length ?? 0) > 0) given[name] = lists[name];
  return given;
}

/**
 * The VOTable without rows that other formats keep beside their columns; undefined for a table that has nothing to say
 * which the format's own types and names do not.
 */
export function printHead(
  { fields, metadata }: Pick<TableStream, "fields" | "metadata">,
  diagnostics?: WriteDiagnostics,
): string | undefined {
  const { params, infos, ...rest } = metadata;
  const plain = fields.every(({ name: _, datatype: __, arraysize: ___, layout: ____, ...more }) => isEmpty(more));
  if (plain && params.length === 0 && infos.length === 0 && isEmpty(rest)) return undefined;
  return printVotableHead({ ...metadata, fields }, diagnostics);
}

function isEmpty(object: object): boolean {
  return Object.values(object).every((value) => value === undefined);
}

/** What a VOTable without rows that was kept in another format says; undefined where it is none. */
export async function readHead(
  xml: string,
): Promise<{ readonly fields: readonly FieldMeta[]; readonly metadata: TableMetadata } | undefined> {
  const { openVotable, VotableError } = await import("@armillary/votable");
  try {
    const reader = await openVotable(new TextEncoder().encode(xml), { lenient: true });
    await reader.summary;
    if (reader.table === undefined) return undefined;
    return { fields: reader.table.meta.fields, metadata: tableMetadata(reader.document, reader.table) };
  } catch (failure) {
    if (failure instanceof VotableError) return undefined;
    throw failure;
  }
}
