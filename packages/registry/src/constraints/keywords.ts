import { allWords, type Constraint, checkedWords, inAnyRows } from "../constraint.ts";

/**
 * Resources with words in title, description, subjects or short name. Each argument must be found; one with blanks is a
 * phrase, which registries take differently. What a word is (stemming, plurals) is the registry's own idea, so that results
 * differ from one to the other (RegTAP 1.2, section 9.2).
 * @throws RegistryError code REG_USAGE for an empty word
 */
export function keywords(...words: readonly string[]): Constraint {
  const wanted = checkedWords(words, "keyword");
  return {
    text: `keywords: ${allWords(wanted)}`,
    condition(features) {
      const { raw, allOf } = features.tools;
      const title = raw("res_title");
      return allOf(
        ...wanted.map((word) =>
          inAnyRows(features, [
            { table: "resource", condition: features.hasWord(raw("res_description"), word) },
            { table: "resource", condition: features.hasWord(title, word) },
            { table: "resource", condition: features.like(raw("short_name"), word) },
            { table: "res_subject", condition: features.like(raw("res_subject"), `%${word}%`) },
          ]),
        ),
      );
    },
    judge({ title = "", description = "", shortName = "" }) {
      const text = `${title}\n${description}\n${shortName}`.toLowerCase();
      return wanted.every((word) => hasWord(text, word.toLowerCase()));
    },
  };
}

/** By ends of words, as `ivo_hasword` has it, plurals aside. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before = "", after = ""] = [text[at - 1], text[at + word.length]];
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}
