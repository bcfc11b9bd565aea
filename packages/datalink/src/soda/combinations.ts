import type { SodaQuery } from "./question.ts";

/**
 * The questions with one value each that a question with several stands for: every combination of its IDs, regions, bands and
 * times; polarizations are one filter, however many. {sync} need take no more than one of each (SODA 1.0, section 3.1), and has
 * one answer: these can be asked one by one.
 */
export function sodaCombinations(query: SodaQuery): SodaQuery[] {
  let questions: SodaQuery[] = [query];
  for (const key of ["ids", "region", "bandM", "timeMjd"] as const) {
    const values = query[key];
    if (!Array.isArray(values)) continue;
    const rest = questions.map(({ [key]: _, ...others }) => others);
    questions = rest.flatMap((others) =>
      values.length === 0 ? [others] : values.map((value) => ({ ...others, [key]: value })),
    );
  }
  return questions;
}
