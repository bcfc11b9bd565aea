import type { Datatype, Field, FieldMeta, LinkMeta, ValuesMeta } from "@armillary/columns";
import { DATATYPES } from "@armillary/columns";
import { type Arraysize, parseArraysize, UNBOUNDED } from "../cells/arraysize.ts";
import { isCharacter, layoutOf } from "../cells/layout.ts";
import { nullOf } from "../cells/null-value.ts";
import type { Reports } from "./reports.ts";
import { ATTRIBUTES, DATATYPE_ALIASES } from "./vocabulary.ts";

const TEXT_ATTRIBUTES = ["ID", "unit", "ucd", "utype", "xtype", "ref", "width", "precision", "type"] as const;

/** A FIELD or PARAM whose end tag has come: its attributes and what stood inside. */
export interface FieldParts {
  readonly element: "FIELD" | "PARAM";
  readonly attributes: ReadonlyMap<string, string>;
  readonly description: string | undefined;
  readonly values: readonly ValuesMeta[];
  readonly links: readonly LinkMeta[];
  /** Place in the table, for a name where there is none. */
  readonly index: number;
}

/**
 * Makes the description of a FIELD or PARAM (VOTable 1.5, section 4.1) and its shape.
 * Throws VOT_FIELD for a datatype or arraysize that makes no sense, unless `lenient`: then it is text of any length.
 */
export function buildField(
  parts: FieldParts,
  reports: Reports,
): { readonly field: Field; readonly arraysize: Arraysize } {
  const { element, attributes } = parts;
  const name = nameOf(parts, reports);
  const what = `${element} "${name}"`;
  const type = datatypeOf(what, attributes, reports);
  const arraysizeText = type.arraysize ?? attributes.get("arraysize");
  // One character in a string is as good an array as any.
  const plain = isCharacter(type.datatype) && arraysizeText?.trim() === "1";
  const arraysize = plain ? { fixed: [1], variable: false } : arraysizeOf(what, arraysizeText, reports);
  const extra = extraAttributes(element, attributes);
  const meta: FieldMeta = {
    name,
    datatype: type.datatype,
    ...(arraysizeText === undefined ? {} : { arraysize: arraysizeText }),
    ...pick(attributes, TEXT_ATTRIBUTES),
    ...(parts.description === undefined ? {} : { description: parts.description }),
    ...(parts.values.length === 0 ? {} : { values: parts.values }),
    ...(parts.links.length === 0 ? {} : { links: parts.links }),
    ...(extra === undefined ? {} : { extra }),
  };
  const nullWarning = nullOf(meta)?.warning;
  if (nullWarning !== undefined) reports.warn("W-NULL-VALUE", what, `${what}: ${nullWarning.message}`);
  return { field: { ...meta, layout: layoutOf(meta.datatype, arraysize) }, arraysize };
}

/** The attributes of `keys` that are there, under the names that the model has for them. */
export function pick<Key extends string>(
  attributes: ReadonlyMap<string, string>,
  keys: readonly Key[],
): Partial<Record<Key, string>> {
  const picked: Partial<Record<Key, string>> = {};
  for (const key of keys) {
    const value = attributes.get(key);
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

function nameOf({ element, attributes, index }: FieldParts, reports: Reports): string {
  const name = attributes.get("name");
  if (name !== undefined && name !== "") return name;
  if (name === "") {
    reports.warn("W-FIELD-NO-NAME", `${element} ""`, `${element} number ${index + 1} has an empty name`);
    return name;
  }
  const instead = attributes.get("ID") ?? (element === "FIELD" ? `col${index + 1}` : "");
  reports.warn("W-FIELD-NO-NAME", element, `${element} number ${index + 1} has no name; called "${instead}"`);
  return instead;
}

function datatypeOf(
  what: string,
  attributes: ReadonlyMap<string, string>,
  reports: Reports,
): { datatype: Datatype; arraysize?: string } {
  const written = attributes.get("datatype");
  const known = DATATYPES.find((datatype) => datatype === written?.trim());
  if (known !== undefined) return { datatype: known };
  const alias = written === undefined ? undefined : DATATYPE_ALIASES[written.trim()];
  if (alias !== undefined && written !== undefined && Object.hasOwn(DATATYPE_ALIASES, written.trim())) {
    reports.warn("W-DATATYPE-ALIAS", written, `${what} has the datatype "${written}"; read as ${alias.datatype}`);
    const datatype = alias.datatype as Datatype;
    return attributes.has("arraysize") || alias.arraysize === undefined
      ? { datatype }
      : { datatype, arraysize: alias.arraysize };
  }
  const problem = written === undefined ? `${what} has no datatype` : `${what} has the unknown datatype "${written}"`;
  // A PARAM's value is kept as text in any case (NED reports errors in PARAMs without a datatype); rows are not guessed at.
  if (!reports.lenient && what.startsWith("FIELD")) {
    throw reports.error("VOT_FIELD", `${problem} (VOTable 1.5 §4.1). With the option lenient it is read as text.`);
  }
  reports.warn("W-FIELD-NO-DATATYPE", what, `${problem}; read as char`);
  return { datatype: "char", arraysize: "*" };
}

function arraysizeOf(what: string, text: string | undefined, reports: Reports): Arraysize {
  const result = parseArraysize(text);
  if (result.ok) {
    // Of an array of one there is a note, for field and string alike.
    if (result.warning !== undefined && text?.trim() !== "1") {
      reports.warn("W-ARRAYSIZE", what, `${what}: ${result.warning.message}`);
    }
    return result.arraysize;
  }
  const problem = `${what} has the arraysize "${text}": ${result.reason}`;
  if (!reports.lenient && what.startsWith("FIELD")) {
    throw reports.error("VOT_FIELD", `${problem} (VOTable 1.5 §2.2). With the option lenient it is read as "*".`);
  }
  reports.warn("W-ARRAYSIZE", what, `${problem}; read as "*"`);
  return UNBOUNDED;
}

function extraAttributes(element: string, attributes: ReadonlyMap<string, string>): Record<string, string> | undefined {
  const known = ATTRIBUTES[element] ?? [];
  const extra = [...attributes].filter(([key]) => !known.includes(key) && !key.startsWith("xmlns"));
  return extra.length === 0 ? undefined : Object.fromEntries(extra);
}
