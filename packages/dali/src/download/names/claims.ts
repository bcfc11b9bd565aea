import { withMark } from "./safe-name.ts";
import { hashText } from "./short-hash.ts";

/** What a file is called until it is whole. */
export const PART_ENDING = ".part";

/**
 * Who has which place. Two places are one where a file system could take them for one: names that differ in case or in Unicode's
 * normalisation alone are, on Windows and macOS. The place of an unfinished file (`.part`) is taken with that of the file.
 */
export class Claims {
  readonly #owners = new Map<string, string>();

  /** @param reserved - places that no file gets */
  constructor(reserved: Iterable<string> = []) {
    for (const path of reserved) this.#owners.set(fold(path), "");
  }

  /**
   * The place for a file: `path`, or where that is another's, the same with a mark that comes of `key`, so that it is the same in every run.
   * @param key - whose it is; who has it already keeps it
   */
  claim(path: string, key: string): string {
    for (let turn = 0; ; turn++) {
      const place = turn === 0 ? path : withMark(path, markOf(key, turn));
      const folded = fold(place);
      if (this.#isFree(folded, key)) {
        this.#owners.set(folded, key);
        return place;
      }
    }
  }

  /** No other has it, nor the file that it would be a part of, nor what its part would be called. */
  #isFree(folded: string, key: string): boolean {
    const whole = folded.endsWith(PART_ENDING) ? folded.slice(0, -PART_ENDING.length) : folded;
    return [folded, whole, folded + PART_ENDING].every((place) => (this.#owners.get(place) ?? key) === key);
  }
}

/** 8 digits; more, should another have those. */
function markOf(key: string, turn: number): string {
  const hash = hashText(key);
  return turn === 1 ? hash.slice(0, 8) : `${hash}-${turn}`;
}

/** One spelling of all that a file system could take for the same. */
function fold(path: string): string {
  return path.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}
