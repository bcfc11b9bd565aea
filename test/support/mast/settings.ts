import { type DownloadSettings, defaultDownloads } from "./downloads.ts";

/** A user of the simulated archive. */
export interface SimulatedUser {
  readonly name: string;
  /** Programmes (`proposal_id`) whose exclusive data they may have. */
  readonly programmes: readonly string[];
}

/** How the simulated MAST behaves; tests change it as they go. */
export interface MastSettings {
  /** What the sky, the programmes and the products are made of. */
  readonly seed: number;
  /** Tokens that are taken, with whose they are. */
  readonly tokens: Map<string, SimulatedUser>;
  /** Tokens that were good once: they are nobody's now. */
  readonly expired: Set<string>;
  /** How often a Mashup request is answered with EXECUTING before it is COMPLETE (default 0). */
  polls: number;
  /** Services that end with ERROR, and what they say. */
  readonly failing: Map<string, string>;
  /** The HTTP status for products of these observations (default: 200 for all). */
  refuseProducts: (obsids: readonly number[], page: number) => number;
  /** Every n-th request (of those that do not ask who one is) is turned away; 0 for none. */
  throttleEvery: number;
  throttleStatus: 429 | 503;
  throttleRetryAfterS: number;
  /** What a known user is told who has no right to a file: 403, or 401 as nobody is. */
  refusalOfKnown: 401 | 403;
  /** Products that the large programme (`99999`) has. */
  readonly largeProducts: number;
  readonly downloads: DownloadSettings;
}

export function defaultSettings(): MastSettings {
  return {
    seed: 20261122,
    tokens: new Map([
      ["token-of-nobody-special", { name: "Reader", programmes: [] }],
      ["token-of-the-pi", { name: "Principal Investigator", programmes: ["1345"] }],
    ]),
    expired: new Set(["token-that-expired"]),
    polls: 0,
    failing: new Map(),
    refuseProducts: () => 200,
    throttleEvery: 0,
    throttleStatus: 503,
    throttleRetryAfterS: 0,
    refusalOfKnown: 403,
    largeProducts: 200_000,
    downloads: defaultDownloads(),
  };
}
