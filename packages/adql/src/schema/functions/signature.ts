import { type DataType, familyOf, parseTypeWord } from "../datatype.ts";
import type { FunctionMetadata } from "../metadata.ts";
import type { FunctionDefinition, FunctionForm, Parameter, ParameterType, ResultRule } from "./function.ts";

const FAMILY_OF_WORD: ReadonlyMap<string, ParameterType> = new Map<string, ParameterType>([
  ["NUMERIC", "numeric"],
  ["NUMBER", "numeric"],
  ["TEXT", "character"],
  ["STRING", "character"],
  ["GEOMETRY", "geometry"],
  ["REGION", "geometry"],
  ["ANY", "any"],
]);

/**
 * Reads a declared signature: `ivo_healpix_index(order INTEGER, ra DOUBLE PRECISION, dec DOUBLE PRECISION) -> BIGINT`
 * (TAPRegExt 1.0, section 2.3; ADQL 2.1, section 4.3.2).
 *
 * Services also leave out the result, the names or the types of arguments, or a comma; what cannot be read takes
 * anything, so that no query is faulted for a declaration's fault.
 *
 * @returns undefined where there is not even a name
 */
export function parseSignature({ signature, description }: FunctionMetadata): FunctionDefinition | undefined {
  const text = signature.trim();
  const open = text.indexOf("(");
  const name = (open < 0 ? text : text.slice(0, open)).trim();
  if (!/^[A-Za-z_][\w.]*$/.test(name) || text.length > 5000) return undefined;
  const close = closingParenthesis(text, open);
  const parameters =
    open < 0 ? [] : splitArguments(text.slice(open + 1, close)).map((part) => parseParameter(part, name));
  const result = text.slice(close + 1).replace(/^\s*(?:->|=>|:|returns\b)\s*/i, "");
  const form: FunctionForm = {
    parameters:
      parameters.length > 0 && (open < 0 || parameters.includes(undefined))
        ? [ANYTHING]
        : parameters.filter(isParameter),
    ...(isOpen(name, parameters) || open < 0 ? { repeats: { group: 1, least: 0 } } : {}),
    result: resultOf(result, parameters.filter(isParameter)),
  };
  const described = description?.trim().replace(/\s+/g, " ") ?? "";
  return {
    name,
    kind: "user-defined",
    forms: [open < 0 ? { ...form, parameters: [ANYTHING] } : form],
    ...(described === "" ? {} : { description: described }),
    ...(/_agg$|histogram$|_stddev$|_variance$|_corr$/i.test(name) ? { aggregate: true as const } : {}),
  };
}

const ANYTHING: Parameter = { name: "value", type: "any" };

/** Undefined for what is no parameter: there the declaration is broken, and nothing is known of the others either. */
function parseParameter(text: string, name: string): Parameter | undefined {
  const words = text
    .trim()
    .replace(/^\[|\]$/g, "")
    .trim()
    .split(/\s+/);
  const [first = "", ...rest] = words;
  if (/^(\.\.\.|…)$/.test(first)) return undefined;
  if (rest.length === 0) {
    const alone = parameterType(first);
    return { name: first, type: alone ?? "any" };
  }
  const written = rest.join(" ");
  const type = parameterType(written);
  // Four words are two parameters, and a comma that was forgotten.
  if (type === undefined && rest.length > 2 && parameterType(rest[0] ?? "") !== undefined) return undefined;
  // ESA declares VARCHAR for arguments that take any type (esdc_nullif, esdc_case_condition; seen in 2024).
  if (type === "character" && /^esdc_/i.test(name)) return { name: first, type: "any" };
  return { name: first, type: type ?? "any" };
}

function parameterType(word: string): ParameterType | undefined {
  const known = FAMILY_OF_WORD.get(word.toUpperCase());
  if (known !== undefined) return known;
  const type = parseTypeWord(word);
  const family = familyOf(type);
  if (type.name === "POINT") return "point";
  return family === "unknown" || family === "null" ? undefined : family;
}

function resultOf(text: string, parameters: readonly Parameter[]): ResultRule {
  const written = text.trim();
  if (/^(geometry|any)$/i.test(written)) {
    const like = parameters.findIndex(({ type }) => type === "geometry" || type === "any");
    if (like >= 0) return { type: { like } };
  }
  const type: DataType = parseTypeWord(written);
  return { type };
}

/** ESA declares esdc_coalesce(n VARCHAR), and calls it with several; others have greatest and least of two. */
function isOpen(name: string, parameters: readonly (Parameter | undefined)[]): boolean {
  return (
    parameters.includes(undefined) || (parameters.length > 0 && /(^|_)(coalesce|greatest|least|concat)$/i.test(name))
  );
}

function isParameter(parameter: Parameter | undefined): parameter is Parameter {
  return parameter !== undefined;
}

/** Arguments between commas that stand in no brackets: `a NUMERIC(5, 2), b TEXT`. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character === "(" || character === "{") depth++;
    else if (character === ")" || character === "}") depth--;
    else if (at === text.length || (character === "," && depth === 0)) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  const stripped = parts.map((part) => part.trim());
  return stripped.length === 1 && stripped[0] === "" ? [] : stripped;
}

function closingParenthesis(text: string, open: number): number {
  if (open < 0) return text.length;
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && --depth === 0) return at;
  }
  return text.length;
}
