import { AdqlError, type Problem, type ProblemCode, positionAt, type Span } from "@armillary/adql";

/** A place in the text of a query. */
export interface Located {
  readonly span?: Span;
}

/** Ends a translation: what stands there cannot be run. */
export type Refuse = (code: ProblemCode, node: Located, message: string) => never;

export function refusalsOf(text: string): Refuse {
  return (code, node, message) => {
    const span = node.span ?? { start: 0, end: 0 };
    const { line, column } = positionAt(text, span.start);
    const problem: Problem = { code, severity: "error", message, span, line, column };
    throw new AdqlError(text, problem, [problem]);
  };
}
