import { onTestFinished } from "vitest";
import { answer } from "../faults.ts";
import { type Call, type FaultyService, openFaultyService, type Received } from "../faulty-service.ts";
import type { TestResource } from "../regtap-service.ts";
import { tapResponder } from "../tap-service/index.ts";
import type { Reply } from "./answers.ts";
import { readAsked } from "./asked.ts";
import { Refused } from "./errors.ts";
import { type ArchiveFault, type ArchiveFaults, type ArchiveProtocol, answeredByFault, FaultSwitch } from "./faults.ts";
import { heasarc } from "./heasarc.ts";
import { irsa } from "./irsa.ts";
import { mast } from "./mast.ts";
import { ned } from "./ned.ts";
import type { ArchiveParts } from "./parts.ts";
import { ARCHIVE_NAMES, type ArchiveName, type Catalogue, makeSky } from "./sky.ts";

export interface ArchivesOptions {
  /** What the archives know (default: `makeSky()`). */
  readonly catalogue?: Catalogue;
  readonly faults?: ArchiveFaults;
  /** Rows that TAP at MAST and HEASARC never exceeds (default 100 000, as there). */
  readonly mostRows?: number;
  /** What MAST's registry knows (default: nothing). */
  readonly resources?: readonly TestResource[];
}

/** The four archives on loopback. */
export interface Archives {
  readonly catalogue: Catalogue;
  /** Text for ARMILLARY_REWRITE, or `parseRewrites`: the archives' own URLs lead here. */
  readonly rewrites: string;
  /** What each archive was asked; URLs begin with the host that was meant. */
  readonly received: Readonly<Record<ArchiveName, readonly Received[]>>;
  /** Turns a fault on, or off again, for an archive or one of its protocols. */
  setFault(archive: ArchiveName, fault: ArchiveFault | undefined, protocol?: ArchiveProtocol): void;
  close(): Promise<void>;
}

/** Opens the archives until the test is over. */
export async function archives(options: ArchivesOptions = {}): Promise<Archives> {
  const opened = await openArchives(options);
  onTestFinished(() => opened.close());
  return opened;
}

/**
 * The same, for whoever closes it: simulations of MAST, HEASARC, IRSA and NED over a sky that is made up, each with its
 * dialect, limits, serializations and errors. A service stands at `<origin>/<host><path>` of what its URL really is.
 */
export async function openArchives({
  catalogue = makeSky(),
  faults: initial = {},
  mostRows = 100_000,
  resources = [],
}: ArchivesOptions = {}): Promise<Archives> {
  const faults = new FaultSwitch(initial);
  const settings = { catalogue, mostRows };
  const parts: Readonly<Record<ArchiveName, ArchiveParts>> = {
    mast: mast(settings, resources),
    heasarc: heasarc(settings),
    irsa: irsa(settings),
    ned: ned(settings),
  };
  const opened = await Promise.all(
    ARCHIVE_NAMES.map(async (name) => ({
      name,
      service: await openFaultyService({ otherwise: respondAs(name, parts[name], faults) }),
    })),
  );
  const services = Object.fromEntries(opened.map(({ name, service }) => [name, service])) as Record<
    ArchiveName,
    FaultyService
  >;
  const rewrites = opened.flatMap(({ name, service }) =>
    parts[name].hosts.flatMap((host) =>
      ["https", "http"].map((scheme) => `${scheme}://${host}=${service.origin}/${host}`),
    ),
  );
  return {
    catalogue,
    rewrites: rewrites.join(","),
    received: {
      mast: services.mast.received,
      heasarc: services.heasarc.received,
      irsa: services.irsa.received,
      ned: services.ned.received,
    },
    setFault: (archive, fault, protocol) => faults.set(archive, fault, protocol),
    async close() {
      await Promise.all(opened.map(({ service }) => service.close()));
    },
  };
}

/** What answers the requests for an archive. */
function respondAs(
  archive: ArchiveName,
  { taps, endpoints }: ArchiveParts,
  faults: FaultSwitch,
): (call: Call) => Promise<void> {
  const responders = taps.map(({ protocol, place, options }) => {
    const overflowsAt = (): { readonly rows: number; readonly isSilent?: boolean } | undefined => {
      const fault = faults.of(archive, protocol);
      return fault?.kind === "overflow" ? fault : undefined;
    };
    const url = (): string => `https://${place}`;
    return { protocol, place, respond: tapResponder({ ...options, overflowsAt }, { path: `/${place}`, url }).respond };
  });
  return async (call) => {
    const path = decodeURIComponent(call.url.pathname.slice(1));
    const tap = responders.find(({ place }) => path === place || path.startsWith(`${place}/`));
    const endpoint = endpoints.find(({ place }) => place.test(path));
    const protocol = tap?.protocol ?? endpoint?.protocol;
    if (protocol === undefined) return void answer(404, "There is no such thing.\n")(call);
    const fault = faults.of(archive, protocol);
    if (await answeredByFault(call, fault)) return;
    if (tap !== undefined) return tap.respond(call);
    if (endpoint !== undefined)
      send(
        call,
        reply(() => endpoint.answer(readAsked(call, path, fault))),
      );
  };
}

function reply(make: () => Reply): Reply {
  try {
    return make();
  } catch (failure) {
    if (failure instanceof Refused) return failure.reply;
    throw failure;
  }
}

function send(call: Call, { status = 200, type = "text/xml", body }: Reply): void {
  answer(status, body, { "Content-Type": type })(call);
}
