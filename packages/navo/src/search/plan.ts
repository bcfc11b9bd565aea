import type { ArchiveProfile, ArchiveService, CatalogueTable } from "../archives/profile.ts";
import type { ArchiveQuestion } from "./question.ts";
import { isIvoid, type RegistryAsk, registryAsks } from "./registry-ask.ts";
import type { SourceTable } from "./table-query.ts";

/** One service that is asked, for one collection. */
export interface PlannedAsk {
  readonly archive: string;
  readonly service: ArchiveService;
  /** Absent: all that the service has. */
  readonly collection?: string;
  /** The base URL. */
  readonly url: string;
  /** Of TAP: where the sources are. */
  readonly table: SourceTable;
  readonly patienceMs: number;
}

/** An archive that is not asked, and why. */
export interface PassedOver {
  readonly archive: string;
  readonly reason: string;
}

/** Who is asked what, and who is not: nobody is left out without a word. */
export interface SearchPlan {
  readonly asks: readonly (PlannedAsk | RegistryAsk)[];
  readonly passedOver: readonly PassedOver[];
}

/** Decides which services of the archives are asked a question. */
export function planSearch(
  { kind, collections = [], protocols }: Pick<ArchiveQuestion, "kind" | "collections" | "protocols">,
  profiles: readonly ArchiveProfile[],
): SearchPlan {
  const asks: (PlannedAsk | RegistryAsk)[] = [];
  const inRegistry = registryAsks({ kind, collections, ...(protocols === undefined ? {} : { protocols }) });
  const passedOver: PassedOver[] = [];
  for (const { name: archive, title, services, patienceMs } of profiles) {
    const wanted = collections.filter(
      (choice) => !isIvoid(choice.name) && (choice.archive === undefined || choice.archive === archive),
    );
    const ofKind = services.filter((service) => service.kind === kind);
    const able = ofKind.filter(({ protocol }) => protocols === undefined || protocols.includes(protocol));
    const pass = (reason: string): void => void passedOver.push({ archive, reason });
    const put = (service: ArchiveService, collection: string | undefined): void =>
      void asks.push(planned(archive, service, collection, patienceMs));

    if (ofKind.length === 0) pass(`${title} has no service for ${kind}`);
    else if (able.length === 0) {
      pass(`${title} has ${kind} by ${listOf(ofKind)} alone, which is not what was wanted`);
    } else if (collections.length > 0 && wanted.length === 0) {
      const isAsked = inRegistry.some((ask) => ask.archive === archive);
      if (!isAsked) pass("no collection of it was named, and some of others were");
    } else if (wanted.length === 0) {
      const service = usualOf(able) as ArchiveService;
      if (service.collections.length === 0) put(service, undefined);
      for (const collection of service.collections) put(service, collection);
    } else {
      for (const { name } of wanted) {
        const service = serviceWith(able, name);
        if (service !== undefined) put(service, name);
        else pass(`its service for ${kind} (${listOf(able)}) has no collections by name that are known, as "${name}"`);
      }
    }
  }
  return { asks: [...asks, ...inRegistry], passedOver };
}

/** A service, asked for a collection. */
export function planned(
  archive: string,
  service: ArchiveService,
  collection: string | undefined,
  patienceMs: number,
): PlannedAsk {
  const { collection: name = collection ?? "", ...table } = tableOf(service, collection) ?? { table: collection ?? "" };
  return {
    archive,
    service,
    url: service.url.replace("{collection}", encodeURIComponent(name)),
    table,
    patienceMs,
    ...(collection === undefined ? {} : { collection }),
  };
}

/** Of several that answer the same, the best. */
export function usualOf(services: readonly ArchiveService[]): ArchiveService | undefined {
  return services.find(({ byDefault }) => byDefault !== undefined) ?? services[0];
}

/** The service for a collection: one that is known to have it, else one that takes any name. */
function serviceWith(services: readonly ArchiveService[], collection: string): ArchiveService | undefined {
  return (
    usualOf(services.filter((service) => listsCollection(service, collection))) ??
    usualOf(services.filter(takesAnyCollection))
  );
}

/** Whether a service is known to have a collection. */
export function listsCollection(service: ArchiveService, collection: string): boolean {
  if (tableOf(service, collection) !== undefined) return true;
  return service.collectionIn !== undefined && service.collections.some((each) => isSame(each, collection));
}

/** Whether any name may be that of a collection that it has. */
export function takesAnyCollection({ collectionIn }: ArchiveService): boolean {
  return collectionIn !== undefined;
}

/** By the name that people have for it, or its own. */
function tableOf({ tables = [] }: ArchiveService, name: string | undefined): CatalogueTable | undefined {
  return tables.find(({ collection, table }) => isSame(collection, name) || isSame(table, name));
}

function isSame(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

function listOf(services: readonly ArchiveService[]): string {
  return [...new Set(services.map(({ protocol }) => protocol))].join(", ");
}
