import { columnMarkdown, type DescribedColumn } from "./described-column.ts";
import type { HoverSubject } from "./hover.ts";
import { escapeMarkdown, markdownCode, markdownFacts, paragraphs } from "./markdown.ts";
import { printCount } from "./print-count.ts";

const MOST_COLUMNS = 20;

/** What hover() found, as an editor shows it. */
export function hoverMarkdown(subject: HoverSubject): string {
  switch (subject.kind) {
    case "column":
      return paragraphs(`Column ${markdownCode(nameWithOwner(subject))}`, columnMarkdown(subject));
    case "table": {
      const { name, title, description, columns, rows } = subject;
      return paragraphs(
        `Table ${markdownCode(name)}${title === undefined ? "" : `: ${escapeMarkdown(title)}`}`,
        description === undefined ? undefined : escapeMarkdown(description),
        markdownFacts([
          ["Columns", printCount(columns)],
          ["Rows", rows === undefined ? undefined : printCount(rows)],
        ]),
      );
    }
    case "alias":
      return paragraphs(
        `${markdownCode(subject.name)} is ${subject.of === "subquery" ? "a subquery" : markdownCode(subject.of)}`,
        listOf(subject.columns),
      );
    case "common-table":
      return paragraphs(`Table of WITH ${markdownCode(subject.name)}`, listOf(subject.columns));
    case "function":
      return paragraphs(
        subject.signatures.map(markdownCode).join("  \n"),
        subject.description === undefined ? undefined : escapeMarkdown(subject.description),
        subject.section,
      );
    case "keyword":
      return paragraphs(`**${subject.word}**`, subject.note);
    case "all-columns":
      return paragraphs(
        subject.known ? `All columns, ${printCount(subject.columns.length)}` : "All columns; not all are known",
        listOf(subject.columns),
      );
  }
}

function nameWithOwner({ name, of }: { readonly name: string; readonly of?: string }): string {
  return of === undefined ? name : `${of}.${name}`;
}

/** A line a column; of many the first, and how many more there are. */
function listOf(columns: readonly DescribedColumn[]): string {
  const lines = columns.slice(0, MOST_COLUMNS).map(({ name, type, unit, ucd }) => {
    const facts = [type, unit, ucd].filter((fact) => fact !== undefined).map(escapeMarkdown);
    return `- ${markdownCode(name)}${facts.length === 0 ? "" : ` ${facts.join(" · ")}`}`;
  });
  const more = columns.length - lines.length;
  return [...lines, ...(more > 0 ? [`- and ${printCount(more)} more`] : [])].join("\n");
}
