import type { Filter, FilterTerm } from "../filters/filter.ts";

/**
 * Filters as the service has them: `column=value`, several ORed, `column.gte=…`. Several conditions on one column are ORed there, so that a range with two ends cannot
 * be asked: its lower one is, and the other left to `residual`.
 */
export function toDecorators(filters: readonly Filter[]): {
  readonly parameters: readonly (readonly [string, string])[];
  readonly residual: readonly Filter[];
} {
  const parameters: (readonly [string, string])[] = [];
  const residual: Filter[] = [];
  const once = new Set<string>();
  for (const filter of filters) {
    const said = filter.terms.map((term) => decorate(term));
    // Two filters on one column would be ORed as well.
    const isAlone = !once.has(filter.column.toLowerCase());
    once.add(filter.column.toLowerCase());
    if (isAlone && said.every((one) => one !== undefined)) {
      for (const [suffix, value] of said) parameters.push([`${filter.column}${suffix}`, value]);
    }
    if (!isAlone || said.some((one) => one?.[2] !== true)) residual.push(filter);
  }
  return { parameters, residual };
}

/** The decorator, its value, and whether that is all that is meant; undefined for what cannot be asked. */
function decorate(term: FilterTerm): readonly [suffix: string, value: string, isExact: boolean] | undefined {
  if (term.isNegated) return undefined;
  switch (term.kind) {
    case "value":
      return ["", term.text, true];
    case "above":
      return [".gt", term.bound, true];
    case "below":
      return [".lt", term.bound, true];
    case "range":
      if (term.min !== undefined) return [".gte", term.min, term.max === undefined];
      return [".lte", term.max ?? "", true];
    case "pattern":
      return undefined;
  }
}
