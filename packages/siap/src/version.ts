import {
  type Capability,
  cleanBaseUrl,
  DalError,
  fetchCapabilities,
  findCapabilities,
  isDalError,
  isUnreachable,
  type OperationOptions,
  parseStandardId,
  type Transport,
} from "@armillary/dali";
import { fetchSelfDescription } from "@armillary/dali/dataset";
import type { SiaFacts } from "./facts.ts";
import { isSia1Table } from "./record-v1.ts";

export type SiaVersion = 1 | 2;

/** Which version a service speaks, and how that is known. */
export interface VersionVerdict {
  readonly version: SiaVersion;
  /** For people: "its capabilities say so (ivo://ivoa.net/std/SIA#query-2.0)". */
  readonly why: string;
  /** The address that the capabilities have for it, where that is another than the one that was given. */
  readonly url?: string;
}

/** How long the capabilities are waited for: they may not be there. */
const CAPABILITIES_MS = 15_000;

/**
 * Finds the version of a service: by what is known of its address, by its capabilities, or by asking it for no rows as
 * version 2 has it, then for a description as version 1 has it, and looking at the columns.
 * @throws DalError code DAL_FORMAT where it answers as neither; DAL_NETWORK, DAL_AUTH, DAL_ABORTED, …
 */
export async function findVersion(
  transport: Transport,
  baseUrl: string,
  facts: SiaFacts | undefined,
  options: OperationOptions = {},
): Promise<VersionVerdict> {
  if (facts?.version !== undefined) {
    return { version: facts.version.value, why: `it is known of ${facts.id} (${facts.version.source})` };
  }
  return (await byCapabilities(transport, baseUrl, options)) ?? (await byAsking(transport, baseUrl, options));
}

async function byCapabilities(
  transport: Transport,
  baseUrl: string,
  options: OperationOptions,
): Promise<VersionVerdict | undefined> {
  let capabilities: readonly Capability[];
  try {
    capabilities = await fetchCapabilities(transport, baseUrl, { timeoutMs: CAPABILITIES_MS, ...options });
  } catch (failure) {
    if (!mayGoOn(failure)) throw failure;
    return undefined;
  }
  return versionOfCapabilities(capabilities, baseUrl);
}

/**
 * The version that a list of capabilities has for an address: that of the SIA capability which names the address, or of the
 * only one that there is; version 2 of two. Undefined where there is none.
 */
export function versionOfCapabilities(
  capabilities: readonly Capability[],
  baseUrl: string,
): VersionVerdict | undefined {
  const found = findCapabilities(capabilities, "SIA")
    .map((capability) => ({ capability, version: versionOf(capability.standardID ?? "") }))
    .filter((each): each is { capability: Capability; version: SiaVersion } => each.version !== undefined)
    .sort((a, b) => b.version - a.version);
  const asked = placeOf(baseUrl);
  const named = found.find(({ capability }) => urlsOf(capability).some((url) => placeOf(url) === asked));
  const chosen = named ?? found[0];
  if (chosen === undefined) return undefined;
  const { capability, version } = chosen;
  const [url] = urlsOf(capability);
  return {
    version,
    why: `its capabilities say so (${capability.standardID})`,
    ...(named === undefined && url !== undefined ? { url } : {}),
  };
}

/** Of `…/std/SIA`, without a fragment, 1; of `…/std/SIA#query-2.0`, 2; registries add `#query-aux-2.0`. */
function versionOf(standardID: string): SiaVersion | undefined {
  const { key, version } = parseStandardId(standardID);
  if (key === undefined && (version === undefined || version.startsWith("1"))) return 1;
  return /^query\b/.test(key ?? "") && version?.startsWith("2") === true ? 2 : undefined;
}

/** Those of the standard's own interface first, that are open to anybody before others. */
function urlsOf({ interfaces }: Capability): readonly string[] {
  const isStandard = (role: string | undefined): boolean => /^std$/i.test(role ?? "");
  return [...interfaces]
    .filter(({ type }) => !/^web/i.test(type ?? ""))
    .sort((a, b) => Number(isStandard(b.role)) - Number(isStandard(a.role)))
    .sort((a, b) => a.securityMethods.length - b.securityMethods.length)
    .flatMap(({ accessUrls }) => accessUrls.map(({ url }) => url))
    .filter((url) => URL.canParse(url));
}

/** Without scheme, query and the slash at the end, in which addresses differ that are one. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(cleanBaseUrl(url));
  return `${host}${pathname.replace(/\/+$/, "")}`.toLowerCase();
}

async function byAsking(transport: Transport, baseUrl: string, options: OperationOptions): Promise<VersionVerdict> {
  const tries = [
    { parameters: [["MAXREC", "0"]], what: "MAXREC=0" },
    { parameters: [["FORMAT", "METADATA"]], what: "FORMAT=METADATA" },
  ] as const;
  const said: string[] = [];
  let last: unknown;
  for (const { parameters, what } of tries) {
    try {
      const { fields } = await fetchSelfDescription(transport, { url: baseUrl, parameters }, options);
      if (fields.length > 0) {
        const version = isSia1Table(fields) ? 1 : 2;
        return { version, why: `it answers ${what} with the columns of that version` };
      }
      said.push(`${what}: no columns`);
    } catch (failure) {
      if (!mayGoOn(failure)) throw failure;
      last = failure;
      said.push(`${what}: ${(failure as DalError).failure.serviceMessage ?? (failure as DalError).message}`);
    }
  }
  if (isDalError(last) && ["DAL_NETWORK", "DAL_TIMEOUT"].includes(last.code)) throw last;
  throw new DalError(
    "DAL_FORMAT",
    `${baseUrl} does not show which version of SIA it speaks, nor that it speaks any: it has no capabilities that say it, and does not describe itself (${said.join("; ")}). Say which: version 1 or 2.`,
    { url: baseUrl },
  );
}

/** Whether a failure is of the one question, so that another may fare better. */
function mayGoOn(failure: unknown): boolean {
  return (
    isDalError(failure) && !isUnreachable(failure) && !["DAL_ABORTED", "DAL_AUTH", "DAL_USAGE"].includes(failure.code)
  );
}
