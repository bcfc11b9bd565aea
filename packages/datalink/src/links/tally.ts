import type { DalError } from "@armillary/dali";
import type { Diagnostic } from "@armillary/votable";
import type { IdOutcome, LinksNote } from "../query.ts";
import type { Link } from "../record.ts";
import type { LinksDocument } from "./read-document.ts";

interface Count {
  links: number;
  readonly errors: string[];
  failure?: DalError;
}

/** Keeps account of a question: what became of each identifier, what was read, what went otherwise. */
export class Tally {
  requests = 0;
  bytes = 0;
  /** Nested tables that were asked for. */
  nested = 0;
  readonly notes: LinksNote[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #counts = new Map<string, Count>();

  /** An identifier that is asked for, or met. */
  expect(id: string): Count {
    const count = this.#counts.get(id) ?? { links: 0, errors: [] };
    this.#counts.set(id, count);
    return count;
  }

  document({ bytes, diagnostics }: LinksDocument): void {
    this.requests++;
    this.bytes += bytes;
    this.diagnostics.push(...diagnostics);
  }

  link({ id, kind, errorMessage }: Link): void {
    const count = this.expect(id);
    if (kind === "error") count.errors.push(errorMessage ?? "");
    else count.links++;
  }

  failed(id: string, failure: DalError): void {
    this.expect(id).failure = failure;
  }

  outcomes(): IdOutcome[] {
    return [...this.#counts].map(([id, { links, errors, failure }]) => ({
      id,
      status: statusOf(links, errors.length, failure),
      links,
      errors,
      ...(failure === undefined ? {} : { failure }),
    }));
  }
}

function statusOf(links: number, errors: number, failure: DalError | undefined): IdOutcome["status"] {
  if (failure !== undefined && links === 0) return "FAILED";
  if (errors > 0) return links > 0 ? "PARTIAL" : "ERROR";
  return links > 0 ? "LINKS" : "NONE";
}
