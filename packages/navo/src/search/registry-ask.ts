import { DalError, type OperationOptions } from "@armillary/dali";
import {
  archiveOf,
  authorityOf,
  type GetServiceOptions,
  isRegistryError,
  type RegistryClient,
  type ServiceAccess,
} from "@armillary/registry";
import { findConeColumns } from "@armillary/scs";
import type { ArchiveProtocol, ArchiveService, SearchKind } from "../archives/profile.ts";
import type { PlannedAsk } from "./plan.ts";
import type { ArchiveQuestion } from "./question.ts";

/** A service that the registry is asked for before it is asked itself. */
export interface RegistryAsk {
  readonly archive: string;
  /** Its identifier, in lower case. */
  readonly ivoid: string;
  readonly collection: string;
  readonly kind: SearchKind;
  readonly protocols: readonly ArchiveProtocol[];
  readonly patienceMs: number;
}

/** What of the registry searches need. */
export type ServiceRegistry = Pick<RegistryClient, "getService" | "tables">;

/** Which protocols answer a kind of question, the best first. */
const PROTOCOLS: Readonly<Record<SearchKind, readonly ArchiveProtocol[]>> = {
  cone: ["scs", "tap"],
  images: ["sia2", "sia1", "obscore"],
  spectra: ["ssa", "obscore"],
};

const PATIENCE_MS = 60_000;

export function isRegistryAsk(ask: PlannedAsk | RegistryAsk): ask is RegistryAsk {
  return "ivoid" in ask;
}

/** Those of the collections that are identifiers of the registry. */
export function registryAsks({
  kind,
  collections = [],
  protocols,
}: Pick<ArchiveQuestion, "kind" | "collections" | "protocols">): readonly RegistryAsk[] {
  return collections
    .map(({ name }) => name.trim())
    .filter(isIvoid)
    .map((name) => {
      const ivoid = name.toLowerCase();
      return {
        archive: archiveOf(ivoid)?.name ?? authorityOf(ivoid) ?? ivoid,
        ivoid,
        collection: name,
        kind,
        protocols: PROTOCOLS[kind].filter((protocol) => protocols?.includes(protocol) !== false),
        patienceMs: PATIENCE_MS,
      };
    });
}

export function isIvoid(name: string): boolean {
  return /^\s*ivo:\/\//i.test(name);
}

/**
 * Finds out by the registry where the service is.
 * @throws RegistryError, as `getService`; DalError DAL_USAGE without a registry, DAL_NOT_FOUND where it answers no such question
 */
export async function locateAsk(
  ask: RegistryAsk,
  registry: ServiceRegistry | undefined,
  options: OperationOptions,
): Promise<PlannedAsk> {
  const { archive, ivoid, collection, kind, protocols, patienceMs } = ask;
  if (registry === undefined) {
    throw new DalError("DAL_USAGE", `${ivoid} is in the registry, which was not given to ask: pass \`registry\`.`);
  }
  for (const protocol of protocols) {
    // The TAP service that a catalogue shares with others tells nothing of images.
    const wanted = protocol === "obscore" ? { protocol: "tap", auxiliary: false } : { protocol };
    const access = await accessBy(registry, ivoid, { ...options, ...wanted });
    if (access === undefined) continue;
    const service: ArchiveService = {
      kind,
      protocol,
      url: access.url,
      collections: [],
      source: `the registry's record of ${ivoid}`,
    };
    const table = protocol === "tap" ? await tableIn(registry, ivoid, options) : "";
    return { archive, service, collection, url: access.url, table: { table }, patienceMs };
  }
  const list = protocols.length === 0 ? "the protocols that are wanted" : protocols.join(", ");
  throw new DalError("DAL_NOT_FOUND", `${ivoid} has no service for ${kind} (${list}).`);
}

async function accessBy(
  registry: ServiceRegistry,
  ivoid: string,
  options: GetServiceOptions,
): Promise<ServiceAccess | undefined> {
  try {
    return await registry.getService(ivoid, options);
  } catch (failure) {
    if (isRegistryError(failure) && failure.code === "REG_NO_SERVICE") return undefined;
    throw failure;
  }
}

/** The one table of a resource that has positions. */
async function tableIn(registry: ServiceRegistry, ivoid: string, options: OperationOptions): Promise<string> {
  const tables = await registry.tables(ivoid, options);
  const placed = tables.filter(({ columns }) => {
    const { ra, dec } = findConeColumns(columns.map((column) => ({ ...column, datatype: "double" }) as const));
    return ra !== undefined && dec !== undefined;
  });
  const [only, second] = placed;
  if (only !== undefined && second === undefined) return only.name;
  const names = placed.map(({ name }) => name);
  throw new DalError(
    "DAL_USAGE",
    only === undefined
      ? `${ivoid} has TAP, and its record no table with positions: ask it by ADQL.`
      : `${ivoid} has TAP, and ${names.length} tables with positions, of which one must be meant: ${names.slice(0, 20).join(", ")}. Ask it by ADQL.`,
  );
}
