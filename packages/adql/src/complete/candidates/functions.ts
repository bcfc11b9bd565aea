import { type FeatureType, isFeatureType } from "../../language/features.ts";
import type { AdqlVersion } from "../../language/keywords.ts";
import type { Catalog } from "../../schema/catalog.ts";
import { AGGREGATES } from "../../schema/functions/aggregates.ts";
import { type FunctionDefinition, type FunctionForm, printForm } from "../../schema/functions/function.ts";
import { functionMarkdown } from "../described-function.ts";
import { matchOf } from "../prefix-index.ts";
import { type Draft, matchPenalty, type Request, SCORES } from "../request.ts";
import { type Wanted, wantedAt } from "../wanted.ts";

/** Clauses in which rows have been grouped, so that aggregates may stand there. */
const AGGREGATING: ReadonlySet<string> = new Set(["select", "having", "order"]);

/** Constructors in the order in which they are needed. */
const GEOMETRIES = ["POINT", "CIRCLE", "POLYGON", "BOX", "REGION", "CENTROID"];

/** Functions of the standard, with CAST and where they may stand the aggregates, and those that the service declares. */
export function functionDrafts(request: Request): Draft[] {
  const { place, catalog, state, version } = request;
  if (place.quoted || place.qualifier.length > 0) return [];
  const wanted = wantedAt(request);
  const aggregates = AGGREGATING.has(state.query.clause) ? Object.values(AGGREGATES) : [];
  const drafts: Draft[] = [];
  for (const definition of [...aggregates, ...catalog.functions.all()]) {
    if (version === "2.0" && definition.since === "2.1") continue;
    const match = matchOf(definition.name, place.typed);
    if (match === undefined) continue;
    drafts.push({
      ...functionDraft(definition, request),
      score: scoreOf(definition, catalog, wanted) + matchPenalty(match),
    });
  }
  if (version !== "2.0" && matchOf("CAST", place.typed) !== undefined) drafts.push(castDraft(request));
  return drafts;
}

function functionDraft(definition: FunctionDefinition, { place, version }: Request): Omit<Draft, "score"> {
  const { name } = definition;
  const form = preferredForm(definition.forms, version);
  const called = place.after[0]?.text === "(";
  return {
    label: name === "COUNT" ? "COUNT(*)" : form === undefined ? `${name}()` : printForm(name, form),
    kind: "function",
    insertText: called ? name : `${name}(`,
    ...(called || form === undefined ? {} : { snippet: snippetOf(name, form) }),
    filterText: name,
    document: () => functionMarkdown(definition),
  };
}

/** With a coordinate system where 2.0 wants it, else without. */
function preferredForm(forms: readonly FunctionForm[], version: AdqlVersion): FunctionForm | undefined {
  const framed = version === "2.0";
  return forms.find(({ parameters }) => (parameters[0]?.name === "coordsys") === framed) ?? forms[0];
}

/** `CIRCLE(${1:lon}, ${2:lat}, ${3:radius})`; of parameters that repeat as many as must be there. */
function snippetOf(name: string, { parameters, repeats }: FunctionForm): string {
  const needed = parameters.filter(({ optional }) => optional !== true).map((parameter) => parameter.name);
  const group = repeats === undefined ? [] : needed.slice(-repeats.group);
  for (let times = 1; repeats !== undefined && times < repeats.least; times++) needed.push(...group);
  const places = needed.map((parameter, index) => {
    const shown = name === "COUNT" ? "*" : parameter.replace(/[\\$}]/g, "\\$&");
    const stop = `\${${index + 1}:${shown}}`;
    return parameter === "coordsys" ? `'\${${index + 1}:ICRS}'` : stop;
  });
  const rest = needed.length === 0 && parameters.length > 0 ? "$1" : "";
  return `${name}(${places.join(", ")}${rest})`;
}

function castDraft({ place }: Request): Draft {
  const called = place.after[0]?.text === "(";
  return {
    label: "CAST(value AS type)",
    kind: "function",
    insertText: called ? "CAST" : "CAST(",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
    ...(called ? {} : { snippet: "CAST(${1:value} AS ${2:INTEGER})" }),
    filterText: "CAST",
    document: () => "A value as another type.\n\nADQL 2.1, section 4.7.1",
    score: SCORES.function,
  };
}

function scoreOf({ name, feature, kind }: FunctionDefinition, catalog: Catalog, { family }: Wanted): number {
  const order = GEOMETRIES.indexOf(name);
  if (feature !== undefined && isMissing(catalog, feature.type, feature.form)) return SCORES.last;
  if (family === "geometry" && order >= 0) return SCORES.wanted + GEOMETRIES.length + order;
  return SCORES.function + (kind === "user-defined" ? 20 : 0);
}

/** Whether a service that lists its features leaves this one out. */
function isMissing({ service: { features } }: Catalog, type: string, form: string): boolean {
  if (features === undefined || features.length === 0) return false;
  return !features.some(
    (declared) =>
      isFeatureType(declared.type, type.toLowerCase() as FeatureType) && declared.form.toUpperCase() === form,
  );
}
