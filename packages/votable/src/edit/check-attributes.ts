import { parseArraysize } from "../cells/arraysize.ts";
import { checkAttribute, type Warnings } from "../document/checks.ts";
import { ATTRIBUTES, DATATYPE_ALIASES, REQUIRED } from "../document/vocabulary.ts";
import { VotableError } from "../errors.ts";
import { findIllegal } from "../xml/characters.ts";

/** Attributes without which an element is not what it is, beside those of the schema. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  VOTABLE: ["version"],
  FIELD: ["name", "datatype"],
  PARAM: ["name", "datatype"],
};

export interface AttributeContext {
  /** Of the document, in the standard's form. */
  readonly version: string | undefined;
  readonly notes: Warnings;
  /** Whether it is a FIELD whose values are written as text, and stay so. */
  readonly isText?: boolean;
}

/**
 * Whether an element of this kind may have its attributes changed so.
 * @param before - its attributes as they are
 * @throws VotableError VOT_EDIT for an attribute that the standard does not have there, that must stay, or that would
 * give rows or values another meaning. What the standard merely has otherwise is reported.
 */
export function checkAttributes(
  element: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  context: AttributeContext,
): void {
  const { version, notes, isText = false } = context;
  const known = ATTRIBUTES[element] ?? [];
  const what = `${element} "${before.get("name") ?? before.get("ID") ?? ""}"`;
  for (const key of before.keys()) {
    if (after.has(key) || !isKept(element, key)) continue;
    throw new VotableError("VOT_EDIT", `The attribute ${key} of ${what} must be there: set it, do not remove it.`);
  }
  for (const [key, value] of after) {
    if (before.get(key) === value) continue;
    if (!known.includes(key)) {
      throw new VotableError("VOT_EDIT", `${element} has no attribute "${key}". It has: ${known.join(", ")}.`);
    }
    if (element === "VOTABLE" && key === "version") {
      throw new VotableError("VOT_EDIT", "The version is not set: much of a document changes its meaning with it.");
    }
    checkCharacters(`${key} of ${what}`, value);
    checkAttribute(element, key, value, after, version, notes);
  }
  if (element === "FIELD" || element === "PARAM") checkShape(what, before, after, isText);
}

/** Throws VOT_EDIT for text that XML cannot have. */
export function checkCharacters(what: string, text: string): void {
  const at = findIllegal(text);
  const lone = /\p{Surrogate}/u.test(text);
  if (at < 0 && !lone) return;
  const which =
    at < 0 ? "half a surrogate pair" : `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`;
  throw new VotableError("VOT_EDIT", `The text for ${what} has a character that XML does not have: ${which}.`);
}

function isKept(element: string, key: string): boolean {
  return (KEPT[element] ?? []).includes(key) || (REQUIRED[element] ?? []).includes(key);
}

function checkShape(
  what: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  isText: boolean,
): void {
  const keys = ["datatype", "arraysize"].filter((key) => before.get(key) !== after.get(key));
  if (keys.length === 0 || shapeOf(before) === shapeOf(after)) return;
  // A string is the same string in either datatype, and wherever there is room for it.
  if (isText && isString(before) && isString(after) && after.get("arraysize")?.trim() === "*") return;
  const values = keys.map((key) => `${key}="${after.get(key) ?? ""}"`).join(" ");
  throw new VotableError(
    "VOT_EDIT",
    `${values} would give the values of ${what} another meaning: datatype and arraysize are not set on values that are ` +
      'there. Strings in TABLEDATA that stays TABLEDATA can get arraysize="*".',
  );
}

function isString(attributes: ReadonlyMap<string, string>): boolean {
  return /^(?:char|unicodeChar) \d* (?:true|false)$/.test(shapeOf(attributes));
}

/** Datatype and axes: what is the same here is read alike. */
function shapeOf(attributes: ReadonlyMap<string, string>): string {
  const written = attributes.get("datatype")?.trim() ?? "";
  const alias = Object.hasOwn(DATATYPE_ALIASES, written) ? DATATYPE_ALIASES[written] : undefined;
  const arraysize = parseArraysize(attributes.get("arraysize") ?? alias?.arraysize);
  const axes = arraysize.ok ? `${arraysize.arraysize.fixed.join("x")} ${arraysize.arraysize.variable}` : "unknown";
  return `${alias?.datatype ?? written} ${axes}`;
}
