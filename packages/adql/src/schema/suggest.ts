/** How near a name comes to what was written: lower is nearer. */
interface Scored<T> {
  readonly item: T;
  readonly score: number;
}

const MOST = 3;

/**
 * The few names that somebody may have meant: a slip of the fingers (Damerau–Levenshtein), a shorter or longer form of
 * the name, or one with a word in common. Nearest first; ties in the order given.
 */
export function closest<T>(
  written: string,
  candidates: Iterable<T>,
  nameOf: (item: T) => string,
  most: number = MOST,
): T[] {
  const wanted = normal(written);
  if (wanted === "") return [];
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const wantedWords = wordsOf(written);
  const best: Scored<T>[] = [];
  for (const item of candidates) {
    const score = scoreOf(wanted, wantedWords, allowed, nameOf(item));
    const last = best.at(-1);
    if (score === undefined || (best.length >= most && last !== undefined && score >= last.score)) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1]?.score ?? 0) > score) at--;
    best.splice(at, 0, { item, score });
    if (best.length > most) best.pop();
  }
  return best.map(({ item }) => item);
}

function scoreOf(wanted: string, words: ReadonlySet<string>, allowed: number, name: string): number | undefined {
  const candidate = normal(name);
  if (candidate === wanted) return 0;
  const distance =
    Math.abs(candidate.length - wanted.length) > allowed ? undefined : editDistance(wanted, candidate, allowed);
  if (distance !== undefined) return distance;
  const [shorter, longer] = candidate.length < wanted.length ? [candidate, wanted] : [wanted, candidate];
  if (shorter.length >= 2 && longer.startsWith(shorter)) return allowed + 1 + (longer.length - shorter.length) / 100;
  if (shorter.length >= 3 && longer.endsWith(shorter)) return allowed + 2 + (longer.length - shorter.length) / 100;
  let common = 0;
  for (const word of wordsOf(name)) if (words.has(word)) common++;
  return common === 0 ? undefined : allowed + 3 - common / 10;
}

/**
 * Optimal string alignment distance of two texts, at most `limit`; undefined beyond it. Time is their lengths' product,
 * so long texts are not compared.
 */
export function editDistance(a: string, b: string, limit: number): number | undefined {
  if (a.length > 64 || b.length > 64) return undefined;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return undefined;
    beforeLast = last;
    last = row;
  }
  const distance = last[b.length] ?? 0;
  return distance > limit ? undefined : distance;
}

/** Letters and digits alone, in lower case: `ra_dec` and `RaDec` are one name to a human. */
function normal(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function wordsOf(name: string): ReadonlySet<string> {
  const words = name.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u).map((word) => word.toLowerCase());
  return new Set(words.filter((word) => word.length >= 3));
}
