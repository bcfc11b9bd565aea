import type { Capability, DalError } from "@armillary/dali";
import type { SearchOptions, SearchSummary, TableResult } from "@armillary/dali/table";
import type { ServiceDescriptor } from "./descriptor/model.ts";
import type { Link } from "./record.ts";

/** How links are asked for. */
export interface LinksOptions extends Omit<SearchOptions, "lend" | "spool"> {
  /** Only links of these semantics, narrower ones included: `#preview`, or the end of a private URI (`#swift.obs`). */
  readonly semantics?: string | readonly string[];
  /** Whether narrower terms count (default true). */
  readonly narrower?: boolean;
  /** So many IDs in one request at most (default 50, or what is known of the service). What it leaves out is asked again. */
  readonly idsPerRequest?: number;
  /** Whether nested tables of links are read, and how far down: `true` is 3 (default false: they are links like others). */
  readonly follow?: boolean | FollowOptions;
  /** Parameters beside ID, which the service may have. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  /** RESPONSEFORMAT (default: not sent, as DataLink advises). Must be some table. */
  readonly responseFormat?: string;
}

export interface FollowOptions {
  /** How far down (default 3). */
  readonly depth?: number;
  /** So many nested tables at most (default 1000). */
  readonly maxDocuments?: number;
}

/** What became of one identifier. */
export interface IdOutcome {
  readonly id: string;
  /**
   * `LINKS`: there are some, and no errors. `PARTIAL`: some of its links could not be made. `ERROR`: none could.
   * `NONE`: the service says nothing of it. `FAILED`: it could not be asked (`failure`).
   */
  readonly status: "LINKS" | "PARTIAL" | "ERROR" | "NONE" | "FAILED";
  /** Rows that are links, filtered ones and those of nested tables included. */
  readonly links: number;
  /** The service's words, one for each row that is an error. */
  readonly errors: readonly string[];
  readonly failure?: DalError;
}

/** Something that went otherwise, beside the outcomes. */
export interface LinksNote {
  /**
   * `LOOP`: a nested table that was read before is not read again. `NESTED`: one that could not be read. `DEPTH`, `DOCUMENTS`:
   * not read for the limits of `follow`. `AGAIN`: IDs were asked again, for the service left them out.
   */
  readonly kind: "LOOP" | "NESTED" | "DEPTH" | "DOCUMENTS" | "AGAIN";
  readonly message: string;
  readonly url?: string;
}

/** What can only be said when all is read. */
export interface LinksSummary extends SearchSummary {
  /** One for each identifier that was asked for, in their order. */
  readonly outcomes: readonly IdOutcome[];
  readonly remarks: readonly LinksNote[];
  /** Requests that were answered, nested tables included. */
  readonly requests: number;
}

/** The links of identifiers: a table wherever one is taken, in columns of DataLink 1.1; `records()` for the links themselves. */
export interface LinksResult extends TableResult<Record<string, unknown>, LinksSummary> {
  /** Where they come from, without secrets. */
  readonly url: string;
  /** The links, once, instead of `rows()` or `batches()`: those of an identifier together, in the service's order. */
  records(): AsyncIterable<Link>;
}

/** What a links service says of itself. */
export interface LinksDescription {
  /** Its descriptor of itself, where it sends one (DataLink 1.1, section 4.4). */
  readonly self?: ServiceDescriptor;
  readonly descriptors: readonly ServiceDescriptor[];
  /** VOSI; absent where it has none. */
  readonly capabilities?: readonly Capability[];
  /** Version of DataLink that its documents claim; absent before 1.1. */
  readonly standardId?: string;
}
