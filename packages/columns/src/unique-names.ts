/**
 * Names told apart, for formats that know columns by name: the second column of a name gets `_2`, the third `_3`, and so
 * on, passing over what another column is called. First ones keep their names.
 */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let count = 2;
    while (taken.has(`${name}_${count}`)) count++;
    const unique = `${name}_${count}`;
    taken.add(unique);
    return unique;
  });
}

/** Whether `unique` is what `uniqueNames` may have made of `name`. */
export function isNumberedName(unique: string, name: string): boolean {
  return unique.startsWith(`${name}_`) && /^[1-9]\d*$/.test(unique.slice(name.length + 1));
}
