import type { SkyPosition } from "@armillary/dali";

/** Services that know where objects are. */
export const RESOLVERS = ["sesame", "ned", "mast"] as const;
export type Resolver = (typeof RESOLVERS)[number];

/** Where an object is, ICRS, and who says so. */
export interface ResolvedName extends SkyPosition {
  /** As it was asked for. */
  readonly name: string;
  readonly resolver: Resolver;
  /** The catalogue behind the resolver: `SIMBAD`, `NED`, `VizieR`, `TIC`. */
  readonly source?: string;
  /** What that calls it. */
  readonly canonicalName?: string;
  /** In the words of the source: `Galaxy`, `*`, `G`. */
  readonly objectType?: string;
  readonly redshift?: number;
}
