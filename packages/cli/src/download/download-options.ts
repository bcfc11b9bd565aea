import type { DownloadOptions } from "@armillary/dali/node";
import type { Network } from "../network/network.ts";

/** How files are fetched, whichever verb does. */
export interface DownloadFlags {
  readonly folder: string;
  readonly manifest?: string;
  /** Files at a time, and of one host. */
  readonly parallel?: number;
  readonly perHost?: number;
  readonly overwrite: boolean;
  readonly verify: boolean;
  readonly maxBytes?: number;
  readonly retries?: number;
}

/** What the flags, and where they are silent the configuration, say of a download. */
export function downloadOptions(
  { folder, manifest, parallel, overwrite, verify, maxBytes, ...given }: DownloadFlags,
  { deadline, config: { limits } }: Pick<Network, "deadline" | "config">,
): Omit<DownloadOptions, "transport"> {
  const { retries = limits.retries, perHost = parallel ?? limits.connectionsPerHost } = given;
  return {
    folder,
    verify,
    existing: overwrite ? "overwrite" : "resume",
    ...(manifest === undefined ? {} : { manifest }),
    ...(parallel === undefined ? {} : { parallel }),
    ...(perHost === undefined ? {} : { perHost }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(retries === undefined ? {} : { retries }),
    ...(deadline === undefined ? {} : { deadline }),
  };
}
