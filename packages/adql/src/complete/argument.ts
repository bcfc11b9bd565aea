import type { Inferred } from "../check/value.ts";
import type { FunctionCall, Value } from "../language/ast.ts";
import type { Catalog } from "../schema/catalog.ts";
import { AGGREGATES } from "../schema/functions/aggregates.ts";
import {
  type FunctionDefinition,
  type FunctionForm,
  type Parameter,
  parameterAt,
} from "../schema/functions/function.ts";
import type { Frame } from "./grammar-frame.ts";
import type { Request } from "./request.ts";

/** The argument that a place is, where it is the whole of one so far. */
export interface ArgumentWanted {
  /** The function, as its definition has it. */
  readonly name: string;
  readonly parameter: Parameter;
  /** What is known of all arguments that are there. */
  readonly given: readonly Inferred[];
  /** A coordinate system could stand here instead. */
  readonly framed: boolean;
}

/** The function that a frame of kind `call` calls, if it is known. */
export function calledFunction({ name }: Frame, catalog: Catalog): FunctionDefinition | undefined {
  const words = name.map(({ text }) => text);
  const [only] = words;
  if (words.length === 1 && only !== undefined && only in AGGREGATES) {
    return AGGREGATES[only as keyof typeof AGGREGATES];
  }
  return catalog.functions.find(words.join("."))?.definition;
}

export function argumentWanted({ state, catalog, around, place, version }: Request): ArgumentWanted | undefined {
  const { top } = state;
  if (top.kind !== "call" || top.phase !== "operand") return undefined;
  const definition = calledFunction(top, catalog);
  if (definition === undefined) return undefined;
  const call = callAt(around.facts?.calls.keys() ?? [], top, place.span.start);
  const given = (call?.arguments ?? []).map(
    (value) => around.facts?.values.get(value) ?? ({ type: { name: "UNKNOWN" } } as const),
  );
  const literal = place.inside === "string" || version === "2.0";
  const parameter = parameterOf(definition.forms, top.argument, call?.arguments ?? [], literal);
  if (parameter === undefined) return undefined;
  const framed = top.argument === 0 && definition.forms.some(({ parameters }) => parameters[0]?.name === "coordsys");
  return { name: definition.name, parameter, given, framed };
}

function callAt(calls: Iterable<object>, { name }: Frame, offset: number): FunctionCall | undefined {
  const start = name[0]?.start;
  for (const call of calls as Iterable<FunctionCall>) {
    if (call.kind === "FunctionCall" && call.span?.start === start && offset >= (start ?? 0)) return call;
  }
  return undefined;
}

/** Of several forms the one that fits what is given: with a coordinate system where the first argument is a string. */
function parameterOf(
  forms: readonly FunctionForm[],
  index: number,
  given: readonly Value[],
  literal: boolean,
): Parameter | undefined {
  const framed = index === 0 ? literal : given[0]?.kind === "StringLiteral";
  const fitting = forms.filter(({ parameters }) => (parameters[0]?.literal === true) === framed);
  const candidates = fitting.length > 0 ? fitting : forms;
  for (const form of candidates) {
    const parameter = parameterAt(form, index);
    if (parameter !== undefined) return parameter;
  }
  return undefined;
}
