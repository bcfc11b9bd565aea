import type { Token } from "../../language/token.ts";
import { describeKeyword } from "../keyword-notes.ts";
import { matchOf } from "../prefix-index.ts";
import { type Draft, matchPenalty, type Request, SCORES } from "../request.ts";

/** Beginnings of values that are SQL and not ADQL, or that seldom stand where they may. */
const RARE: ReadonlySet<string> = new Set(["CASE", "NULL", "ALL"]);

export function keywordDrafts({ place, expectation }: Request): Draft[] {
  const { typed, quoted, qualifier, after } = place;
  if (quoted || qualifier.length > 0) return [];
  const drafts: Draft[] = [];
  for (const [index, label] of expectation.keywords.entries()) {
    if (matchOf(label, typed) !== "whole") continue;
    const words = label.split(" ");
    drafts.push({
      label,
      kind: "keyword",
      insertText: withoutWordsThatFollow(words, after).join(" "),
      filterText: label,
      document: () => describeKeyword(words[0] ?? label),
      score:
        matchPenalty("whole") +
        (expectation.slot === "value" && RARE.has(label) ? SCORES.last : SCORES.keyword) +
        index,
    });
  }
  return drafts;
}

/** `GROUP` before `BY`. */
function withoutWordsThatFollow(words: readonly string[], [next]: readonly Token[]): readonly string[] {
  const at = words.indexOf(next?.kind === "word" ? next.text : "", 1);
  return at < 0 ? words : words.slice(0, at);
}
