import type { FieldMeta } from "@armillary/columns";
import { type Container, findById, type Group, type Param, type Resource, type Votable } from "@armillary/votable";
import type { WriteDiagnostics } from "@armillary/votable/write";
import type { TableStream } from "../table-stream.ts";

type Written = Pick<TableStream, "document" | "fields" | "metadata">;

/**
 * The services that the document of a table describes for it, to be written with these columns: those without parameters
 * from columns, and those whose columns are all there. A document that is being read has those that were read.
 *
 * A column that is meant by its name, as some services mean it, is referred to by its ID. A service that takes a value from
 * what is not written is left out and reported; one that takes it from another TABLE of the document is none of this one's.
 * @see DataLink 1.1, section 4
 */
export function describedServices(table: Written, diagnostics: WriteDiagnostics): Resource[] {
  const { document } = table;
  if (document === undefined) return [];
  return descriptorsIn(document).flatMap((service): Resource[] => {
    const references = new References(table, document, service);
    const groups = service.groups.map((group) => references.fit(group));
    const [lost] = references.lost;
    if (lost !== undefined) {
      const label = service.ID ?? service.name ?? "without a name";
      const why = `its parameter "${lost.param}" takes its value from ${lost.from}`;
      diagnostics.report("W-WRITE-SERVICE", label, `service descriptor "${label}" is left out: ${why}`);
    }
    return lost !== undefined || references.isOfAnother ? [] : [{ ...service, groups }];
  });
}

function descriptorsIn({ resources }: Container): Resource[] {
  return resources.flatMap((resource) => [
    ...(/^\s*adhoc:(?:service|this)\s*$/i.test(resource.utype ?? "") ? [resource] : []),
    ...descriptorsIn(resource),
  ]);
}

/** What the parameters of one service refer to. */
class References {
  /** Parameters that are without their values in what is written. */
  readonly lost: { readonly param: string; readonly from: string }[] = [];
  /** Whether a column is of a TABLE that is not this one. */
  isOfAnother = false;
  readonly #document: Votable;
  readonly #fields: readonly FieldMeta[];
  readonly #ids: ReadonlySet<string | undefined>;

  constructor({ fields, metadata }: Written, document: Votable, service: Resource) {
    this.#document = document;
    this.#fields = fields;
    const inGroups = [...(metadata.groups ?? []), ...service.groups].flatMap(paramsIn);
    const values = [...metadata.params, ...metadata.infos, ...service.params, ...service.infos, ...inGroups];
    this.#ids = new Set(values.map(({ ID }) => ID));
  }

  /** The GROUP with its references as they are to be written. */
  fit(group: Group): Group {
    for (const { ref } of group.paramRefs) {
      if (!this.#ids.has(ref)) this.lost.push({ param: ref, from: `the PARAM "${ref}", which is not written` });
    }
    return {
      ...group,
      params: group.params.map((param) => this.#fitParam(param)),
      groups: group.groups.map((inner) => this.fit(inner)),
    };
  }

  #fitParam(param: Param): Param {
    const { name, ref, value } = param;
    // Beside a value, a reference says what the value means.
    if (ref === undefined || value.trim() !== "") return param;
    const target = findById(this.#document, ref) ?? this.#columnNamed(ref);
    if (target === undefined) this.lost.push({ param: name, from: `"${ref}", which is the ID of nothing` });
    else if ("value" in target) {
      if (!this.#ids.has(ref)) this.lost.push({ param: name, from: `"${ref}", which is not written` });
    } else if ("datatype" in target) return this.#fitColumn(param, target, ref);
    return param;
  }

  #fitColumn(param: Param, column: FieldMeta, ref: string): Param {
    const written = this.#fields.find((field) => isSame(field, column));
    if (written?.ID !== undefined) return written.ID === ref ? param : { ...param, ref: written.ID };
    if (written === undefined && !this.#isOfThisTable(column)) this.isOfAnother = true;
    else {
      const why = written === undefined ? "which is not written" : "which has no ID";
      this.lost.push({ param: param.name, from: `the column "${column.name}", ${why}` });
    }
    return param;
  }

  #columnNamed(name: string): FieldMeta | undefined {
    return tablesIn(this.#document)
      .flat()
      .find((field) => field.name === name);
  }

  #isOfThisTable(column: FieldMeta): boolean {
    const table = tablesIn(this.#document).find((fields) => fields.includes(column)) ?? [];
    return table.some((other) => this.#fields.some((field) => isSame(field, other)));
  }
}

/** Columns are told by ID, for they may have other names by now, and by name where they have none. */
function isSame(field: FieldMeta, other: FieldMeta): boolean {
  return field.ID === other.ID && (field.ID !== undefined || field.name === other.name);
}

function paramsIn({ params, groups }: Group): readonly Param[] {
  return [...params, ...groups.flatMap(paramsIn)];
}

/** The columns of each TABLE. */
function tablesIn(container: Container): (readonly FieldMeta[])[] {
  const own = "tables" in container ? (container as Resource).tables : [];
  return [...own.map(({ fields }) => fields), ...container.resources.flatMap(tablesIn)];
}
