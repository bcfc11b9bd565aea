import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

// The corpus of documents with what independent readers make of them; its README gives the forms below.

/** A cell in the corpus' canonical form: long as decimal string, NaN and infinities as strings, arrays flat. */
export type CanonicalCell = null | boolean | number | string | { readonly hex: string } | readonly CanonicalCell[];

export interface ExpectedField {
  readonly name: string | null;
  readonly ID: string | null;
  readonly datatype: string | null;
  readonly arraysize: string | null;
  readonly xtype: string | null;
  readonly unit: string | null;
  readonly ucd: string | null;
  readonly utype: string | null;
  readonly ref?: string | null;
  readonly null: string | null;
}

export interface ExpectedColumn {
  readonly nulls: number;
  readonly count?: number;
  readonly sum?: number | string;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly sha256?: string;
  readonly disputed?: boolean;
  readonly ruled?: Readonly<Record<string, number>>;
}

export interface ExpectedTable {
  readonly name: string | null;
  readonly ID: string | null;
  readonly serialization: string | null;
  readonly ncols: number;
  readonly nrows: number | null;
  readonly fields: readonly ExpectedField[];
  readonly firstRows?: readonly (readonly CanonicalCell[])[];
  readonly lastRows?: readonly (readonly CanonicalCell[])[];
  readonly columns?: readonly ExpectedColumn[];
  readonly unread?: boolean;
  readonly externalStream?: string;
}

export interface ExpectedDocument {
  readonly error: boolean;
  readonly reason?: string;
  readonly mayReject?: string;
  readonly version?: string | null;
  readonly tables?: readonly ExpectedTable[];
  readonly infos?: readonly ExpectedInfo[];
  readonly params?: readonly ExpectedParam[];
}

export interface ExpectedInfo {
  readonly name: string | null;
  readonly value: string | null;
}

export interface ExpectedParam extends ExpectedInfo {
  readonly datatype: string | null;
  readonly arraysize: string | null;
}

/** Of the documents in `bad/`. */
export interface ExpectedBehaviour {
  readonly expect: "error" | "table" | "either" | "query-error";
  readonly class?: string;
  readonly anyClass?: readonly string[];
  readonly why: string;
  readonly tables?: readonly ExpectedRows[];
  readonly message?: string;
  readonly alsoAccept?: string;
  readonly mayReject?: string;
  readonly mustNot?: readonly string[];
  readonly overflow?: boolean;
  readonly nullNaNEquivalent?: boolean;
  readonly rowsBeforeError?: readonly (readonly CanonicalCell[])[];
  /** Units of the first table's fields. */
  readonly units?: readonly string[];
}

export interface ExpectedRows {
  readonly ncols: number;
  readonly nrows: number;
  readonly names: readonly string[];
  readonly rows: readonly (readonly CanonicalCell[])[];
}

/** A document beside what is expected of it. */
export interface CorpusDocument<Expectation> {
  /** Path in the corpus, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly expected: Expectation;
}

const beside = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
const folder = process.env["ARMILLARY_CORPUS"] ?? beside;

/** Where the corpus is: `$ARMILLARY_CORPUS`, or `../shared/corpus` from the repository; undefined where it is absent. */
export const corpusFolder: string | undefined = existsSync(join(folder, "MANIFEST.ndjson")) ? folder : undefined;

/** A suite that needs the corpus says so when it is skipped. */
export const corpusLabel: string = corpusFolder === undefined ? " (skipped: no corpus, see CONTRIBUTING.md)" : "";

/** The VOTables that people and other software wrote. Empty without a corpus. */
export function votableDocuments(): CorpusDocument<ExpectedDocument>[] {
  return documents<ExpectedDocument>("votable");
}

/** Documents of services, by kind: `capabilities`, `availability`, `tables`, `uws`, … Empty without a corpus. */
export function dalDocuments<Expectation>(kind: string): CorpusDocument<Expectation>[] {
  return documents<Expectation>(`dal/${kind}`);
}

/** Malformed, hostile and odd documents. Empty without a corpus. */
export function badDocuments(): CorpusDocument<ExpectedBehaviour>[] {
  return documents<ExpectedBehaviour>("bad");
}

function documents<Expectation>(below: string): CorpusDocument<Expectation>[] {
  if (corpusFolder === undefined) return [];
  const root = corpusFolder;
  const suffix = ".expect.json";
  return readdirSync(join(root, below), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((expectation) => {
      const file = expectation.slice(0, -suffix.length);
      return {
        path: relative(root, file),
        bytes: new Uint8Array(readFileSync(file)),
        expected: JSON.parse(readFileSync(expectation, "utf8")) as Expectation,
      };
    });
}
