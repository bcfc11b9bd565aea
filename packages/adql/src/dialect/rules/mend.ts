import type { ParseResult } from "../../language/parse.ts";
import type { Problem } from "../../problem.ts";
import type { DialectProfile } from "../profile.ts";
import type { Rule } from "../rule.ts";

/**
 * Errors of grammar that have one way out, which the parser names. A reserved word that stands for a name is quoted:
 * which words are reserved is a matter of versions and services. The others (`LIMIT 10`, a comment of C, a misspelled
 * keyword) are mistakes of people, and mended only when asked for, the first of them first, since others may follow from
 * it. Errors with several ways out, or none, stay.
 */
export function mendRule(all: boolean): Rule {
  return {
    name: "mend",
    apply: ({ parsed, profile }) => {
      const rewrites = hinderingProblems(parsed, profile).flatMap(({ code, severity, message, fixes = [] }) => {
        const [fix, ...others] = fixes;
        if (severity !== "error" || fix === undefined || others.length > 0) return [];
        return all || code === "ADQL_RESERVED" ? [{ reason: message, edits: fix.edits }] : [];
      });
      return { rewrites: all ? rewrites.slice(0, 1) : rewrites, objections: [] };
    },
  };
}

/** What the parser found, but for reserved words that the service takes as names. */
export function hinderingProblems({ text, problems }: ParseResult, { unreserved }: DialectProfile): readonly Problem[] {
  const words = unreserved?.value ?? [];
  if (words.length === 0) return problems;
  return problems.filter(
    ({ code, span }) => code !== "ADQL_RESERVED" || !words.includes(text.slice(span.start, span.end).toUpperCase()),
  );
}
