import type { FieldMeta, LinkMeta } from "@armillary/columns";
import type { Coosys, Group, Info, Param, Timesys } from "../model.ts";
import { Identifiers } from "./identifiers.ts";
import {
  coosysElement,
  descriptionElement,
  fieldElement,
  groupElement,
  infoElement,
  linkElement,
  timesysElement,
} from "./metadata.ts";
import { printElement, type XmlElement } from "./xml.ts";

/** What a table says of itself: all of it but the rows. */
export interface VotableHead {
  readonly fields: readonly FieldMeta[];
  readonly name?: string;
  readonly ID?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  readonly params?: readonly Omit<Param, "typed">[];
  readonly infos?: readonly Info[];
  readonly groups?: readonly Group[];
  readonly links?: readonly LinkMeta[];
  readonly coosys?: readonly Coosys[];
  readonly timesys?: readonly Timesys[];
}

/** Written as the newest version that the peers of 2026 read without complaint; COOSYS refposition needs the next. */
const VERSION = "1.4";
const REFPOSITION_VERSION = "1.5";
const NAMESPACE = "http://www.ivoa.net/xml/VOTable/v1.3";

/**
 * Prints a VOTable document of one RESOURCE with one TABLE that has no DATA: what the VOParquet convention keeps in a
 * Parquet file under `IVOA.VOTable-Parquet.content` (IVOA Note "Parquet in the VO" 1.0, section 2.2).
 *
 * Any string is escaped so that it reads back, but for characters that XML does not have, which become U+FFFD. An ID
 * that is no XML name or repeats another, a reference without its target and attributes that the standard does not
 * have (`extra`) are left out, for the document must be valid.
 */
export function printVotableHead(head: VotableHead): string {
  const ids = new Identifiers(idsOf(head));
  const { params = [], infos = [], groups = [], links = [], coosys = [], timesys = [] } = head;
  // In document order: the first of two equal IDs is kept.
  const resource: XmlElement = {
    name: "RESOURCE",
    attributes: { type: "results" },
    children: [
      ...infos.map((info) => infoElement(info, ids)),
      ...coosys.map((system) => coosysElement(system, ids)),
      ...timesys.map((system) => timesysElement(system, ids)),
      {
        name: "TABLE",
        attributes: { ID: ids.define(head.ID), name: head.name, ucd: head.ucd, utype: head.utype },
        children: [
          ...descriptionElement(head.description),
          ...params.map((param) => fieldElement(param, ids)),
          ...head.fields.map((field) => fieldElement(field, ids)),
          ...groups.map((group) => groupElement(group, ids)),
          ...links.map((link) => linkElement(link, ids)),
        ],
      },
    ],
  };
  const version = coosys.some((system) => system.refposition !== undefined) ? REFPOSITION_VERSION : VERSION;
  const root: XmlElement = { name: "VOTABLE", attributes: { version, xmlns: NAMESPACE }, children: [resource] };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${printElement(root)}`;
}

interface Identified {
  readonly ID?: string;
}

function idsOf(head: VotableHead): (string | undefined)[] {
  const { params = [], infos = [], groups = [], links = [], coosys = [], timesys = [] } = head;
  const flat: Identified[] = [head, ...infos, ...coosys, ...timesys, ...links];
  const within = [...params, ...head.fields].flatMap(identifiedInField);
  return [...flat, ...within, ...groups.flatMap(identifiedInGroup)].map(({ ID }) => ID);
}

function identifiedInField(field: FieldMeta | Omit<Param, "typed">): Identified[] {
  return [field, ...(field.values ?? []), ...(field.links ?? [])];
}

function identifiedInGroup(group: Group): Identified[] {
  return [group, ...group.params.flatMap(identifiedInField), ...group.groups.flatMap(identifiedInGroup)];
}
