import { mergeParameters, type Transport } from "@armillary/dali";
import type { Provenance } from "@armillary/registry";
import { ScsService } from "@armillary/scs";
import { SiaService } from "@armillary/siap";
import { SsaService } from "@armillary/ssap";
import { TapService } from "@armillary/tap";
import { ObsCoreService } from "@armillary/tap/obscore";
import type { ArchiveProtocol } from "../archives/profile.ts";

/** Where a service is, and how that is known. */
export interface ServicePlace {
  readonly url: string;
  /** `mast`, `irsa`, …, or the authority of a service that is none of theirs. */
  readonly archive?: string;
  readonly title: string;
  /** Of SIA 2, SSA, SCS and SIA 1 it is in the client's URL already; ObsTAP takes it in the question. */
  readonly collection?: string;
  /** Of TAP: the table of the collection. */
  readonly table?: string;
  readonly ivoid?: string;
  /** `profile`: what is known here of the archive; else as the registry's answers have it. */
  readonly origin: "profile" | Provenance["origin"];
  /** How the answer came about, where that is not as asked. */
  readonly notes: readonly string[];
}

interface Ready<Protocol extends ArchiveProtocol, Client> extends ServicePlace {
  readonly protocol: Protocol;
  /** Ready to be asked. */
  readonly client: Client;
}

/** A service, and the client of its protocol. */
export type ReadyService =
  | Ready<"scs", ScsService>
  | Ready<"tap", TapService>
  | Ready<"sia1", SiaService>
  | Ready<"sia2", SiaService>
  | Ready<"ssa", SsaService>
  | Ready<"obscore", ObsCoreService>;

/** How its client is made. */
interface ClientOptions {
  readonly transport: Transport;
  /** Whether the name of the collection goes into the parameter COLLECTION. */
  readonly isParameter?: boolean;
  readonly match?: "region" | "centre";
}

/** Makes the client of a service. */
export function readyService(
  protocol: ArchiveProtocol,
  place: ServicePlace,
  { transport, isParameter = false, match }: ClientOptions,
): ReadyService {
  const { url, collection } = place;
  const own = isParameter && collection !== undefined ? mergeParameters(url, [["COLLECTION", collection]]) : url;
  switch (protocol) {
    case "scs":
      return { ...place, protocol, client: new ScsService(url, { transport }) };
    case "tap":
      return { ...place, protocol, client: new TapService(url, { transport }) };
    case "sia1":
      return { ...place, protocol, client: new SiaService(url, { transport, version: 1 }) };
    case "sia2":
      return { ...place, url: own, protocol, client: new SiaService(own, { transport, version: 2 }) };
    case "ssa":
      return { ...place, url: own, protocol, client: new SsaService(own, { transport }) };
    case "obscore": {
      const client = new ObsCoreService(new TapService(url, { transport }), match === undefined ? {} : { match });
      return { ...place, protocol, client };
    }
  }
}

/** `irsa sia2 wise_allwise at https://… (IRSA, …)` */
export function describeReady({ archive, protocol, collection, url, title, ivoid }: ReadyService): string {
  const what = [archive, protocol, collection].filter((word) => word !== undefined).join(" ");
  return `${what} at ${url} (${ivoid ?? title})`;
}
