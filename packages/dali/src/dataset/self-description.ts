import type { FieldMeta } from "@armillary/columns";
import { type Group, openVotable, type Param, type Resource, type Votable } from "@armillary/votable";
import { classifyBody } from "../body/classify.ts";
import { failureOf } from "../body/failure.ts";
import { type OperationOptions, requestOptions } from "../operation.ts";
import { explainFailure, queryError } from "../table/failure.ts";
import type { Transport } from "../transport/types.ts";
import { cleanBaseUrl } from "../url/base-url.ts";

/** A parameter that a service says it takes: what it is, and what values it may have. */
export interface QueryInput extends Omit<Param, "value" | "typed" | "values"> {
  /** As written; absent where there is none. */
  readonly default?: string;
  /** Values that are allowed, where it is a closed list. */
  readonly options: readonly string[];
  readonly min?: string;
  readonly max?: string;
}

/** What a service answers to the question what may be asked of it. */
export interface SelfDescription {
  readonly inputs: readonly QueryInput[];
  /** The columns of its answers. */
  readonly fields: readonly FieldMeta[];
  readonly description?: string;
  /** Where the description came from, without secrets. */
  readonly url: string;
  readonly document: Votable;
}

/**
 * Asks a service to describe itself by a VOTable without rows: FORMAT=METADATA of SIA 1 and SSA (SIA 1.0, section 6.1; SSA
 * 1.1, section 4.1.6), MAXREC=0 of DALI's protocols. Inputs are PARAMs named `INPUT:…`, or the `inputParams` of a service
 * descriptor (DataLink 1.1, section 4).
 * @throws DalError DAL_QUERY_ERROR in the service's words, DAL_FORMAT for what is no VOTable, and as the transport
 */
export async function fetchSelfDescription(
  transport: Transport,
  request: { readonly url: string; readonly parameters: readonly (readonly [name: string, value: string])[] },
  options: OperationOptions = {},
): Promise<SelfDescription> {
  const response = await transport.request({
    url: cleanBaseUrl(request.url),
    parameters: request.parameters,
    accept: "application/x-votable+xml, */*;q=0.5",
    ...requestOptions(options),
  });
  const { url } = response;
  try {
    const body = await classifyBody(response.body, response.headers.get("content-type"));
    if (body.kind !== "votable") throw await failureOf(response, body, { expected: "a description of the service" });
    const reader = await openVotable(body.body, { lenient: true });
    const { status, message } = await reader.summary;
    if (status === "ERROR") throw queryError(url, message, undefined);
    return { ...readSelfDescription(reader.document), url };
  } catch (failure) {
    await response.close();
    throw explainFailure(failure, url);
  }
}

/** What a document without rows says of the service that sent it. */
export function readSelfDescription(document: Votable): Omit<SelfDescription, "url"> {
  const resources = flattened(document.resources);
  const described = resources.find(({ description }) => description !== undefined)?.description ?? document.description;
  return {
    inputs: inputsOf(document, resources).map(inputOf),
    fields: fieldsOf(document, resources),
    ...(described === undefined ? {} : { description: described }),
    document,
  };
}

const INPUT = /^INPUT:/i;
const OUTPUT = /^OUTPUT:/i;

function inputsOf(document: Votable, resources: readonly Resource[]): readonly Param[] {
  const named = namedParams(document, resources, INPUT);
  if (named.length > 0) return named;
  // The descriptor of the service itself is named `this` (SIA 2.0, section 3.1.2); others are of what it links to.
  const descriptors = resources.filter(({ utype }) => /^adhoc:(?:service|this)$/i.test(utype ?? ""));
  const own = descriptors.find(({ name, utype }) => name === "this" || /:this$/i.test(utype ?? "")) ?? descriptors[0];
  const group = own?.groups.find(({ name }) => name?.toLowerCase() === "inputparams");
  return group === undefined ? [] : paramsOf(group);
}

/** PARAMs of the document, its RESOURCEs, TABLEs and their GROUPs, by what their names begin with. */
function namedParams(document: Votable, resources: readonly Resource[], start: RegExp): readonly Param[] {
  return [document, ...resources, ...resources.flatMap(({ tables }) => tables)]
    .flatMap(({ params, groups }) => [...params, ...groups.flatMap(paramsOf)])
    .filter(({ name }) => start.test(name));
}

/** FIELDs, or the PARAMs named `OUTPUT:…` that the standard of SSA has instead (1.1, section 4.4). */
function fieldsOf(document: Votable, resources: readonly Resource[]): readonly FieldMeta[] {
  const tables = resources.filter(({ utype }) => !/^adhoc:/i.test(utype ?? "")).flatMap(({ tables }) => tables);
  const fields = tables.find(({ fields }) => fields.length > 0)?.fields;
  if (fields !== undefined) return fields;
  return namedParams(document, resources, OUTPUT).map(({ value: _, typed: __, name, ...meta }) => ({
    ...meta,
    name: name.replace(OUTPUT, ""),
  }));
}

function inputOf({ value, typed: _, values = [], name, ...meta }: Param): QueryInput {
  const min = values.find((domain) => domain.min !== undefined)?.min?.value;
  const max = values.find((domain) => domain.max !== undefined)?.max?.value;
  return {
    ...meta,
    name: name.replace(INPUT, ""),
    ...(value === "" ? {} : { default: value }),
    options: values.flatMap(({ options = [] }) => options.map((option) => option.value)),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

function paramsOf({ params, groups }: Group): readonly Param[] {
  return [...params, ...groups.flatMap(paramsOf)];
}

function flattened(resources: readonly Resource[]): readonly Resource[] {
  return resources.flatMap((resource) => [resource, ...flattened(resource.resources)]);
}
