/** The same properties, each absent where it is undefined. */
export type Known<Properties> = { [Key in keyof Properties]?: Exclude<Properties[Key], undefined> };

/** Leaves out what is undefined: what is not known is absent. */
export function known<Properties extends object>(properties: Properties): Known<Properties> {
  const found: [string, unknown][] = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(found) as Known<Properties>;
}
