import type { OptionMeta } from "@armillary/columns";
import type { Param } from "@armillary/votable";

/** One end of what is allowed. */
export interface Bound {
  readonly text: string;
  readonly value: number;
  readonly inclusive: boolean;
}

/** The values to choose from, nested ones included; none where the parameter is free. Those that merely occur do not bind. */
export function optionsOf({ values = [] }: Param): OptionMeta[] {
  return values.filter(({ type }) => type !== "actual").flatMap(({ options = [] }) => options.flatMap(flat));
}

function flat(option: OptionMeta): OptionMeta[] {
  const inner = (option.options ?? []).flatMap(flat);
  // One without a value is the heading of those in it.
  return option.value.trim() === "" ? inner : [option, ...inner];
}

/** MIN and MAX where each is one number; those of circles and polygons are not. Infinite ones bind nothing. */
export function rangeOf({ values = [] }: Param): { readonly min?: Bound; readonly max?: Bound } {
  const binding = values.filter(({ type }) => type !== "actual");
  const min = binding.map((each) => boundOf(each.min)).find((bound) => bound !== undefined);
  const max = binding.map((each) => boundOf(each.max)).find((bound) => bound !== undefined);
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function boundOf(given: { readonly value: string; readonly inclusive: boolean } | undefined): Bound | undefined {
  const text = given?.value.trim() ?? "";
  if (given === undefined || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  return { text, value: Number(text), inclusive: given.inclusive };
}
