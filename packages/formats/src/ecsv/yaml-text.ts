/** What is printed: absent entries are left out, numbers and integers stand bare, text is quoted where it must be. */
export type YamlValue =
  | string
  | boolean
  | YamlNumber
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue | undefined };

/** A number in a spelling that YAML takes for one. */
export class YamlNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Texts that every YAML, 1.1 included, takes as such without quotes. */
const BARE = /^[A-Za-z_][\w./-]*$/;
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** On one line: `{name: ra, unit: deg, values: [{"null": "-1"}]}`. */
export function printFlow(value: YamlValue): string {
  if (typeof value === "string") return printText(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof YamlNumber) return value.text;
  if (Array.isArray(value)) return `[${(value as readonly YamlValue[]).map(printFlow).join(", ")}]`;
  const entries = Object.entries(value).filter((entry): entry is [string, YamlValue] => entry[1] !== undefined);
  return `{${entries.map(([key, item]) => `${printText(key)}: ${printFlow(item)}`).join(", ")}}`;
}

/** Text as itself where that is safe, else in double quotes, with the escapes that JSON and YAML share. */
export function printText(text: string): string {
  if (BARE.test(text) && !WORDS.test(text)) return text;
  return JSON.stringify(text).replace(NOT_PRINTABLE, escaped);
}

/** What JSON leaves as it is, and YAML does not have (YAML 1.2, section 5.1) or takes for the end of a line. */
const NOT_PRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
