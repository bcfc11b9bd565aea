import type { Transport } from "@armillary/dali";
import { valuesOf } from "@armillary/dali/dataset";
import {
  type AskRegistryOptions,
  accessPoints,
  archiveOf,
  authorityOf,
  type Constraint,
  isRegistryError,
  keywords,
  archive as ofArchive,
  protocol as ofProtocol,
  type ProtocolName,
  type Provenance,
  type RegistryClient,
  type ServiceAccess,
} from "@armillary/registry";
import type { ArchiveProtocol, SearchKind } from "../archives/profile.ts";
import { type ReadyService, readyService } from "./ready-service.ts";
import type { ServiceWanted } from "./resolve.ts";

/** What of the registry is asked. */
export type SearchedRegistry = Pick<RegistryClient, "search" | "getService">;

/** What services of the registry answer a kind of question by. */
const BY_KIND: Readonly<Record<SearchKind, readonly ProtocolName[]>> = {
  cone: ["scs"],
  images: ["sia2", "sia1"],
  spectra: ["ssa"],
};

const ALL: readonly ProtocolName[] = ["scs", "sia2", "sia1", "ssa", "tap"];

/** Services that the registry knows, or what is kept or bundled of it: by words, archive, protocol. */
export async function fromRegistry(
  wanted: ServiceWanted,
  registry: SearchedRegistry,
  transport: Transport,
  options: AskRegistryOptions,
): Promise<readonly ReadyService[]> {
  const { archive, keyword, collection } = wanted;
  const words = [...valuesOf(keyword), ...(collection === undefined ? [] : [collection])].filter(
    (word) => word.trim() !== "",
  );
  const protocols = protocolsOf(wanted);
  const constraints: readonly Constraint[] = [
    ofProtocol(protocols),
    ...(archive === undefined ? [] : [ofArchive(archive)]),
    ...(words.length === 0 ? [] : [keywords(...words)]),
  ];
  const { records, ...provenance } = await registry.search(constraints, options);
  return records
    .flatMap((record) => accessPoints(record, { protocol: protocols, auxiliary: false }))
    .map((access) => made(access, wanted.protocol, provenance, transport));
}

/** The services of one identifier. @throws RegistryError, as `getService` */
export async function fromIdentifier(
  wanted: ServiceWanted & { readonly collection: string },
  registry: SearchedRegistry,
  transport: Transport,
  options: AskRegistryOptions,
): Promise<readonly ReadyService[]> {
  const found: ReadyService[] = [];
  for (const protocol of protocolsOf(wanted)) {
    try {
      const access = await registry.getService(wanted.collection.trim(), { ...options, protocol });
      found.push(made(access, wanted.protocol, access, transport));
    } catch (failure) {
      if (!(isRegistryError(failure) && failure.code === "REG_NO_SERVICE")) throw failure;
    }
  }
  return found;
}

function protocolsOf({ protocol, kind }: ServiceWanted): readonly ProtocolName[] {
  if (protocol !== undefined) return [protocol === "obscore" ? "tap" : protocol];
  return kind === undefined ? ALL : BY_KIND[kind];
}

function made(
  access: ServiceAccess,
  wanted: ArchiveProtocol | undefined,
  { origin, notes }: Pick<Provenance, "origin" | "notes">,
  transport: Transport,
): ReadyService {
  const { url, ivoid, title, protocol } = access;
  const archive = access.archive ?? archiveOf(ivoid)?.name ?? authorityOf(ivoid);
  return readyService(
    // Only these were looked for.
    wanted ?? (protocol as ArchiveProtocol),
    {
      url,
      title: title ?? ivoid ?? url,
      ...(archive === undefined ? {} : { archive }),
      ...(ivoid === undefined ? {} : { ivoid }),
      origin,
      notes,
    },
    { transport },
  );
}
