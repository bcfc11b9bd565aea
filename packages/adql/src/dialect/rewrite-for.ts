import { analyse } from "../check/analyse.ts";
import type { Facts } from "../check/facts.ts";
import type { Query, Span } from "../language/ast.ts";
import { type ParseResult, parse } from "../language/parse.ts";
import { lineStartsOf, positionIn } from "../language/source.ts";
import type { Problem, TextEdit } from "../problem.ts";
import { type Catalog, createCatalog } from "../schema/catalog.ts";
import type { DialectProfile } from "./profile.ts";
import { type Objection, type Rewrite, type Rule, type RuleContext, spanOf } from "./rule.ts";
import { backslashRule } from "./rules/backslash.ts";
import { boxRule } from "./rules/box.ts";
import { commonTablesRule } from "./rules/common-tables.ts";
import { distanceRule } from "./rules/distance.ts";
import { frameRule } from "./rules/frame.ts";
import { ilikeRule } from "./rules/ilike.ts";
import { hinderingProblems, mendRule } from "./rules/mend.ts";
import { noGeometryRule } from "./rules/no-geometry.ts";
import { notEqualRule } from "./rules/not-equal.ts";
import { outerJoinRule } from "./rules/outer-join.ts";
import { pointsRule } from "./rules/points.ts";
import { rowsRule } from "./rules/rows.ts";
import { spatialCountRule, spatialFirstRule } from "./rules/spatial-limit.ts";
import { starRule } from "./rules/star.ts";
import { truthRule } from "./rules/truth.ts";
import { unavailableRule } from "./rules/unavailable.ts";
import { type DialectTarget, dialectOf } from "./target.ts";
import { startTrail, type Trail } from "./trail.ts";

export interface RewriteOptions {
  /** Rows that will be asked for by MAXREC. */
  readonly maxrec?: number;
  /** Mend errors of grammar that have one way out (`LIMIT 10` becomes TOP 10), not only reserved words. Default false. */
  readonly mend?: boolean;
}

/** One thing that was written otherwise. */
export interface RewriteChange {
  /** Stable: `frame`, `spatial-first`, … */
  readonly rule: string;
  readonly reason: string;
  /** The text that was there, and what stands there now. Earlier changes within are in both. */
  readonly before: string;
  readonly after: string;
  /** The place in the text that was given. */
  readonly span: Span;
}

export interface RewriteResult {
  /** The query as the service understands it: the text that was given, but for `changes`. */
  readonly text: string;
  readonly query: Query | undefined;
  /** In the order in which they were made. */
  readonly changes: readonly RewriteChange[];
  /** What could not be put right, and what the parser found; places are those of the text that was given. */
  readonly problems: readonly Problem[];
}

/** Each sees what the ones before it have made. */
const RULES: readonly Rule[] = [
  commonTablesRule,
  starRule,
  notEqualRule,
  outerJoinRule,
  ilikeRule,
  distanceRule,
  boxRule,
  noGeometryRule,
  pointsRule,
  frameRule,
  truthRule,
  spatialCountRule,
  spatialFirstRule,
  rowsRule,
  backslashRule,
  unavailableRule,
];

/**
 * Writes a query as a service understands it, changes as little of the text as can be (comments and layout stay), and
 * says what it changed and why. The answer of the query stays the same; what cannot be said to the service is a problem
 * (ADQL_FEATURE, ADQL_VERSION, ADQL_FRAME, ADQL_UNIT, ADQL_ROWS), never passed over. Doing it again changes nothing.
 *
 * Where nothing is known of the service, nothing is changed, but for reserved words that stand for names: they are
 * quoted. A text with other errors of grammar comes back as it is, with its problems.
 */
export function rewriteFor(
  input: string | ParseResult,
  target: DialectTarget,
  { maxrec, mend = false }: RewriteOptions = {},
): RewriteResult {
  const profile = dialectOf(target) ?? UNKNOWN;
  const catalog = createCatalog(("tapUrls" in target ? undefined : target.service) ?? {});
  const changes: RewriteChange[] = [];
  const objections: Objection[] = [];
  const start = typeof input === "string" ? parse(input) : input;
  let state: State = { trail: startTrail(start.text), parsed: start };
  const exhaust = (rule: Rule): void => {
    state = exhausted(rule, state, { profile, catalog, maxrec }, changes, objections);
  };
  exhaust(mendRule(mend));
  const isValid = hinderingProblems(state.parsed, profile).every(({ severity }) => severity !== "error");
  if (isValid) RULES.forEach(exhaust);
  const found = hinderingProblems(state.parsed, profile);
  const problems = located(start.text, found, objections, state.trail);
  return { text: state.trail.text, query: state.parsed.query, changes, problems };
}

const UNKNOWN: DialectProfile = { id: "unknown", title: "the service", tapUrls: [] };

/** A rule's places are fewer after each round; this many rounds are a fault of the rule. */
const MOST_ROUNDS = 1000;

interface State {
  readonly trail: Trail;
  readonly parsed: ParseResult;
}

/** The state in which a rule has nothing more to rewrite; its changes and objections are added to the lists. */
function exhausted(
  rule: Rule,
  start: State,
  target: Pick<RuleContext, "profile" | "maxrec"> & { readonly catalog: Catalog },
  changes: RewriteChange[],
  objections: Objection[],
): State {
  let { trail, parsed } = start;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { query } = parsed;
    if (query === undefined) return { trail, parsed };
    const { text } = parsed;
    const textOf: RuleContext["textOf"] = (node) => text.slice(spanOf(node).start, spanOf(node).end);
    const facts = (): Facts => analyse(query, target.catalog);
    const verdict = rule.apply({ ...target, parsed, query, facts, textOf });
    const now = compatible(verdict.rewrites);
    if (now.length === 0) {
      const { origin } = trail;
      objections.push(...verdict.objections.map((objection) => ({ ...objection, span: origin(objection.span) })));
      return { trail, parsed };
    }
    for (const rewrite of now) changes.push(changeOf(rule, rewrite, trail));
    trail = trail.edited(now.flatMap(({ edits }) => edits));
    parsed = parse(trail.text);
  }
  throw new Error(`The rule ${rule.name} finds no end. Please report this query: ${start.parsed.text}`);
}

/** The rewrites that do not touch one another, the first of the text first. */
function compatible(rewrites: readonly Rewrite[]): readonly Rewrite[] {
  const taken: Span[] = [];
  return rewrites.filter(({ edits }) => {
    const hull = hullOf(edits);
    if (taken.some(({ start, end }) => hull.start <= end && start <= hull.end)) return false;
    taken.push(hull);
    return true;
  });
}

function changeOf({ name }: Rule, { reason, edits }: Rewrite, trail: Trail): RewriteChange {
  const hull = hullOf(edits);
  const shifted = edits.map(({ span, text }) => ({
    span: { start: span.start - hull.start, end: span.end - hull.start },
    text,
  }));
  const before = trail.text.slice(hull.start, hull.end);
  return { rule: name, reason, before, after: startTrail(before).edited(shifted).text, span: trail.origin(hull) };
}

function hullOf(edits: readonly TextEdit[]): Span {
  return {
    start: Math.min(...edits.map(({ span }) => span.start)),
    end: Math.max(...edits.map(({ span }) => span.end)),
  };
}

/** Problems and objections in the places of the first text. Quick fixes would be of the last one, and are left out. */
function located(
  text: string,
  found: readonly Problem[],
  objections: readonly Objection[],
  { origin }: Trail,
): readonly Problem[] {
  const lines = lineStartsOf(text);
  return [...found.map(({ fixes: _fixes, ...problem }) => ({ ...problem, span: origin(problem.span) })), ...objections]
    .map((problem) => ({ ...problem, ...positionIn(lines, problem.span.start) }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
