import type { MetadataEdit, Part, Place } from "@armillary/votable/edit";
import { InvalidArgumentError } from "commander";

/** What `--set`, `--unset`, `--param`, … say, before it is known what place they are about. */
export type EditWord = (at: Place) => MetadataEdit;

const ATTRIBUTES = [
  "description",
  "name",
  "ID",
  "unit",
  "ucd",
  "utype",
  "xtype",
  "ref",
  "width",
  "precision",
  "type",
  "value",
  "nrows",
  "datatype",
  "arraysize",
] as const;
const SET = new RegExp(`^(?:(.+?):)?(${ATTRIBUTES.join("|")})=([\\s\\S]*)$`);
const UNSET = new RegExp(`^(?:([\\s\\S]+):)?(${ATTRIBUTES.join("|")})$`);

const DATATYPE = "boolean|bit|unsignedByte|short|int|long|char|unicodeChar|float|double|floatComplex|doubleComplex";
const PARAM = new RegExp(`^([^=]+?)(?::(${DATATYPE})(?:\\[([\\dx*]+)\\])?)?=([\\s\\S]*)$`);

/** `ra:unit=deg` of a column (or PARAM), `name=gaia` of the place itself. */
export function parseSet(text: string): EditWord {
  const [, name, attribute = "", value = ""] = SET.exec(text) ?? [];
  if (attribute === "") {
    throw new InvalidArgumentError(`"${text}" is not COLUMN:ATTRIBUTE=VALUE with one of ${ATTRIBUTES.join(", ")}.`);
  }
  return change(name, attribute, value);
}

/** `ra:ucd`, or `utype` of the place itself. */
export function parseUnset(text: string): EditWord {
  const [, name, attribute = ""] = UNSET.exec(text) ?? [];
  if (attribute === "") {
    throw new InvalidArgumentError(`"${text}" is not COLUMN:ATTRIBUTE with one of ${ATTRIBUTES.join(", ")}.`);
  }
  return change(name, attribute, null);
}

function change(name: string | undefined, attribute: string, value: string | null): EditWord {
  const part: { part?: Part } = name === undefined ? {} : { part: { which: columnOf(name) } };
  return (at) =>
    attribute === "description"
      ? { kind: "describe", at, ...part, text: value }
      : { kind: "set", at, ...part, attributes: { [attribute]: value } };
}

/** `#3` is the column in that place. */
function columnOf(name: string): string | number {
  return /^#\d+$/.test(name) ? Number(name.slice(1)) : name;
}

/** `telescope=HST`, `epoch:double=2016.0`, `apex:double[2]=10 20`. */
export function parseParam(text: string): EditWord {
  const [, name = "", datatype, arraysize, value = ""] = PARAM.exec(text) ?? [];
  if (name === "") throw new InvalidArgumentError(`"${text}" is not NAME=VALUE, or NAME:DATATYPE=VALUE.`);
  const type = datatype === "char" && arraysize === undefined ? { datatype, arraysize: "*" } : { datatype, arraysize };
  const typed = Object.entries(type).flatMap(([key, told]) => (told === undefined ? [] : [[key, told] as const]));
  return (at) => ({
    kind: "put",
    at,
    element: "PARAM",
    attributes: { name, ...Object.fromEntries(typed), value },
  });
}

/** `creator=me`. */
export function parseInfo(text: string): EditWord {
  const [, name = "", value = ""] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === "") throw new InvalidArgumentError(`"${text}" is not NAME=VALUE.`);
  return (at) => ({ kind: "put", at, element: "INFO", attributes: { name, value } });
}

export function parseRemoval(element: "PARAM" | "INFO"): (text: string) => EditWord {
  return (which) => (at) => ({ kind: "remove", at, element, which });
}

export function parseDescription(text: string): EditWord {
  return (at) => ({ kind: "describe", at, text });
}
