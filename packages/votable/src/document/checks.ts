import { wrongValue } from "./attribute-values.ts";
import type { Reports } from "./reports.ts";
import { ATTRIBUTES, DEPRECATED, REQUIRED, SINCE, UNTIL, UNWRITTEN } from "./vocabulary.ts";

/** What is told of departures. */
export type Warnings = Pick<Reports, "warn">;

const XML_ID = /^[\p{L}_][\p{L}\p{N}\p{M}._·-]*$/u;

/**
 * Reports attributes that an element does not have, has not in this version, must have and has not, or whose value is
 * not one they can have (VOTable 1.5, section 7.2 and appendix B).
 */
export function checkElement(
  local: string,
  attributes: ReadonlyMap<string, string>,
  version: string | undefined,
  reports: Reports,
): void {
  if (UNWRITTEN.has(local)) {
    reports.warn("W-ELEMENT-UNKNOWN", local, `No version of the standard has <${local}>; it is read all the same`);
  }
  checkSince("W-ELEMENT-VERSION", local, `<${local}>`, version, reports);
  checkDeprecated(local, `<${local}>`, version, reports);
  for (const key of REQUIRED[local] ?? []) {
    if (attributes.has(key) || version === "1.0") continue;
    reports.warn("W-ATTRIBUTE-MISSING", `${local}@${key}`, `${describe(local, attributes)} has no ${key}`);
  }
  for (const [key, value] of attributes) {
    if (key === "xmlns" || key.includes(":")) continue;
    checkAttribute(local, key, value, attributes, version, reports);
  }
}

const plainAttributes = new Map<string, Set<string>>();

/** Whether an attribute is one that every version has and none calls deprecated: of most there is no more to ask. */
function isPlain(local: string, key: string): boolean {
  let plain = plainAttributes.get(local);
  if (plain === undefined) {
    const places = (ATTRIBUTES[local] ?? []).filter((name) => name !== "ID");
    plain = new Set(
      places.filter((name) => {
        const place = `${local}@${name}`;
        return SINCE[place] === undefined && DEPRECATED[place] === undefined && UNTIL[place] === undefined;
      }),
    );
    // Names of elements are those of the standard here, but a document may have any.
    if (Object.hasOwn(ATTRIBUTES, local)) plainAttributes.set(local, plain);
  }
  return plain.has(key);
}

/** Reports what is odd about one attribute of an element. */
export function checkAttribute(
  local: string,
  key: string,
  value: string,
  attributes: ReadonlyMap<string, string>,
  version: string | undefined,
  reports: Warnings,
): void {
  if (isPlain(local, key) && wrongValue(local, key, value, version) === undefined) return;
  const place = `${local}@${key}`;
  if (ATTRIBUTES[local]?.includes(key) !== true) {
    const meant = ATTRIBUTES[local]?.find((known) => known.toLowerCase() === key.toLowerCase());
    const hint = meant === undefined ? "" : `: it is ${meant}`;
    reports.warn("W-ATTRIBUTE-UNKNOWN", place, `${local} has no attribute "${key}" in the standard${hint}`);
    return;
  }
  const what = `The attribute ${key} of ${local}`;
  checkSince("W-ATTRIBUTE-VERSION", place, what, version, reports);
  checkDeprecated(place, what, version, reports);
  const until = UNTIL[place];
  if (until !== undefined && version !== undefined && version > until) {
    reports.warn(
      "W-ATTRIBUTE-VERSION",
      place,
      `${what} is gone since VOTable ${until}, and the document says ${version}`,
    );
  }
  if (key === "ID" && !XML_ID.test(value)) reports.warn("W-ID", value, `The ID "${value}" is not an XML name`);
  const wrong = wrongValue(local, key, value, version);
  if (wrong === undefined) return;
  const found = `${describe(local, attributes)} has ${key}="${value.slice(0, 80)}", where ${wrong.due} is due`;
  reports.warn(wrong.code, `${place} ${value}`, found);
}

/** Reports what a version has only later in this place: `place` is `TABLE/INFO`, `INFO` or `INFO@unit`. */
export function checkSince(
  code: "W-ELEMENT-VERSION" | "W-ATTRIBUTE-VERSION",
  place: string,
  what: string,
  version: string | undefined,
  reports: Warnings,
): void {
  const since = SINCE[place];
  if (since === undefined || version === undefined || version >= since) return;
  reports.warn(code, place, `${what} exists since VOTable ${since}, and the document says ${version}`);
}

function checkDeprecated(place: string, what: string, version: string | undefined, reports: Warnings): void {
  const [from, to] = DEPRECATED[place] ?? [];
  const judged = version ?? "1.5";
  if (from === undefined || to === undefined || judged < from || judged > to) return;
  reports.warn("N-DEPRECATED", place, `${what} is deprecated ${from === to ? "in" : "since"} VOTable ${from}`);
}

/** Reports a namespace that is not the one of the version (VOTable 1.5, section 3): that of 1.3 since 1.3. */
export function checkNamespace(namespace: string, version: string | undefined, reports: Reports): void {
  const form = /^http:\/\/www\.ivoa\.net\/xml\/VOTable\/v(1\.[0-9])$/.exec(namespace);
  // Version 1.0 was a DTD, and had none.
  if (version === "1.0" && namespace === "") return;
  if (form !== null && (version === undefined || form[1] === (version > "1.3" ? "1.3" : version))) return;
  const found = namespace === "" ? "no namespace" : `the namespace "${namespace}"`;
  const due = `http://www.ivoa.net/xml/VOTable/v${version === undefined || version > "1.3" ? "1.3" : version}`;
  reports.warn("W-NAMESPACE", "", `The document has ${found}; ${due} is due`);
}

function describe(local: string, attributes: ReadonlyMap<string, string>): string {
  const name = attributes.get("name") ?? attributes.get("ID");
  return name === undefined || name === "" ? local : `${local} "${name.slice(0, 80)}"`;
}
