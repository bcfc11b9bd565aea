import type { Transport } from "@armillary/dali";
import { valuesOf } from "@armillary/dali/dataset";
import { type ArchiveProfile, type ArchiveService, SEARCH_KINDS } from "../archives/profile.ts";
import { listsCollection, planned, takesAnyCollection, usualOf } from "../search/plan.ts";
import { type ReadyService, readyService } from "./ready-service.ts";
import type { ServiceWanted } from "./resolve.ts";

/**
 * Services of the archives' profiles that are wanted: of each archive and kind the usual one, unless a protocol is named; with a
 * collection those that are known to have it, else those that take any name.
 */
export function fromProfiles(
  wanted: ServiceWanted,
  profiles: readonly ArchiveProfile[],
  transport: Transport,
): readonly ReadyService[] {
  const { archive, kind, protocol, collection } = wanted;
  const able = profiles
    .filter(({ name }) => archive === undefined || name === archive)
    .flatMap((profile) =>
      profile.services
        .filter(
          (service) => (kind ?? service.kind) === service.kind && (protocol ?? service.protocol) === service.protocol,
        )
        .map((service) => ({ profile, service })),
    )
    .filter(({ profile, service }) => hasWords(wanted, profile, service));
  const isUsual = ({ profile, service }: (typeof able)[number]): boolean => {
    const others = able.filter((each) => each.profile === profile && each.service.kind === service.kind);
    return usualOf(others.map((each) => each.service)) === service;
  };
  if (collection === undefined) {
    return able.filter(isUsual).flatMap(({ profile, service }) => {
      const names = service.collections.length === 0 ? [undefined] : service.collections;
      return names.map((name) => made(profile, service, name, transport));
    });
  }
  const known = able.filter(({ service }) => listsCollection(service, collection));
  const found = known.length > 0 ? known : able.filter(({ service }) => takesAnyCollection(service));
  return SEARCH_KINDS.flatMap((each) =>
    [...new Set(found.map(({ profile }) => profile))].flatMap((profile) => {
      const services = found.filter((one) => one.profile === profile && one.service.kind === each);
      const service = usualOf(services.map((one) => one.service));
      return service === undefined ? [] : [made(profile, service, collection, transport)];
    }),
  );
}

/** Whether all the words stand in what is known of a service. */
function hasWords({ keyword }: ServiceWanted, { name, title }: ArchiveProfile, service: ArchiveService): boolean {
  const tables = service.tables?.flatMap(({ collection, table }) => [collection, table]) ?? [];
  const text = [name, title, ...service.collections, ...tables].join("\n").toLowerCase();
  return valuesOf(keyword).every((word) => text.includes(word.trim().toLowerCase()));
}

function made(
  { name: archive, title, patienceMs }: ArchiveProfile,
  service: ArchiveService,
  collection: string | undefined,
  transport: Transport,
): ReadyService {
  const { url, table } = planned(archive, service, collection, patienceMs);
  return readyService(
    service.protocol,
    {
      url,
      archive,
      title,
      ...(collection === undefined ? {} : { collection }),
      ...(service.protocol === "tap" && table.table !== "" ? { table: table.table } : {}),
      origin: "profile",
      notes: [],
    },
    {
      transport,
      isParameter: service.collectionIn === "parameter",
      ...(service.match === undefined ? {} : { match: service.match }),
    },
  );
}
