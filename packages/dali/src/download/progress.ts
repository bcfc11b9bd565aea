/** A file under way. */
export interface ActiveFile {
  readonly path: string;
  /** Here so far, what an earlier run left counted. */
  bytes: number;
  /** In all, where known. */
  totalBytes?: number;
}

/** How far a run is; looked at as often as wanted, as it changes with every chunk. */
export class DownloadProgress {
  /** Files that were given out so far, those that were here already counted. */
  files = 0;
  /** Here now, whole. */
  completeFiles = 0;
  /** Of those: here before. */
  presentFiles = 0;
  failedFiles = 0;
  /** That were not asked for, as their list said. */
  skippedFiles = 0;
  /** Of the complete files and what is here of others. */
  bytes = 0;
  /** That came in this run. */
  receivedBytes = 0;
  readonly active: Set<ActiveFile> = new Set();
  readonly #startMs = performance.now();

  get elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  /** Of this run, on average. */
  get bytesPerSecond(): number {
    return (this.receivedBytes / Math.max(1, this.elapsedMs)) * 1000;
  }
}
