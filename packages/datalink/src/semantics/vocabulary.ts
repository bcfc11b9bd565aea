/** A term of the core vocabulary of DataLink's semantics. */
export interface SemanticsTerm {
  /** Without the hash. */
  readonly term: string;
  readonly label: string;
  /** The term that this is a narrower kind of. */
  readonly wider?: string;
}

/** What relative URIs in the column `semantics` are relative to (DataLink 1.1, section 3.2.6). */
export const CORE_VOCABULARY = "http://www.ivoa.net/rdf/datalink/core";

/** All terms with their hierarchy. Source: the vocabulary's list of terms as the IVOA keeps it (2026-11), drafts left out. */
export const SEMANTICS_TERMS: readonly SemanticsTerm[] = [
  { term: "this", label: "the data itself" },
  { term: "progenitor", label: "Progenitor" },
  { term: "derivation", label: "Derivation" },
  { term: "auxiliary", label: "Auxiliary" },
  { term: "weight", label: "Weight map", wider: "auxiliary" },
  { term: "error", label: "Error map", wider: "auxiliary" },
  { term: "noise", label: "Noise map", wider: "auxiliary" },
  { term: "calibration", label: "Applicable Calibration" },
  { term: "bias", label: "Bias Frame", wider: "calibration" },
  { term: "dark", label: "Dark Frame", wider: "calibration" },
  { term: "flat", label: "Flat Field", wider: "calibration" },
  { term: "preview", label: "Preview" },
  { term: "preview-image", label: "Image preview", wider: "preview" },
  { term: "preview-plot", label: "Plot preview", wider: "preview" },
  { term: "thumbnail", label: "Small Graphical Representation", wider: "preview" },
  { term: "proc", label: "Processing" },
  { term: "cutout", label: "Cutout", wider: "proc" },
  { term: "documentation", label: "Documentation" },
  { term: "detached-header", label: "Detached Header", wider: "documentation" },
  { term: "coderived", label: "Coderived Data" },
  { term: "counterpart", label: "Counterpart" },
  { term: "package", label: "Single Download Package" },
];

const BY_TERM: ReadonlyMap<string, SemanticsTerm> = new Map(SEMANTICS_TERMS.map((each) => [each.term, each]));

/** A term of the core vocabulary by its name, without the hash. */
export function findTerm(term: string): SemanticsTerm | undefined {
  return BY_TERM.get(term);
}

/** The narrower terms of a core term, theirs included, without itself. */
export function narrowerTerms(term: string): string[] {
  return SEMANTICS_TERMS.filter(({ wider }) => wider === term).flatMap((each) => [
    each.term,
    ...narrowerTerms(each.term),
  ]);
}
