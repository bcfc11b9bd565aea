import type { Span } from "../language/ast.ts";
import type { Catalog } from "../schema/catalog.ts";
import { type FunctionDefinition, type FunctionForm, printForm } from "../schema/functions/function.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";
import { calledFunction } from "./argument.ts";
import { catalogOf } from "./catalog-of.ts";
import { describeParameter } from "./described-function.ts";
import type { Frame } from "./grammar-frame.ts";
import { GrammarState } from "./grammar-state.ts";
import { escapeMarkdown, paragraphs } from "./markdown.ts";
import { placeAt } from "./place.ts";

/** One form of a function. */
export interface Signature {
  /** `CIRCLE(lon, lat, radius)` */
  readonly label: string;
  /** Markdown. */
  readonly documentation: string;
  readonly parameters: readonly SignatureParameter[];
  /** The parameter that the place is; undefined where the form takes no more. */
  readonly activeParameter: number | undefined;
}

export interface SignatureParameter {
  /** Where it stands in the label. */
  readonly span: Span;
  readonly documentation: string;
}

export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  /** The first that takes as many arguments as there are. */
  readonly activeSignature: number;
}

/**
 * The function whose arguments an offset is among, with all its forms.
 * @returns undefined outside of calls, and in those of functions that nobody declares
 */
export function signatureHelp(
  text: string,
  offset: number,
  service?: ServiceMetadata | Catalog,
): SignatureHelp | undefined {
  const place = placeAt(text, offset);
  if (place.inside === "comment" && !endsString(text, offset)) return undefined;
  const { frames } = new GrammarState().read(place.before);
  const call = innermostCall(frames);
  if (call === undefined) return undefined;
  if (call.kind === "cast") return { signatures: [CAST], activeSignature: 0 };
  const definition = calledFunction(call, catalogOf(service));
  if (definition === undefined) return undefined;
  const signatures = definition.forms.map((form) => signatureOf(definition, form, call.argument));
  const first =
    place.before[place.before.findIndex(({ start }) => start === call.name[0]?.start) + call.name.length * 2];
  const framed = call.argument > 0 ? first?.kind === "string" : place.inside === "string";
  const fitting = definition.forms.findIndex(
    (form) => framed === (form.parameters[0]?.name === "coordsys") && takes(form, call.argument),
  );
  return { signatures, activeSignature: Math.max(0, fitting) };
}

/** Behind a string that has just been closed the call goes on. */
function endsString(text: string, offset: number): boolean {
  return text[offset - 1] === "'";
}

/** A parenthesis in an argument belongs to it, a subquery does not. */
function innermostCall(frames: readonly Frame[]): Frame | undefined {
  for (let index = frames.length - 1; index >= 0; index--) {
    const frame = frames[index];
    if (frame?.kind === "call" || frame?.kind === "cast") return frame;
    if (frame?.kind !== "group" && frame?.kind !== "case") return undefined;
  }
  return undefined;
}

function takes({ parameters, repeats }: FunctionForm, argument: number): boolean {
  return repeats !== undefined || argument < Math.max(1, parameters.length);
}

function signatureOf(definition: FunctionDefinition, form: FunctionForm, argument: number): Signature {
  const { name, description, section } = definition;
  const label = printForm(name, form);
  let from = name.length + 1;
  const parameters = form.parameters.map((parameter) => {
    const start = label.indexOf(parameter.name, from);
    from = start + parameter.name.length;
    return { span: { start, end: from }, documentation: describeParameter(parameter) };
  });
  return {
    label,
    documentation: paragraphs(description === undefined ? undefined : escapeMarkdown(description), section),
    parameters,
    activeParameter: activeParameter(form, argument),
  };
}

function activeParameter({ parameters, repeats }: FunctionForm, argument: number): number | undefined {
  if (argument < parameters.length) return argument;
  if (repeats === undefined) return undefined;
  const fixed = parameters.length - repeats.group;
  return fixed + ((argument - fixed) % repeats.group);
}

const CAST: Signature = {
  label: "CAST(value AS type)",
  documentation: "A value as another type.\n\nADQL 2.1, section 4.7.1",
  parameters: [
    { span: { start: 5, end: 10 }, documentation: "any value" },
    { span: { start: 14, end: 18 }, documentation: "INTEGER, DOUBLE PRECISION, VARCHAR, …" },
  ],
  activeParameter: 0,
};
