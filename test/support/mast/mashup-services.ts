import type { JsonValue } from "@armillary/mast";
import type { MastSettings, SimulatedUser } from "./settings.ts";

/** What a Mashup service is asked. */
export interface SentRequest {
  readonly service: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly format?: string;
  readonly page?: number;
  readonly pagesize?: number;
  readonly data?: { readonly fields: readonly { readonly name: string }[]; readonly data: readonly Row[] };
}

export type Row = Readonly<Record<string, JsonValue>>;

/** Rows under their declared types, which are not always true. */
export interface ServiceTable {
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  /** Made as they are sent. */
  readonly rows: Iterable<Row>;
  readonly rowsTotal: number;
}

/** What a service does: rows, or a document of its own. Throws for a request that ends with ERROR, with MAST's words. */
export type MashupService = (
  request: SentRequest,
  settings: MastSettings,
  user: SimulatedUser | undefined,
) => ServiceTable | { readonly document: unknown };

/** A request that ends with ERROR. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
}

/** A request that ends with an HTTP status, as one does that takes MAST too long. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}
