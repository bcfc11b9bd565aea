import type { FieldMeta, LinkMeta } from "@armillary/columns";
import type { Coosys, Group, Info, Param, Resource, Timesys } from "../model.ts";
import { WriteDiagnostics } from "./diagnostics.ts";
import { forVersion } from "./for-version.ts";
import { Identifiers } from "./identifiers.ts";
import {
  coosysElement,
  descriptionElement,
  fieldElement,
  groupElement,
  infoElement,
  linkElement,
  resourceElement,
  timesysElement,
} from "./metadata.ts";
import { type RawElements, rawElements } from "./raw-elements.ts";
import { rootAttributes, type VotableVersion } from "./versions.ts";
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
  /** XML of elements of other vocabularies, MIVOT's among them, each with the namespaces that it needs. */
  readonly raw?: readonly string[];
}

/** The elements of a document with one TABLE, for a version of the standard. */
export interface HeadElements {
  readonly root: XmlElement;
  /** With all that stands before the TABLE. */
  readonly resource: XmlElement;
  readonly table: XmlElement;
  /** What stands at the end of the RESOURCE. */
  readonly rest: RawElements["rest"];
  /** INFO behind the TABLE. */
  infoBehind(info: Info): XmlElement;
  /** RESOURCEs of type meta behind that of the table. */
  servicesBehind(services: readonly Resource[]): readonly XmlElement[];
}

/**
 * Prints a VOTable document of one RESOURCE with one TABLE that has no DATA: what the VOParquet convention keeps in a
 * Parquet file under `IVOA.VOTable-Parquet.content` (IVOA Note "Parquet in the VO" 1.0, section 2.2).
 *
 * Any string is escaped so that it reads back, but for characters that XML does not have, which become U+FFFD. An ID
 * that is no XML name or repeats another, a reference without its target, attributes that the standard does not
 * have (`extra`) and values that its schema does not allow are left out, for the document must be valid.
 * @param diagnostics - takes what is left out
 */
export function printVotableHead(head: VotableHead, diagnostics: WriteDiagnostics = new WriteDiagnostics()): string {
  const { root, resource, table, rest } = headElements(head, versionFor(head), diagnostics);
  const whole = { ...resource, children: [...(resource.children ?? []), table, ...rest] };
  return `${XML_DECLARATION}${printElement({ ...root, children: [whole] })}`;
}

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Frames of COOSYS before 1.5; since then there is a vocabulary (VOTable 1.5, section 3.4). */
const OLD_SYSTEMS = /^(?:eq_FK[45]|ecl_FK[45]|ICRS|galactic|supergalactic|xy|barycentric|geo_app)$/;

/** 1.4, which the peers of 2026 read without complaint, unless something needs 1.5. */
export function versionFor({ coosys = [] }: Pick<VotableHead, "coosys">): VotableVersion {
  const isNew = ({ refposition, system }: Coosys): boolean =>
    refposition !== undefined || (system !== undefined && !OLD_SYSTEMS.test(system));
  return coosys.some(isNew) ? "1.5" : "1.4";
}

/** What frames of the vocabulary were called before it (VOTable 1.5, section 3.4). */
const OLD_NAMES: Readonly<Record<string, string>> = {
  FK4: "eq_FK4",
  FK5: "eq_FK5",
  ECLIPTIC: "ecl_FK5",
  GALACTIC: "galactic",
  SUPER_GALACTIC: "supergalactic",
};

/** A frame by the name that the version has for it, where it has one. */
function frameFor(coosys: Coosys, version: VotableVersion, diagnostics: WriteDiagnostics): Coosys {
  const old = version < "1.5" && coosys.system !== undefined ? OLD_NAMES[coosys.system] : undefined;
  if (old === undefined) return coosys;
  const what = `COOSYS system="${coosys.system}" is written as "${old}", its name before VOTable 1.5`;
  diagnostics.report("W-WRITE-ATTRIBUTE", `COOSYS ${old}`, what);
  return { ...coosys, system: old };
}

/** The head as elements; what the version does not have is left out and reported. */
export function headElements(head: VotableHead, version: VotableVersion, diagnostics: WriteDiagnostics): HeadElements {
  const { params = [], infos = [], groups = [], links = [], coosys = [] } = head;
  const timesys = version < "1.4" ? [] : (head.timesys ?? []);
  if (timesys.length < (head.timesys ?? []).length) {
    diagnostics.report("W-WRITE-ELEMENT", "TIMESYS", "<TIMESYS> is left out: VOTable has it since 1.4");
  }
  reportUnwritten(head, diagnostics);
  reportLinkTexts(head, diagnostics);
  const ids = new Identifiers(idsOf({ ...head, timesys }));
  const { meta, rest } = rawElements(head.raw ?? [], diagnostics);
  const blocks: XmlElement[] =
    meta.length === 0 ? [] : [{ name: "RESOURCE", attributes: { type: "meta" }, children: meta }];
  // Before 1.2 a RESOURCE had its own RESOURCEs behind its TABLEs.
  const [before, behind] = version < "1.2" ? [[], blocks] : [blocks, []];
  // In document order: the first of two equal IDs is kept.
  const resource: XmlElement = {
    name: "RESOURCE",
    attributes: { type: "results" },
    children: [
      ...infos.map((info) => infoElement(info, ids)),
      ...coosys.map((system) => coosysElement(frameFor(system, version, diagnostics), ids)),
      ...timesys.map((system) => timesysElement(system, ids)),
      ...before,
    ],
  };
  const table: XmlElement = {
    name: "TABLE",
    attributes: { ID: ids.define(head.ID), name: head.name, ucd: head.ucd, utype: head.utype },
    children: [
      ...descriptionElement(head.description),
      ...params.map((param) => fieldElement(param, ids)),
      ...head.fields.map((field) => fieldElement(field, ids)),
      ...groups.map((group) => groupElement(group, ids)),
      ...links.map((link) => linkElement(link, ids)),
    ],
  };
  const reportIds = (code: "W-WRITE-ATTRIBUTE" | "W-WRITE-SERVICE"): void => {
    for (const what of ids.leftOut.splice(0)) diagnostics.report(code, what, `left out: ${what}`);
  };
  reportIds("W-WRITE-ATTRIBUTE");
  // Neither element is in some versions alone.
  const fitting = (element: XmlElement, parent: string): XmlElement =>
    forVersion(element, version, diagnostics, parent) ?? element;
  return {
    root: { name: "VOTABLE", attributes: rootAttributes(version) },
    resource: fitting(resource, "VOTABLE"),
    table: fitting(table, "RESOURCE"),
    rest: [...behind, ...rest],
    infoBehind: (info) => fitting(infoElement(info, ids), "RESOURCE"),
    servicesBehind(services) {
      const lost = new Set(head.fields.flatMap(({ ID = "" }) => (ID === "" || ids.has(ID) ? [] : [ID])));
      const kept = services.filter((service) => {
        const why = whyUnwritten(service, version, lost);
        if (why === undefined) return true;
        const label = service.ID ?? service.name ?? "without a name";
        diagnostics.report("W-WRITE-SERVICE", label, `service descriptor "${label}" is left out: ${why}`);
        return false;
      });
      // One may refer to another's.
      ids.expect(kept.flatMap((service) => [service.ID, ...idsOf({ ...service, fields: [] })]));
      const elements = kept.map((service) => {
        reportUnwritten({ ...service, fields: [] }, diagnostics);
        reportLinkTexts({ ...service, fields: [] }, diagnostics);
        return fitting(resourceElement(service, ids, rawElements(service.raw, diagnostics)), "VOTABLE");
      });
      // That a document repeats an ID among its services takes nothing from the table.
      reportIds("W-WRITE-SERVICE");
      return elements;
    },
  };
}

/** Why a service would be written without its parameters, or without what gives them values; `lost`: IDs that no FIELD is given. */
function whyUnwritten(
  { groups }: Resource,
  version: VotableVersion,
  lost: ReadonlySet<string | undefined>,
): string | undefined {
  if (version < "1.2" && groups.length > 0) return "VOTable has GROUP in RESOURCE since 1.2";
  const params = allGroups(groups).flatMap((group) => group.params);
  const param = params.find(({ ref, value }) => value.trim() === "" && lost.has(ref));
  return param && `its parameter "${param.name}" refers to ID="${param.ref}", which is no name of XML`;
}

/** What the schema has no place for. */
function reportUnwritten(head: VotableHead, diagnostics: WriteDiagnostics): void {
  for (const { name, extra = {} } of [...(head.params ?? []), ...head.fields]) {
    for (const attribute of Object.keys(extra)) {
      const what = `attribute "${attribute}" of "${name}" is left out: the standard does not have it`;
      diagnostics.report("W-WRITE-ATTRIBUTE", `${name} ${attribute}`, what);
    }
  }
  for (const { links, name = "" } of allGroups(head.groups ?? [])) {
    const what = `<LINK> in GROUP "${name}" is left out: the schema does not have it there`;
    if (links.length > 0) diagnostics.report("W-WRITE-ELEMENT", `GROUP ${name}`, what, links.length);
  }
}

/** LINK has text in the standard's examples of old, and in no schema. */
function reportLinkTexts(head: VotableHead, diagnostics: WriteDiagnostics): void {
  const { links = [], params = [], groups = [] } = head;
  const inGroups = allGroups(groups).flatMap((group) => group.params);
  const all = [...links, ...[...params, ...head.fields, ...inGroups].flatMap((field) => field.links ?? [])];
  const withText = all.filter(({ text = "" }) => text.trim() !== "").length;
  if (withText > 0) diagnostics.report("W-WRITE-ELEMENT", "LINK text", "text inside of <LINK> is left out", withText);
}

function allGroups(groups: readonly Group[]): Group[] {
  return groups.flatMap((group) => [group, ...allGroups(group.groups)]);
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
