import type { Problem, ProblemCode } from "./problem.ts";

/** A text that is no right ADQL. `code`, `line` and `column` are those of its first error. */
export class AdqlError extends Error {
  override readonly name = "AdqlError";
  readonly code: ProblemCode;
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly problems: readonly Problem[];

  constructor(text: string, first: Problem | undefined, problems: readonly Problem[], options?: ErrorOptions) {
    super(first?.message ?? "There is no query in this text.", options);
    this.code = first?.code ?? "ADQL_SYNTAX";
    this.line = first?.line ?? 1;
    this.column = first?.column ?? 1;
    this.text = text;
    this.problems = problems;
  }
}

/** Whether something thrown is an AdqlError, of whichever copy of this package. */
export function isAdqlError(thrown: unknown): thrown is AdqlError {
  return thrown instanceof Error && thrown.name === "AdqlError";
}
