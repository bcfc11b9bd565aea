import { readServiceTime, type ServiceTime } from "../values/timestamp.ts";
import { childrenOf, childText, isTrue, textOf, type XmlElement } from "../xml/element.ts";
import { type XmlOptions, xmlError } from "../xml/options.ts";
import { parseXml } from "../xml/parse.ts";

/** Whether a service works, and what its keepers say about that (VOSI 1.1, section 3). */
export interface Availability {
  /** Absent where the document does not say. */
  readonly available?: boolean;
  readonly upSince?: ServiceTime;
  readonly downAt?: ServiceTime;
  readonly backAt?: ServiceTime;
  readonly notes: readonly string[];
}

/**
 * Reads an availability document.
 * @throws DalError DAL_FORMAT for another document, or no XML; DAL_LIMIT
 */
export function parseAvailability(source: string | Uint8Array | XmlElement, options: XmlOptions = {}): Availability {
  const named = { what: "availability document", ...options };
  const root = typeof source === "string" || source instanceof Uint8Array ? parseXml(source, named) : source;
  if (root.local !== "availability") {
    throw xmlError("DAL_FORMAT", `<${root.name}> says nothing of availability.`, named, root);
  }
  const available = isTrue(childText(root, "available"));
  return {
    ...(available === undefined ? {} : { available }),
    ...timeIn(root, "upSince"),
    ...timeIn(root, "downAt"),
    ...timeIn(root, "backAt"),
    notes: childrenOf(root, "note").flatMap((note) => textOf(note) ?? []),
  };
}

function timeIn<Name extends string>(root: XmlElement, name: Name): { readonly [Key in Name]?: ServiceTime } {
  const text = childText(root, name);
  return text === undefined ? {} : ({ [name]: readServiceTime(text) } as { [Key in Name]: ServiceTime });
}
