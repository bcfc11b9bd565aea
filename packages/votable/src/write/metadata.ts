import type { FieldMeta, LinkMeta, OptionMeta, ValuesMeta } from "@armillary/columns";
import type { Coosys, Group, Info, Param, Reference, Resource, Timesys } from "../model.ts";
import type { Identifiers } from "./identifiers.ts";
import type { RawElements } from "./raw-elements.ts";
import type { XmlElement } from "./xml.ts";

/** DESCRIPTION, as a list to spread: empty without text. */
export function descriptionElement(description: string | undefined): XmlElement[] {
  return description === undefined || description === "" ? [] : [{ name: "DESCRIPTION", text: description }];
}

/** FIELD, or PARAM when there is a value (VOTable 1.5, section 4.1). `extra` attributes are not written. */
export function fieldElement(field: FieldMeta | Omit<Param, "typed">, ids: Identifiers): XmlElement {
  const { name, datatype, arraysize, unit, ucd, utype, xtype, width, precision, type } = field;
  const value = "value" in field ? field.value : undefined;
  const ID = ids.define(field.ID);
  const ref = ids.refer(field.ref);
  return {
    name: value === undefined ? "FIELD" : "PARAM",
    attributes: { ID, name, datatype, arraysize, xtype, unit, ucd, utype, ref, width, precision, type, value },
    children: [
      ...descriptionElement(field.description),
      ...(field.values ?? []).map((values) => valuesElement(values, ids)),
      ...(field.links ?? []).map((link) => linkElement(link, ids)),
    ],
  };
}

/** INFO, whose text stands inside; a description, which has no place of its own, where there is no text. */
export function infoElement(info: Info, ids: Identifiers): XmlElement {
  const { name, value, unit, ucd, utype, xtype } = info;
  const text = info.text ?? info.description;
  return {
    name: "INFO",
    attributes: { ID: ids.define(info.ID), name, value, xtype, unit, ucd, utype, ref: ids.refer(info.ref) },
    ...(text === undefined ? {} : { text }),
  };
}

/** COOSYS; the ID, which the schema wants, is made up where there is none. */
export function coosysElement(coosys: Coosys, ids: Identifiers): XmlElement {
  const { system, equinox, epoch, refposition, text } = coosys;
  return {
    name: "COOSYS",
    attributes: { ID: ids.require(coosys.ID, "coosys"), system, equinox, epoch, refposition },
    ...(text === undefined ? {} : { text }),
  };
}

/** TIMESYS; what the schema wants and the model lacks is `UNKNOWN`, a word of the IVOA vocabularies. */
export function timesysElement(timesys: Timesys, ids: Identifiers): XmlElement {
  const { timescale = "UNKNOWN", refposition = "UNKNOWN", timeorigin } = timesys;
  return {
    name: "TIMESYS",
    attributes: { ID: ids.require(timesys.ID, "timesys"), timeorigin, timescale, refposition },
  };
}

/** GROUP with what it holds. References without a target are left out. */
export function groupElement(group: Group, ids: Identifiers): XmlElement {
  const { name, ucd, utype } = group;
  return {
    name: "GROUP",
    attributes: { ID: ids.define(group.ID), name, ucd, utype, ref: ids.refer(group.ref) },
    children: [
      ...descriptionElement(group.description),
      ...group.fieldRefs.flatMap((reference) => referenceElement("FIELDref", reference, ids)),
      ...group.paramRefs.flatMap((reference) => referenceElement("PARAMref", reference, ids)),
      ...group.params.map((param) => fieldElement(param, ids)),
      ...group.groups.map((inner) => groupElement(inner, ids)),
    ],
  };
}

/** RESOURCE of type meta, without tables and RESOURCEs inside (VOTable 1.5, section 3.2). */
export function resourceElement(resource: Resource, ids: Identifiers, { meta, rest }: RawElements): XmlElement {
  const { name, utype } = resource;
  return {
    name: "RESOURCE",
    attributes: { ID: ids.define(resource.ID), name, type: "meta", utype },
    children: [
      ...descriptionElement(resource.description),
      ...resource.infos.map((info) => infoElement(info, ids)),
      ...resource.coosys.map((coosys) => coosysElement(coosys, ids)),
      ...resource.timesys.map((timesys) => timesysElement(timesys, ids)),
      ...resource.params.map((param) => fieldElement(param, ids)),
      ...resource.groups.map((group) => groupElement(group, ids)),
      ...resource.links.map((link) => linkElement(link, ids)),
      ...meta,
      ...rest,
    ],
  };
}

/** LINK (VOTable 1.5, section 3.7). */
export function linkElement(link: LinkMeta, ids: Identifiers): XmlElement {
  const { contentRole, contentType, title, value, href, gref, action } = link;
  return {
    name: "LINK",
    attributes: {
      ID: ids.define(link.ID),
      "content-role": contentRole,
      "content-type": contentType,
      title,
      value,
      href,
      gref,
      action,
    },
  };
}

/** VALUES (VOTable 1.5, section 4.7): one that refers to another has all from that. */
function valuesElement(values: ValuesMeta, ids: Identifiers): XmlElement {
  const { type, null: nullText, min, max, options = [] } = values;
  const ID = ids.define(values.ID);
  const ref = ids.refer(values.ref);
  const isAllElsewhere = min === undefined && max === undefined && options.length === 0 && type === undefined;
  if (ref !== undefined && isAllElsewhere) return { name: "VALUES", attributes: { ID, ref } };
  return {
    name: "VALUES",
    attributes: { ID, type, null: nullText, ref },
    children: [
      ...(min === undefined ? [] : [boundElement("MIN", min)]),
      ...(max === undefined ? [] : [boundElement("MAX", max)]),
      ...options.map(optionElement),
    ],
  };
}

function boundElement(name: "MIN" | "MAX", bound: { readonly value: string; readonly inclusive: boolean }): XmlElement {
  return { name, attributes: { value: bound.value, inclusive: bound.inclusive ? undefined : "no" } };
}

function optionElement(option: OptionMeta): XmlElement {
  return {
    name: "OPTION",
    attributes: { name: option.name, value: option.value },
    children: (option.options ?? []).map(optionElement),
  };
}

function referenceElement(name: "FIELDref" | "PARAMref", reference: Reference, ids: Identifiers): XmlElement[] {
  const ref = ids.refer(reference.ref);
  return ref === undefined ? [] : [{ name, attributes: { ref, ucd: reference.ucd, utype: reference.utype } }];
}
