import type { Field, FieldMeta } from "@armillary/columns";
import {
  accessPoints,
  type Capability,
  fetchCapabilities,
  findCapabilities,
  type InputParameter,
  type OperationOptions,
  type ServiceProfile,
  type Transport,
} from "@armillary/dali";
import { type ConeColumns, findConeColumns } from "./columns.ts";
import type { ConeResult } from "./result.ts";

/** What a cone search says of itself. */
export interface ScsDescription {
  /** The columns of its answers. */
  readonly fields: readonly Field[];
  /** Where identifier and position are among them. */
  readonly columns: ConeColumns;
  /** Columns that the standard requires and that cannot be told (Simple Cone Search 1.03, section 2.2). */
  readonly missing: readonly ("id" | "ra" | "dec")[];
  /** Parameters that it takes, where it lists them: in its capabilities, or as PARAMs `INPUT:…`. */
  readonly parameters: readonly ScsParameter[];
  /** Of its capabilities, where it has any. */
  readonly capability?: Capability;
  /** Its limits: `maxRadiusDeg`, `maxRecords`, and whether it knows VERB. */
  readonly profile?: ServiceProfile;
}

/** A parameter of a service. */
export interface ScsParameter extends Pick<InputParameter, "name" | "description" | "unit" | "ucd" | "datatype"> {
  /** Values that it may have, where they are listed. */
  readonly options: readonly string[];
}

/** Puts together what an answer without rows says with what the capabilities say. */
export async function describeCone(
  answer: ConeResult<unknown>,
  { transport, baseUrl }: { readonly transport: Transport; readonly baseUrl: string },
  options: OperationOptions,
): Promise<ScsDescription> {
  const { fields, metadata } = answer;
  await answer.summary;
  const capabilities = await fetchCapabilities(transport, baseUrl, options).catch(() => []);
  const [capability] = findCapabilities(capabilities, "ConeSearch");
  const [point] = accessPoints(capabilities, "ConeSearch");
  const columns = findConeColumns(fields);
  const params = [...metadata.params, ...(answer.document?.resources ?? []).flatMap((resource) => resource.params)];
  return {
    fields,
    columns,
    missing: (["id", "ra", "dec"] as const).filter((name) => columns[name] === undefined),
    parameters: parametersOf(params, point?.interface.parameters ?? []),
    ...(capability === undefined ? {} : { capability }),
    ...(capability?.profile === undefined ? {} : { profile: capability.profile }),
  };
}

function parametersOf(params: readonly FieldMeta[], declared: readonly InputParameter[]): ScsParameter[] {
  const found = new Map<string, ScsParameter>();
  for (const { name, description, unit, ucd, datatype, values = [] } of params) {
    const input = /^INPUT:(.+)$/i.exec(name)?.[1];
    if (input === undefined || found.has(input.toLowerCase())) continue;
    const options = values.flatMap((each) => each.options ?? []).map(({ value }) => value);
    found.set(input.toLowerCase(), { name: input, ...known({ description, unit, ucd, datatype }), options });
  }
  for (const { name, description, unit, ucd, datatype } of declared) {
    const options = found.get(name.toLowerCase())?.options ?? [];
    found.set(name.toLowerCase(), { name, ...known({ description, unit, ucd, datatype }), options });
  }
  return [...found.values()];
}

/** Without what is undefined. */
function known(
  values: Readonly<Record<"description" | "unit" | "ucd" | "datatype", string | undefined>>,
): Omit<ScsParameter, "name" | "options"> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
