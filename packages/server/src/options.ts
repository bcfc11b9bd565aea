/** What one client, and all of them together, may ask of the machine. */
export interface ServerLimits {
  /** Rows that a query gives where MAXREC does not say (default 100 000). */
  readonly defaultRows: number;
  /** Rows that MAXREC may ask for (default 10 million). */
  readonly maxRows: number;
  /** Queries of all kinds but jobs that run at the same time (default 8). */
  readonly concurrentQueries: number;
  /** Queries that wait for their turn; what is more is told to come later (default 1000). */
  readonly waitingQueries: number;
  /** How long they wait before they are told the same, milliseconds (default 30 000). */
  readonly queueTimeoutMs: number;
  /** For a query that is answered at once, to the last byte taken by the client, milliseconds (default 5 minutes). */
  readonly queryTimeoutMs: number;
  /** Jobs that run at the same time (default 4). */
  readonly concurrentJobs: number;
  /** Jobs that are kept (default 1000). */
  readonly maxJobs: number;
  /** For a job, seconds: what it gets, and the most it may ask for (default 10 minutes, a day). */
  readonly jobSeconds: { readonly default: number; readonly hard: number };
  /** From a job's creation to its destruction, seconds (default a day, a week). */
  readonly retentionSeconds: { readonly default: number; readonly hard: number };
  /** Bytes of the results of all jobs (default 10 GB). */
  readonly maxResultBytes: number;
  /** Bytes of all tables that one request sends along (default 100 MB). */
  readonly maxUploadBytes: number;
  /** Tables that one request sends along (default 10). */
  readonly maxUploads: number;
  /** Bytes of the parameters of one request (default 1 MB). */
  readonly maxParameterBytes: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  defaultRows: 100_000,
  maxRows: 10_000_000,
  concurrentQueries: 8,
  waitingQueries: 1000,
  queueTimeoutMs: 30_000,
  queryTimeoutMs: 300_000,
  concurrentJobs: 4,
  maxJobs: 1000,
  jobSeconds: { default: 600, hard: 86_400 },
  retentionSeconds: { default: 86_400, hard: 7 * 86_400 },
  maxResultBytes: 10e9,
  maxUploadBytes: 100e6,
  maxUploads: 10,
  maxParameterBytes: 1e6,
};

/** A query that the service shows (DALI 1.1, section 2.3). */
export interface QueryExample {
  readonly name: string;
  readonly description: string;
  readonly query: string;
  /** Tables that it is about. */
  readonly tables: readonly string[];
}

export interface AppOptions {
  /** What the page and the documents call it (default `Local tables`). */
  readonly title?: string;
  /** Where clients find it, for those behind a proxy (default: where each request came to). */
  readonly baseUrl?: string;
  readonly limits?: Partial<ServerLimits>;
  /** Pages that may read answers: all (`*`, the default), some origins, or none. */
  readonly cors?: "*" | readonly string[];
  /** Shown besides those that are made of the tables. */
  readonly examples?: readonly QueryExample[];
  /** Where uploads and results are kept until they are used or deleted (default: the system's folder for such). */
  readonly temporaryFolder?: string;
  /**
   * Tables that queries name by a URL: from hosts of the internet alone (`outward`, the default), from this machine and its
   * network, too (`all`). A server that others can reach must not fetch for them what they cannot.
   */
  readonly uploadUrls?: "outward" | "all";
  /** Takes faults of the server itself, which clients are not told of. */
  readonly onFault?: (fault: Error) => void;
}
