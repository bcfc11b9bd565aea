import { childrenOf, type XmlElement } from "../xml/element.ts";
import { type XmlOptions, xmlError } from "../xml/options.ts";
import { parseXml } from "../xml/parse.ts";
import { type Capability, isOpen, readCapability, type ServiceInterface } from "./capability.ts";
import { isStandard } from "./standard-id.ts";

/**
 * Reads a capabilities document of VOSI, or the capabilities of a VOResource record.
 *
 * What is missing or repeated in it is read past: services describe themselves badly and work well.
 * @throws DalError DAL_FORMAT for what is neither, or no XML; DAL_LIMIT
 */
export function parseCapabilities(source: string | Uint8Array | XmlElement, options: XmlOptions = {}): Capability[] {
  const named = { what: "capabilities document", ...options };
  const root = typeof source === "string" || source instanceof Uint8Array ? parseXml(source, named) : source;
  const elements = childrenOf(root, "capability");
  if (root.local !== "capabilities" && elements.length === 0) {
    throw xmlError("DAL_FORMAT", `<${root.name}> is no list of capabilities.`, named, root);
  }
  return elements.map(readCapability);
}

/** The capabilities of a standard, and of one key of it where that is asked for (see `isStandard`). */
export function findCapabilities(capabilities: readonly Capability[], standard: string, key?: string): Capability[] {
  return capabilities.filter(({ standardID }) => isStandard(standardID, standard, key));
}

/** An interface of a capability, and one URL of it. */
export interface AccessPoint {
  readonly capability: Capability;
  readonly interface: ServiceInterface;
  readonly url: string;
}

/**
 * Where a standard is spoken, best first: the standard's own interface (`role="std"`) before others, one that is open to
 * anybody before one that asks who is there, https before http; mirrors last. Web pages and SOAP are left out.
 */
export function accessPoints(capabilities: readonly Capability[], standard: string, key?: string): AccessPoint[] {
  const points: (AccessPoint & { readonly rank: number })[] = [];
  for (const capability of findCapabilities(capabilities, standard, key)) {
    for (const entrance of capability.interfaces) {
      if (/^web(browser|service)$/i.test(entrance.type ?? "")) continue;
      const rank = (/^std$/i.test(entrance.role ?? "") ? 0 : 4) + (isOpen(entrance) ? 0 : 2);
      for (const { url } of entrance.accessUrls) {
        points.push({ capability, interface: entrance, url, rank: rank + (url.startsWith("https:") ? 0 : 1) });
      }
      for (const { url } of entrance.mirrorUrls) points.push({ capability, interface: entrance, url, rank: rank + 8 });
    }
  }
  return points.sort((a, b) => a.rank - b.rank).map(({ rank: _, ...point }) => point);
}
