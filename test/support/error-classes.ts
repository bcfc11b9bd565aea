import { VotableError, type VotableErrorCode } from "@armillary/votable";

/** The corpus' classes of error that each of our codes tells. */
const CLASSES: Readonly<Record<VotableErrorCode, readonly string[]>> = {
  VOT_SYNTAX: ["xml-not-well-formed"],
  VOT_ENTITY: ["doctype", "external-entity", "entity-limit", "xml-not-well-formed"],
  VOT_ENCODING: ["encoding"],
  VOT_TRUNCATED: ["xml-not-well-formed", "binary", "container"],
  VOT_EMPTY: ["empty-input"],
  VOT_NOT_VOTABLE: ["not-votable"],
  VOT_COMPRESSION: ["container"],
  VOT_STRUCTURE: ["structure"],
  VOT_FIELD: ["field"],
  VOT_CELL: ["value"],
  VOT_BINARY: ["binary"],
  VOT_EXTERNAL: ["external-data"],
  VOT_FITS: ["fits"],
  VOT_PARQUET: ["binary"],
  VOT_LIMIT: ["limit", "entity-limit"],
  VOT_STRICT: [],
  VOT_NO_COLUMN: [],
  VOT_WRITE: [],
  VOT_EDIT: [],
};

/** Classes of an error; none for what is not ours. */
export function classesOf(error: unknown): readonly string[] {
  return error instanceof VotableError ? CLASSES[error.code] : [];
}
