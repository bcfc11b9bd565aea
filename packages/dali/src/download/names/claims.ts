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
    const hash = hashText(key);
    for (let turn = 0; ; turn++) {
      const mark = turn < 2 ? hash.slice(0, 8 * turn) : `${hash}-${turn}`;
      const place = turn === 0 ? path : withMark(path, mark);
      if (this.#isFree(place, key)) {
        this.#owners.set(fold(place), key);
        this.#owners.set(fold(place + PART_ENDING), key);
        return place;
      }
    }
  }

  #isFree(place: string, key: string): boolean {
    const [whole, part] = [this.#owners.get(fold(place)), this.#owners.get(fold(place + PART_ENDING))];
    return (whole === undefined || whole === key) && (part === undefined || part === key);
  }
}

/** One spelling of all that a file system could take for the same. */
function fold(path: string): string {
  return path.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}
