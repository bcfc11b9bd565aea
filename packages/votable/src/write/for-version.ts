import { wrongValue } from "../document/attribute-values.ts";
import { REQUIRED, SINCE } from "../document/vocabulary.ts";
import type { WriteDiagnostics } from "./diagnostics.ts";
import type { VotableVersion } from "./versions.ts";
import type { XmlElement, XmlNode } from "./xml.ts";

/** Attributes that are written whatever they hold: what they say is worth more than their form. */
const KEPT: ReadonlySet<string> = new Set([
  "COOSYS@system",
  "FIELD@ucd",
  "LINK@action",
  "LINK@content-type",
  "LINK@href",
  "TIMESYS@timeorigin",
]);

/**
 * The element without what `version` does not have (VOTable 1.5, section 9), and without attributes whose values the
 * schema does not allow. What is left out is reported. Undefined where the element itself is not in the version.
 */
export function forVersion(
  element: XmlElement,
  version: VotableVersion,
  diagnostics: WriteDiagnostics,
  parent = "",
): XmlElement | undefined {
  const { name, attributes = {}, children } = element;
  const since = SINCE[`${parent}/${name}`] ?? SINCE[name];
  if (since !== undefined && since > version) {
    const what = `<${name}>${parent === "" ? "" : ` in <${parent}>`}`;
    diagnostics.report("W-WRITE-ELEMENT", `${parent}/${name}`, `${what} is left out: VOTable has it since ${since}`);
    return undefined;
  }
  const kept = Object.entries(attributes).filter(([attribute, value]) => {
    const why = value === undefined ? undefined : whyNot(name, attribute, value, version);
    if (why === undefined) return true;
    const subject = `${name}@${attribute} ${why}`;
    diagnostics.report("W-WRITE-ATTRIBUTE", subject, `${attribute}="${value}" of <${name}> is left out: ${why}`);
    return false;
  });
  const inside = children?.flatMap((child): XmlNode[] => {
    if ("raw" in child) return [child];
    const fitting = forVersion(child, version, diagnostics, name);
    return fitting === undefined ? [] : [fitting];
  });
  return { ...element, attributes: Object.fromEntries(kept), ...(inside === undefined ? {} : { children: inside }) };
}

function whyNot(element: string, attribute: string, value: string, version: VotableVersion): string | undefined {
  const since = SINCE[`${element}@${attribute}`];
  if (since !== undefined && since > version) return `VOTable has it since ${since}`;
  // The schema of 1.2 alone has words here, which no media type is.
  if (version === "1.2" && element === "LINK" && attribute.startsWith("content-") && !/^[\w.:-]+$/.test(value)) {
    return "a word is due in VOTable 1.2";
  }
  if (KEPT.has(`${element}@${attribute}`) || REQUIRED[element]?.includes(attribute) === true) return undefined;
  const wrong = wrongValue(element, attribute, value, version);
  return wrong?.code === "W-ATTRIBUTE-VALUE" ? `${wrong.due} is due` : undefined;
}
