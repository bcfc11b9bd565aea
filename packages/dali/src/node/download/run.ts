import type { HostHealth } from "../../download/host-health.ts";
import type { Claims } from "../../download/names/claims.ts";
import type { DownloadProgress } from "../../download/progress.ts";
import type { Deadline } from "../../transport/deadline.ts";
import type { Transport } from "../../transport/types.ts";
import type { DiskSpace } from "./disk-space.ts";
import type { ManifestFile } from "./manifest-file.ts";
import type { TargetFolder } from "./target-folder.ts";

/** What all files of a run have in common. */
export interface Run {
  readonly transport: Transport;
  readonly folder: TargetFolder;
  readonly manifest: ManifestFile;
  readonly claims: Claims;
  readonly health: HostHealth;
  readonly space: DiskSpace;
  readonly progress: DownloadProgress;
  readonly existing: "resume" | "overwrite";
  readonly verify: boolean;
  readonly maxBytes: number;
  readonly retries: number;
  readonly signal: AbortSignal;
  readonly deadline?: Deadline;
  readonly timeoutMs?: number;
}

/** A file that is here, whole. */
export interface WholeFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** Whether it was here before. */
  readonly wasPresent: boolean;
}
