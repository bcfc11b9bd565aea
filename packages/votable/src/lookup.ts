import type { FieldMeta } from "@armillary/columns";
import type { Coosys, Group, Info, Param, Resource, TableMeta, Timesys, Votable } from "./model.ts";

/** What to look for among FIELDs or PARAMs; all of it must hold. */
export interface FieldQuery {
  /** As written. */
  readonly name?: string;
  readonly ID?: string;
  /** All words of it must be among those of the field's UCD, in any order and case: `pos.eq.ra` finds `pos.eq.ra;meta.main`. */
  readonly ucd?: string;
  /** Without its case, and without a prefix where the query has none: `Access.Reference` finds `ssa:Access.Reference`. */
  readonly utype?: string;
}

/** The FIELDs or PARAMs that match, in their order: several have the same UCD often enough. */
export function findFields<Meta extends FieldMeta>(fields: readonly Meta[], query: FieldQuery): Meta[] {
  const words = query.ucd === undefined ? [] : ucdWords(query.ucd);
  return fields.filter(
    (field) =>
      (query.name === undefined || field.name === query.name) &&
      (query.ID === undefined || field.ID === query.ID) &&
      (query.ucd === undefined || hasWords(field.ucd, words)) &&
      (query.utype === undefined || sameUtype(field.utype, query.utype)),
  );
}

/** The first that matches. */
export function findField<Meta extends FieldMeta>(fields: readonly Meta[], query: FieldQuery): Meta | undefined {
  return findFields(fields, query)[0];
}

/** Words of a UCD1+ in lower case, without namespaces; a UCD1 is one word. */
function ucdWords(ucd: string): string[] {
  return ucd
    .toLowerCase()
    .split(";")
    .map((word) => word.trim().replace(/^[a-z]+:/, ""))
    .filter((word) => word !== "");
}

function hasWords(ucd: string | undefined, wanted: readonly string[]): boolean {
  if (ucd === undefined || wanted.length === 0) return false;
  const words = ucdWords(ucd);
  return wanted.every((word) => words.includes(word));
}

function sameUtype(utype: string | undefined, wanted: string): boolean {
  if (utype === undefined) return false;
  const found = utype.trim().toLowerCase();
  const sought = wanted.trim().toLowerCase();
  return found === sought || (!sought.includes(":") && found.replace(/^[^:]*:/, "") === sought);
}

/** What an ID can stand on. */
export type Identified = Votable | Resource | TableMeta | FieldMeta | Param | Group | Info | Coosys | Timesys;

/** The first element with this ID, in document order; FIELDref, PARAMref and `ref` attributes point at it. */
export function findById(document: Votable, id: string): Identified | undefined {
  if (document.ID === id) return document;
  return findInContainer(document, id);
}

function findInContainer(container: Votable | Resource, id: string): Identified | undefined {
  const direct: readonly (readonly { readonly ID?: string }[])[] = [
    container.coosys,
    container.timesys,
    container.infos,
    container.params,
  ];
  for (const elements of direct) {
    const found = elements.find((element) => element.ID === id);
    if (found !== undefined) return found as Identified;
  }
  const grouped = findInGroups(container.groups, id);
  if (grouped !== undefined) return grouped;
  for (const table of "tables" in container ? container.tables : []) {
    const found = findInTable(table, id);
    if (found !== undefined) return found;
  }
  for (const resource of container.resources) {
    const found = resource.ID === id ? resource : findInContainer(resource, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInTable(table: TableMeta, id: string): Identified | undefined {
  if (table.ID === id) return table;
  const own = [...table.fields, ...table.params, ...table.infos].find((element) => element.ID === id);
  return own ?? findInGroups(table.groups, id);
}

function findInGroups(groups: readonly Group[], id: string): Identified | undefined {
  for (const group of groups) {
    if (group.ID === id) return group;
    const found = group.params.find((param) => param.ID === id) ?? findInGroups(group.groups, id);
    if (found !== undefined) return found;
  }
  return undefined;
}
