import type { Transport } from "@armillary/dali";
import { type Link, type ServiceDescriptor, SodaService, servicesOf } from "@armillary/datalink";

/** Something that can be cut out of. */
export interface CutoutTarget {
  readonly id: string;
  readonly soda: SodaService;
}

/** What is cut of each dataset: services in the order of their links, those of one file together. */
export function cutoutTargets(links: readonly Link[], transport: Transport): CutoutTarget[] {
  const byId = new Map<string, Link[]>();
  for (const link of links) {
    if (link.descriptor === undefined) continue;
    const others = byId.get(link.id) ?? [];
    byId.set(link.id, [...others, link]);
  }
  return [...byId].flatMap(([id, own]) =>
    pairs(own).flatMap((descriptors) => {
      const soda = SodaService.fromDescriptors(descriptors, { transport });
      return soda === undefined ? [] : [{ id, soda }];
    }),
  );
}

/** {sync} and {async} of the same file: the n-th of each, where there are as many of both; else each by itself. */
function pairs(links: readonly Link[]): (readonly ServiceDescriptor[])[] {
  const of = (key: "sync" | "async"): Link[] =>
    links.filter(({ descriptor }) => descriptor !== undefined && servicesOf([descriptor], "SODA", key).length > 0);
  const [sync, async] = [of("sync"), of("async")];
  const leading = sync.length > 0 ? sync : async;
  return leading.map((link, index) => {
    const partner = leading === sync && sync.length === async.length ? async[index] : undefined;
    return [link, partner].flatMap((each) => each?.descriptor ?? []);
  });
}
