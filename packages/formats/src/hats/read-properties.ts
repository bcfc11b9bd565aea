/**
 * Reads a file of Java properties, as `hats.properties` is one: `key=value`, comments behind `#` and `!`, lines that go on behind a backslash,
 * letters by their codes (`\u00e9`). Of a key that comes twice the last counts.
 */
export function readProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  const lines = text.replaceAll(/(?<!\\)((?:\\\\)*)\\\r?\n[ \t\f]*/g, "$1").split(/\r?\n/);
  for (const line of lines) {
    const entry = /^[ \t\f]*([^#!\s=:](?:\\.|[^\\\s=:])*)[ \t\f]*[=: \t\f]?[ \t\f]*(.*)$/.exec(line);
    if (entry !== null) properties.set(unescaped(entry[1] ?? ""), unescaped(entry[2] ?? "").trimEnd());
  }
  return properties;
}

const LETTERS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f" };

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (LETTERS[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
