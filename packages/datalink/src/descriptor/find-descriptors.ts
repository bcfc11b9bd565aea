import { type CellValue, type Field, uniqueNames } from "@armillary/columns";
import { isStandard } from "@armillary/dali";
import {
  type Container,
  findById,
  type Group,
  type Info,
  type Param,
  type Resource,
  type TableMeta,
  type Votable,
} from "@armillary/votable";
import { known } from "../known.ts";
import { absoluteUrl } from "../links/absolute-url.ts";
import type { ExampleUrl, InputColumn, InputParameter, ServiceDescriptor } from "./model.ts";

/**
 * The services that a document describes, in their order, wherever they stand: behind the results (IRSA), inside of them, in
 * documents of any protocol. A document that is being read has those that were read: all are there after `summary`.
 *
 * Where a service describes itself in the manners of DataLink 1.0 and 1.1 both, the latter counts.
 * @param documentUrl - where it came from: what relative URLs in it are relative to
 * @see DataLink 1.1, section 4
 */
export function findDescriptors(document: Votable, documentUrl?: string): ServiceDescriptor[] {
  const found: ServiceDescriptor[] = [];
  const walk = (resources: readonly Resource[]): void => {
    for (const resource of resources) {
      const kind = kindOf(resource);
      if (kind !== undefined) found.push(descriptorOf(resource, kind === "this", document, documentUrl));
      walk(resource.resources);
    }
  };
  walk(document.resources);
  const hasNew = found.some(({ resource }) => utypeOf(resource) === "adhoc:this");
  return found.filter(({ isSelf, resource }) => !(hasNew && isSelf && utypeOf(resource) !== "adhoc:this"));
}

/**
 * The descriptor that a row's `service_def` names.
 * @param place - of several with the same ID, which; the last where there are fewer. ALMA gives those of all files of a
 *   tarball one ID, in the order of the rows that name it
 */
export function findDescriptor(
  descriptors: readonly ServiceDescriptor[],
  id: string,
  place = 0,
): ServiceDescriptor | undefined {
  // A few documents write it as a reference.
  const wanted = id.replace(/^#/, "");
  const found = descriptors.filter(({ ID }) => ID === id || ID === wanted);
  return found[place] ?? found.at(-1);
}

/** The descriptors of services of a standard: `servicesOf(descriptors, "SODA", "sync")`. Versions do not count. */
export function servicesOf(
  descriptors: readonly ServiceDescriptor[],
  standard: string,
  key?: string,
): ServiceDescriptor[] {
  return descriptors.filter(({ standardId }) => isStandard(standardId, standard, key));
}

function kindOf(resource: Resource): "service" | "this" | undefined {
  const utype = utypeOf(resource);
  if (utype === "adhoc:this") return "this";
  if (utype !== "adhoc:service") return undefined;
  // CADC calls it so by its ID.
  return [resource.name, resource.ID].some((name) => name?.trim().toLowerCase() === "this") ? "this" : "service";
}

function utypeOf({ utype }: Resource): string | undefined {
  return utype?.trim().toLowerCase();
}

function descriptorOf(
  resource: Resource,
  isSelf: boolean,
  document: Votable,
  documentUrl: string | undefined,
): ServiceDescriptor {
  const textOf = (name: string): string | undefined => {
    const param = resource.params.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const text = param?.value.trim();
    return text === "" ? undefined : text;
  };
  return {
    ...known({
      ID: resource.ID,
      name: resource.name,
      description: resource.description,
      accessUrl: absoluteUrl(textOf("accessURL"), documentUrl),
      standardId: textOf("standardID"),
      resourceIdentifier: textOf("resourceIdentifier"),
      contentType: textOf("contentType"),
      documentUrl,
    }),
    isSelf,
    exampleUrls: examplesOf(resource, documentUrl),
    inputs: resource.groups
      .filter((group) => group.name?.trim().toLowerCase() === "inputparams")
      .flatMap((group) => paramsOf(group, document))
      .map((param) => inputOf(param, isSelf, document)),
    resource,
  };
}

function examplesOf({ params }: Resource, documentUrl: string | undefined): ExampleUrl[] {
  return params
    .filter(({ name }) => name.toLowerCase() === "exampleurl")
    .flatMap(({ value, description }) => {
      const url = absoluteUrl(value, documentUrl);
      return url === undefined ? [] : [{ url, ...(description === undefined ? {} : { description }) }];
    });
}

/** PARAMs of the group, of groups in it, and those that it points at. */
function paramsOf(group: Group, document: Votable): Param[] {
  const referred = group.paramRefs.flatMap(({ ref }) => {
    const target = findById(document, ref);
    return target !== undefined && "typed" in target ? [target] : [];
  });
  return [...group.params, ...referred, ...group.groups.flatMap((inner) => paramsOf(inner, document))];
}

function inputOf(param: Param, isSelf: boolean, document: Votable): InputParameter {
  // A reference to a COOSYS or TIMESYS says what the value means, not where it is.
  const target = param.ref === undefined ? undefined : findById(document, param.ref);
  const isElsewhere = target !== undefined && !("datatype" in target) && !("value" in target);
  if (param.ref !== undefined && param.value.trim() === "" && !isElsewhere) {
    if (target !== undefined && "value" in target) {
      return { param, source: "fixed", text: (target as Param | Info).value };
    }
    return { param, source: "column", column: columnOf(param.ref, document) };
  }
  if (param.value === "" || isNothing(param.typed)) return { param, source: "open" };
  return { param, source: isSelf || hasDomain(param) ? "default" : "fixed", text: param.value };
}

/** A value that is no value of its type, or NaN, stands for none: some libraries write `[0. 0.]` for an empty interval. */
function isNothing(value: CellValue): boolean {
  if (Array.isArray(value)) return value.length === 0 || value.every((item) => item === null || Number.isNaN(item));
  return value === null || Number.isNaN(value);
}

/** Where VALUES tell what else could be given, the value is but the one that is given otherwise. */
function hasDomain({ values = [] }: Param): boolean {
  return values.some(({ min, max, options = [] }) => min !== undefined || max !== undefined || options.length > 0);
}

/** By ID, as the standard has it, or by name, as some services do. */
function columnOf(ref: string, document: Votable): InputColumn {
  for (const table of tablesOf(document)) {
    const keys = uniqueNames(table.fields.map(({ name }) => name));
    for (const attribute of ["ID", "name"] as const) {
      const place = table.fields.findIndex((field: Field) => field[attribute] === ref);
      if (place !== -1) return { key: keys[place] as string, field: table.fields[place] as Field };
    }
  }
  return { key: ref };
}

function tablesOf(container: Container): TableMeta[] {
  const own = "tables" in container ? (container as Resource).tables : [];
  return [...own, ...container.resources.flatMap(tablesOf)];
}
