import { anyWords, type Constraint, checkedWords, inRows } from "../constraint.ts";
import { expandTerm, type Vocabulary } from "../vocabulary.ts";

export interface SubjectOptions {
  /** The Unified Astronomy Thesaurus, as `RegistryClient.vocabulary("uat")` gives it: what the expansions need. */
  readonly vocabulary?: Vocabulary;
  /** Steps to narrower concepts (default: all with a vocabulary). */
  readonly narrower?: number;
  /** Steps to wider concepts (default 0). */
  readonly wider?: number;
}

/**
 * Resources about a concept of the Unified Astronomy Thesaurus: `x-ray-transient-sources`, or its label. With the thesaurus
 * at hand, about all narrower concepts, too. Publishers use other words as well: `keywords` finds those.
 * @throws RegistryError code REG_VOCABULARY for a term that the given thesaurus has not
 */
export function subject(term: string, options: SubjectOptions = {}): Constraint {
  const { vocabulary, narrower = Number.POSITIVE_INFINITY, wider = 0 } = options;
  const [wanted = ""] = checkedWords([term], "subject");
  const terms = vocabulary === undefined ? spellings(wanted) : [...expandTerm(vocabulary, wanted, { narrower, wider })];
  return {
    text: `subject: ${anyWords([wanted])}${vocabulary === undefined ? "" : ` and ${terms.length - 1} around it (narrower ${narrower}, wider ${wider})`}`,
    condition: (features) =>
      inRows(features, "res_subject", features.tools.oneOf(features.tools.raw("res_subject"), terms)),
  };
}

/** As it is given, and as the thesaurus' identifiers are made of labels. */
function spellings(term: string): readonly string[] {
  return [...new Set([term, term.toLowerCase().replace(/[\s_]+/g, "-")])];
}
