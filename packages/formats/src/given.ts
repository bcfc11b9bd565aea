/** Options without those that were left out. */
export function given<Options extends object>(
  options: Options,
): { [Name in keyof Options]: Exclude<Options[Name], undefined> } {
  const kept: Partial<Options> = {};
  for (const name in options) if (options[name] !== undefined) kept[name] = options[name];
  return kept as { [Name in keyof Options]: Exclude<Options[Name], undefined> };
}
