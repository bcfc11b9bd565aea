/** A comment between two tokens. */
export interface Comment {
  /** With its dashes, without the end of its line. */
  readonly text: string;
  /** No token stands before it on its line. */
  readonly ownLine: boolean;
  /** An empty line stands before it. */
  readonly blankBefore: boolean;
}

/** What stands between two tokens besides white space. */
export interface Trivia {
  readonly comments: readonly Comment[];
  /** An empty line stands between the last comment and the token. */
  readonly blankAfter: boolean;
}

const NOTHING: Trivia = { comments: [], blankAfter: false };

/** The comments of a gap between two tokens of a text without errors. */
export function triviaBetween(text: string, start: number, end: number): Trivia {
  const gap = text.slice(start, end);
  if (!gap.includes("--")) return NOTHING;
  const comments: Comment[] = [];
  let breaks = 0;
  let ownLine = start === 0;
  for (let at = 0; at < gap.length; at++) {
    const character = gap[at];
    if (character === "\n" || (character === "\r" && gap[at + 1] !== "\n")) {
      breaks++;
      ownLine = true;
    } else if (character === "-") {
      let stop = at;
      while (stop < gap.length && gap[stop] !== "\n" && gap[stop] !== "\r") stop++;
      comments.push({
        text: gap.slice(at, stop).trimEnd(),
        ownLine,
        blankBefore: breaks > 1 && (start > 0 || comments.length > 0),
      });
      breaks = 0;
      at = stop - 1;
    }
  }
  return { comments, blankAfter: breaks > 1 };
}
