const MOST_NAMES = 3;

/** Names that could have been meant, the likeliest first: alike but for two letters, or with the one in the other. */
export function suggestNames(wanted: string, names: Iterable<string>): string[] {
  const bare = wanted.toLowerCase().replaceAll("_", "");
  return [...names]
    .map((name) => ({ name, distance: distanceOf(bare, name.toLowerCase().replaceAll("_", "")) }))
    .filter(({ distance }) => distance <= 2.5)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

function distanceOf(a: string, b: string): number {
  if (a === b) return 0;
  if (Math.min(a.length, b.length) >= 3 && (a.includes(b) || b.includes(a))) return 2.5;
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (before[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (before[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    before = current;
  }
  return before[b.length] as number;
}
