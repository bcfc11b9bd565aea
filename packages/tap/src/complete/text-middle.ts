/** Codes before any character that texts have, and behind those of ASCII. */
const BEFORE = 0x1f;
const BEHIND = 0x7f;

/**
 * A text about half way between two, by their characters: above `low` and not above `high` in the order of code points.
 * Databases may order otherwise; what is given is then still a text that divides, only not in the middle.
 */
export function middleText(low: string, high: string): string {
  const [from, to] = inOrder(low, high);
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  const first = codeAt(from, same);
  const last = codeAt(to, same);
  if (first >= last) return high;
  if (last - first >= 2) return from.slice(0, same).join("") + halfWay(first, last);
  if (same === from.length) return high;
  // Next to each other, like "ab" and "ac": behind "ab", whatever follows there.
  for (let end = same + 1; ; end++) {
    const code = codeAt(from, end);
    if (BEHIND - code >= 2) return from.slice(0, end).join("") + halfWay(code, BEHIND);
  }
}

/** As characters; some collations come to case last, so that the bounds may be the wrong way round here. */
function inOrder(low: string, high: string): readonly [readonly string[], readonly string[]] {
  return low < high ? [[...low], [...high]] : [[...low.toLowerCase()], [...high.toLowerCase()]];
}

function codeAt(text: readonly string[], index: number): number {
  return text[index]?.codePointAt(0) ?? BEFORE;
}

/** Between two codes, and no surrogate, which is no character. */
function halfWay(first: number, last: number): string {
  const middle = first + ((last - first) >> 1);
  return String.fromCodePoint(middle >= 0xd800 && middle <= 0xdfff ? 0xe000 : middle);
}
