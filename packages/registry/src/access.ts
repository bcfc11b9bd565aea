import { RegistryError } from "./errors.ts";
import { isStandardRole } from "./normalise.ts";
import { type ProtocolName, protocolOf, protocolsNamed } from "./protocols.ts";
import type { RegistryRecord } from "./record.ts";
import { cleanAccessUrl } from "./urls.ts";

/** Where a protocol is spoken: what a client of that protocol is made of. */
export interface ServiceAccess {
  readonly protocol: ProtocolName;
  /** Of the standard, where the registry says. */
  readonly version?: string;
  /** Base URL, as a client can use it. */
  readonly url: string;
  /** Of the resource. */
  readonly ivoid?: string;
  readonly title?: string;
  readonly archive?: string;
  /** As the registry has it. */
  readonly standardId: string;
  readonly description?: string;
  /** The service is one of many datasets, of which the resource is one: that of TAP for a table. */
  readonly isAuxiliary: boolean;
  /** Nobody gets in without logging in. */
  readonly needsLogin: boolean;
  /** Other addresses of the same. */
  readonly mirrors: readonly string[];
  /** What was wrong with the URL in the registry, and was put right. */
  readonly repairs: readonly string[];
}

/** What to look for among the interfaces of a record. */
export interface AccessOptions {
  /** Default: all that are known here. */
  readonly protocol?: string | readonly string[];
  /** Of the standard: `1.1`, or `1` for all that begin with it. */
  readonly version?: string;
  /** Also interfaces of services that the record's data is only a part of (default true). */
  readonly auxiliary?: boolean;
}

interface Ranked extends ServiceAccess {
  readonly rank: number;
}

/**
 * The ways into a resource that clients can go, best first: the standard's own interface before others, the resource's own
 * service before one that it shares, open ones before those that ask who is there, https before http, newer versions before
 * older. The same address of the same protocol stands there once. Web pages, VOSI and addresses that are none are left out.
 * @throws RegistryError code REG_USAGE for a protocol that is not known
 */
export function accessPoints(record: RegistryRecord, options: AccessOptions = {}): readonly ServiceAccess[] {
  return ranked(record, options).map(({ rank: _, ...access }) => access);
}

/**
 * The one way into a resource that is meant.
 * @throws RegistryError codes REG_NO_SERVICE, with what there is; REG_AMBIGUOUS, with what could be meant, and how to say which
 */
export function chooseAccess(
  record: RegistryRecord,
  options: AccessOptions & { readonly url?: string } = {},
): ServiceAccess {
  const all = ranked(record, options);
  const wanted = options.url === undefined ? undefined : cleanAccessUrl(options.url);
  const points = wanted === undefined ? all : all.filter(({ url }) => "url" in wanted && url === wanted.url);
  const [best, ...others] = points;
  const name = nameOf(record);
  if (best === undefined) throw nothingFor(record, options, name);
  const equals = others.filter((other) => other.protocol !== best.protocol || !isBetter(best, other));
  if (equals.length === 0) {
    const { rank: _, ...access } = best;
    return access;
  }
  const list = [best, ...equals].map((access) => `  ${describeAccess(access)}`).join("\n");
  const protocols = [...new Set([best, ...equals].map(({ protocol }) => protocol))];
  const how =
    protocols.length > 1
      ? `Say which protocol: ${protocols.join(", ")}.`
      : "Say which version, or give the url of the one that is meant.";
  throw new RegistryError(
    "REG_AMBIGUOUS",
    `${name} has ${equals.length + 1} interfaces that could be meant:\n${list}\n${how}`,
  );
}

/** `sia2 2.0 at https://…` */
export function describeAccess({ protocol, version, url, isAuxiliary, needsLogin }: ServiceAccess): string {
  const traits = [isAuxiliary ? "auxiliary" : "", needsLogin ? "login needed" : ""].filter((trait) => trait !== "");
  return `${protocol}${version === undefined ? "" : ` ${version}`} at ${url}${traits.length === 0 ? "" : ` (${traits.join(", ")})`}`;
}

function ranked(record: RegistryRecord, { protocol, version, auxiliary = true }: AccessOptions): readonly Ranked[] {
  const asked = protocol === undefined ? undefined : typeof protocol === "string" ? [protocol] : protocol;
  const protocols = asked?.flatMap((each) => protocolsNamed(each));
  const points = new Map<string, Ranked>();
  for (const { standardId, description, interfaces } of record.capabilities) {
    const use = protocolOf(standardId);
    if (standardId === undefined || use === undefined) continue;
    if (protocols !== undefined && !protocols.includes(use.protocol)) continue;
    if (use.isAuxiliary && !auxiliary) continue;
    for (const each of interfaces) {
      if (each.type === "webbrowser" || each.type === "webservice" || each.type === "oaisoap") continue;
      const clean = cleanAccessUrl(each.url, use.protocol.name);
      if ("problem" in clean) continue;
      const spoken = each.version ?? use.version;
      if (version !== undefined && spoken !== version && spoken?.startsWith(`${version}.`) !== true) continue;
      const needsLogin = each.authenticatedOnly === true;
      const point: Ranked = {
        protocol: use.protocol.name,
        ...(spoken === undefined ? {} : { version: spoken }),
        url: clean.url,
        ...(record.ivoid === undefined ? {} : { ivoid: record.ivoid }),
        ...(record.title === undefined ? {} : { title: record.title }),
        ...(record.archive === undefined ? {} : { archive: record.archive }),
        standardId,
        ...(description === undefined ? {} : { description }),
        isAuxiliary: use.isAuxiliary,
        needsLogin,
        mirrors: each.mirrors.flatMap((mirror) => {
          const cleaned = cleanAccessUrl(mirror, use.protocol.name);
          return "url" in cleaned ? [cleaned.url] : [];
        }),
        repairs: clean.repairs,
        rank:
          (isStandardRole(each.role) ? 0 : 8) +
          (use.isAuxiliary ? 4 : 0) +
          (needsLogin ? 2 : 0) +
          (clean.url.startsWith("https:") ? 0 : 1),
      };
      const key = `${point.protocol} ${point.url}`;
      const before = points.get(key);
      if (before === undefined || isBetter(point, before)) points.set(key, point);
    }
  }
  return [...points.values()].sort((a, b) => (isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0));
}

/** By what the standards rank; of equals the newer version. */
function isBetter(a: Ranked, b: Ranked): boolean {
  return a.rank < b.rank || (a.rank === b.rank && compareVersions(a.version, b.version) > 0);
}

/** Above 0 where the first is newer; what does not say counts as oldest. */
function compareVersions(a: string | undefined, b: string | undefined): number {
  const [x, y] = [a, b].map((version) => (version ?? "").split(".").map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < Math.max(x?.length ?? 0, y?.length ?? 0); index += 1) {
    const difference = (x?.[index] ?? 0) - (y?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function nothingFor(
  record: RegistryRecord,
  { protocol, version, url }: AccessOptions & { url?: string },
  name: string,
): RegistryError {
  const asked = protocol === undefined ? "a protocol that is known here" : [protocol].flat().join(" or ");
  const what = `${asked}${version === undefined ? "" : ` ${version}`}${url === undefined ? "" : ` at ${url}`}`;
  const there = ranked(record, {});
  const problems = record.capabilities.flatMap(({ standardId, interfaces }) =>
    protocolOf(standardId) === undefined
      ? []
      : interfaces.flatMap((each) => {
          const clean = cleanAccessUrl(each.url);
          return "problem" in clean ? [clean.problem] : [];
        }),
  );
  const has =
    there.length > 0
      ? ` It has ${there.map(describeAccess).join("; ")}.`
      : problems.length > 0
        ? ` Its addresses are none: ${problems.join("; ")}.`
        : record.referenceUrl === undefined
          ? " It has no service that is known here."
          : ` It has no service that is known here; its page is ${record.referenceUrl}.`;
  return new RegistryError("REG_NO_SERVICE", `${name} has no interface of ${what}.${has}`);
}

function nameOf({ ivoid, title }: RegistryRecord): string {
  return ivoid ?? (title === undefined ? "The resource" : `"${title}"`);
}
