import type { FunctionCall, Value } from "../../language/ast.ts";
import { quoteString } from "../../language/keywords.ts";
import type { TextEdit } from "../../problem.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { NOTHING, type Objection, type Rewrite, type Rule, type RuleContext, spanOf } from "../rule.ts";
import { constructorArguments, functionName, isCallOf } from "../spatial.ts";

/** Frames whose axes are those of ICRS, or so near (0.03 arcsec) that services take one for the other. */
const ICRS_LIKE: ReadonlySet<string> = new Set(["", "ICRS", "FK5", "J2000", "UNKNOWNFRAME"]);

/**
 * The first argument of POINT, CIRCLE, BOX and POLYGON: mandatory in ADQL 2.0, deprecated in 2.1 (section 4.2.5).
 * Without it services count in ICRS, or in what their tables are in.
 */
export const frameRule: Rule = {
  name: "frame",
  apply: (context) => {
    const { frame, title } = context.profile;
    if (frame === undefined) return NOTHING;
    const rewrites: Rewrite[] = [];
    const objections: Objection[] = [];
    for (const node of nodesBelow(context.query)) {
      if (!isCallOf(node, "POINT", "CIRCLE", "BOX", "POLYGON")) continue;
      const { frame: given, rest } = constructorArguments(node);
      const [first] = rest;
      if (first === undefined) continue;
      if (given === undefined) {
        if (frame.value !== "required" || !isWithoutFrame(node)) continue;
        const name = usualFrame(context);
        const { start } = spanOf(first);
        rewrites.push({
          reason: `${title} demands the frame as first argument; without it, coordinates are in ${name}`,
          edits: [{ span: { start, end: start }, text: `${quoteString(name)}, ` }],
        });
      } else if (frame.value !== "refused") {
        if (!acceptsFrame(context, given.value)) {
          objections.push({
            code: "ADQL_FRAME",
            severity: "warning",
            message: `${title} is not known to take the frame ${quoteString(given.value)}: give the coordinates in ${usualFrame(context)}.`,
            span: spanOf(given),
          });
        }
      } else if (isIcrsLike(given.value)) {
        rewrites.push({
          reason: `${title} takes no frame; without it, coordinates are in ICRS, and so they were`,
          edits: withoutFirst(context, node, given, first),
        });
      } else {
        objections.push({
          code: "ADQL_FRAME",
          severity: "error",
          message: `${title} takes no frame, and would read coordinates in ${quoteString(given.value)} as if they were in ICRS: convert them.`,
          span: spanOf(given),
        });
      }
    }
    // Some frames out and others not would make one frame of two: the query cannot be sent in any case.
    const isMixed = objections.some(({ severity }) => severity === "error");
    return { rewrites: isMixed ? [] : rewrites, objections };
  },
};

/** By the number of arguments: NULL may stand where the frame does. */
function isWithoutFrame(call: FunctionCall): boolean {
  const count = call.arguments.length;
  switch (functionName(call)) {
    case "POINT":
      return count === 2;
    case "CIRCLE":
      return count <= 3;
    case "BOX":
      return count <= 4;
    default:
      return count % 2 === 0 || call.arguments.every((value) => isCallOf(value, "POINT"));
  }
}

function usualFrame({ profile }: RuleContext): string {
  const names = profile.frameNames?.value ?? [];
  return names.includes("ICRS") ? "ICRS" : (names[0] ?? "ICRS");
}

function acceptsFrame({ profile }: RuleContext, frame: string): boolean {
  const names = profile.frameNames?.value;
  return names === undefined || frame.trim() === "" || names.includes(firstWord(frame));
}

function isIcrsLike(frame: string): boolean {
  return ICRS_LIKE.has(firstWord(frame));
}

/** `ICRS GEOCENTER`: only the axes matter for directions. */
function firstWord(frame: string): string {
  return frame.trim().toUpperCase().split(/\s+/)[0] ?? "";
}

/** Takes the first argument and its comma out, and the blanks behind them; a comment there stays. */
function withoutFirst({ parsed }: RuleContext, call: FunctionCall, frame: Value, next: Value): TextEdit[] {
  const { start, end } = spanOf(frame);
  const gap = parsed.text.slice(end, spanOf(next).start);
  if (/^\s*,\s*$/.test(gap)) return [{ span: { start, end: spanOf(next).start }, text: "" }];
  const inCall = spanOf(call);
  const comma = parsed.tokens.find((token) => token.start >= end && token.end <= inCall.end && token.text === ",");
  return [{ span: { start, end }, text: "" }, ...(comma === undefined ? [] : [{ span: comma, text: "" }])];
}
