import { printTimestamp } from "@armillary/dali";
import type { ServerContext } from "../context.ts";
import { element, type XmlNode } from "../xml.ts";

/** That the services can be used, and since when (VOSI 1.1, section 3). */
export function availabilityDocument({ startedMs, turns }: ServerContext): XmlNode {
  return element(
    "vosi:availability",
    { "xmlns:vosi": "http://www.ivoa.net/xml/VOSIAvailability/v1.0" },
    element("vosi:available", "true"),
    element("vosi:upSince", printTimestamp(startedMs, { civil: true })),
    element("vosi:note", `${turns.running} queries are running, ${turns.waiting} are waiting.`),
  );
}
