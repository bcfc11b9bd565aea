const LONGEST = 2000;

/**
 * Text of a service as it may stand in Markdown: on one line, without control characters or signs that turn the direction
 * of writing, and with whatever would be a link, HTML, a heading or a list escaped.
 */
export function escapeMarkdown(text: string): string {
  const line = text
    .replace(/\s+/g, " ")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be left out
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .trim();
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
  return short
    .replace(/[\\`*_{}[\]<>#|~!&$]/g, "\\$&")
    .replace(/^([-+=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** A name, a type or a formula, in the letters of code. */
export function markdownCode(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const ticks = "`".repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** Lines of `**name**: value`, those without a value left out. */
export function markdownFacts(facts: readonly (readonly [name: string, value: string | undefined])[]): string {
  return facts
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `- ${name}: ${value}`)
    .join("\n");
}

/** Paragraphs, those that are empty left out. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
