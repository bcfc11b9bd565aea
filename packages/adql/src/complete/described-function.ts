import { printType } from "../schema/datatype.ts";
import { type FunctionDefinition, type Parameter, printForm, type ResultRule } from "../schema/functions/function.ts";
import { escapeMarkdown, markdownCode, paragraphs } from "./markdown.ts";

/** All forms of a function, each with what it gives: `POINT(lon, lat) → POINT`. */
export function signaturesOf({ name, forms }: FunctionDefinition): readonly string[] {
  return forms.map((form) => {
    const result = printResult(form.result.type);
    return `${printForm(name, form)}${result === undefined ? "" : ` → ${result}`}`;
  });
}

function printResult(type: ResultRule["type"]): string | undefined {
  if (type === "common" || "like" in type) return undefined;
  return type.name === "UNKNOWN" ? undefined : printType(type);
}

export function functionMarkdown(definition: FunctionDefinition): string {
  const { description, section, since, deprecated } = definition;
  const notes = [
    section,
    since === undefined ? undefined : `since ADQL ${since}`,
    deprecated === true ? "deprecated" : undefined,
  ];
  return paragraphs(
    signaturesOf(definition).map(markdownCode).join("  \n"),
    description === undefined ? undefined : escapeMarkdown(description),
    notes.filter(Boolean).join(" · "),
  );
}

/** `numeric, deg`: what an argument takes. */
export function describeParameter({ type, unit, literal, optional }: Parameter): string {
  const kind = type === "any" ? "any value" : literal === true ? `${type} literal` : type;
  return [kind, unit, optional === true ? "may be left out" : undefined].filter(Boolean).join(", ");
}
