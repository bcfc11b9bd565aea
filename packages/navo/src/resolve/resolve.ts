import type { OperationOptions, Transport } from "@armillary/dali";
import type { OneOrMore } from "@armillary/dali/dataset";
import type { ArchiveName, ArchiveProfile, ArchiveProtocol, SearchKind } from "../archives/profile.ts";
import { ARCHIVE_PROFILES } from "../archives/profiles.ts";
import { isIvoid } from "../search/registry-ask.ts";
import { fromProfiles } from "./from-profiles.ts";
import { fromIdentifier, fromRegistry, type SearchedRegistry } from "./from-registry.ts";
import { describeReady, type ReadyService } from "./ready-service.ts";
import { ResolveError } from "./resolve-error.ts";

/** What service is wanted. All that is given must hold. */
export interface ServiceWanted<Protocol extends ArchiveProtocol = ArchiveProtocol> {
  readonly archive?: ArchiveName;
  /** What it is to be asked for. */
  readonly kind?: SearchKind;
  readonly protocol?: Protocol;
  /** Words that stand in what is known of it: of an archive's profile its title and collections, else the registry's record. */
  readonly keyword?: OneOrMore<string>;
  /** As the archive calls it; or the identifier of a service, `ivo://…`. */
  readonly collection?: string;
}

export interface ResolveOptions extends OperationOptions {
  readonly transport: Transport;
  /** Asked for what the profiles do not know; a client with a cache answers out of that, too (default: nobody is asked). */
  readonly registry?: SearchedRegistry;
  /** Default: the four. */
  readonly archives?: readonly ArchiveProfile[];
  /** Of what the registry is asked: see RegistryClient. */
  readonly maxAgeMs?: number;
  readonly offline?: boolean;
}

/** A service of one protocol, or of whichever. */
export type ReadyServiceOf<Protocol extends ArchiveProtocol> = Extract<ReadyService, { readonly protocol: Protocol }>;

/**
 * Finds services, each with the client of its protocol, ready to be asked: out of the archives' profiles; what those do not know
 * out of the registry, live, kept, or bundled, whichever answers.
 *
 * @example
 * const [images] = await resolve({ archive: "irsa", protocol: "sia2", collection: "wise_allwise" }, { transport });
 * const result = await images?.client.search({ region: { raDeg: 10.68, decDeg: 41.27, radiusDeg: 0.1 } });
 * @throws RegistryError where only the registry could know, and does not answer, nor anything that is kept
 */
export async function resolve<Protocol extends ArchiveProtocol = ArchiveProtocol>(
  wanted: ServiceWanted<Protocol>,
  options: ResolveOptions,
): Promise<readonly ReadyServiceOf<Protocol>[]> {
  // What is made is of the protocol that was wanted.
  return (await findServices(wanted, options)) as unknown as readonly ReadyServiceOf<Protocol>[];
}

/**
 * The one service that is meant.
 * @throws ResolveError NAVO_NO_SERVICE, NAVO_AMBIGUOUS with the choices and how to tell them apart; as `resolve`
 */
export async function resolveOne<Protocol extends ArchiveProtocol = ArchiveProtocol>(
  wanted: ServiceWanted<Protocol>,
  options: ResolveOptions,
): Promise<ReadyServiceOf<Protocol>> {
  const found = await resolve(wanted, options);
  const [only, second] = found;
  const words = describeWanted(wanted);
  if (only === undefined) {
    const next =
      options.registry === undefined
        ? "The registry knows more: pass `registry`."
        : "Ask for less, or look in the registry by other words.";
    throw new ResolveError("NAVO_NO_SERVICE", `No service is known for ${words}. ${next}`);
  }
  if (second === undefined) return only;
  throw ambiguous(words, found as readonly ReadyService[]);
}

/** Choices that a message has. */
const MOST_SHOWN = 12;

function ambiguous(words: string, choices: readonly ReadyService[]): ResolveError {
  const shown = choices.slice(0, MOST_SHOWN).map((choice) => `  ${describeReady(choice)}`);
  const more = choices.length > MOST_SHOWN ? `\n  and ${choices.length - MOST_SHOWN} more` : "";
  const different = (["archive", "protocol", "collection"] as const).find(
    (key) => new Set(choices.map((choice) => choice[key])).size > 1,
  );
  const values = [...new Set(choices.map((choice) => choice[different ?? "url"]))].filter((each) => each !== undefined);
  const how =
    different === undefined
      ? "Give the identifier of the one that is meant as its collection."
      : `Say which ${different}: ${values.slice(0, MOST_SHOWN).join(", ")}.`;
  return new ResolveError(
    "NAVO_AMBIGUOUS",
    `${choices.length} services are known for ${words}:\n${shown.join("\n")}${more}\n${how}`,
    choices,
  );
}

async function findServices(wanted: ServiceWanted, options: ResolveOptions): Promise<readonly ReadyService[]> {
  const { transport, registry, archives = ARCHIVE_PROFILES, ...asking } = options;
  const { collection } = wanted;
  if (collection !== undefined && isIvoid(collection)) {
    return registry === undefined ? [] : fromIdentifier({ ...wanted, collection }, registry, transport, asking);
  }
  const known = fromProfiles(wanted, archives, transport);
  if (known.length > 0 || registry === undefined) return known;
  return fromRegistry(wanted, registry, transport, asking);
}

function describeWanted({ archive, kind, protocol, keyword, collection }: ServiceWanted): string {
  const words = Object.entries({ archive, kind, protocol, keyword, collection }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} ${[value].flat().join(", ")}`],
  );
  return words.length === 0 ? "anything" : words.join("; ");
}
