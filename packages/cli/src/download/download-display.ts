import type { DownloadProgress } from "@armillary/dali/download";
import type { Io } from "../io.ts";
import { printableLine } from "../printable.ts";
import { printBar } from "../progress.ts";
import { printBytes, printCount, printDuration } from "../quantities.ts";

const EVERY_MS = 200;
/** Files under way that are shown. */
const MOST_SHOWN = 4;
/** A rate is of about so long. */
const RATE_MS = 5000;

/** What there is in all, as far as it is known beforehand. */
export interface DownloadTotals {
  readonly files: number;
  /** Absent where some sizes are not known. */
  readonly bytes?: number;
}

/** How far a download is, on stderr while that is a terminal: the whole in one line, below it files under way. */
export class DownloadDisplay {
  readonly #io: Io;
  readonly #progress: DownloadProgress;
  readonly #totals: DownloadTotals;
  readonly #timer: NodeJS.Timeout | undefined;
  #lines = 0;
  #rate = 0;
  #seen = { bytes: 0, ms: 0 };

  constructor(io: Io, progress: DownloadProgress, totals: DownloadTotals) {
    this.#io = io;
    this.#progress = progress;
    this.#totals = totals;
    if (io.stderr.isTTY !== true) return;
    this.#timer = setInterval(() => this.#draw(), EVERY_MS);
    this.#timer.unref();
  }

  /** Ends the display and leaves nothing of it. Idempotent. */
  end(): void {
    clearInterval(this.#timer);
    this.wipe();
  }

  /** Makes room for a line of something else. */
  wipe(): void {
    if (this.#lines === 0) return;
    this.#io.stderr.write(`\r${"\u001b[1A".repeat(this.#lines - 1)}\u001b[J`);
    this.#lines = 0;
  }

  #draw(): void {
    const width = Math.max(20, (this.#io.stderr.columns || 80) - 1);
    const active = [...this.#progress.active].sort((a, b) => (b.totalBytes ?? 0) - (a.totalBytes ?? 0));
    const files = active.slice(0, MOST_SHOWN).map(({ path, bytes, totalBytes }) => {
      const far =
        totalBytes === undefined ? "" : ` ${printBar(totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes))}`;
      const size = `${far} ${printBytes(totalBytes ?? bytes)}`;
      return `  ${printableLine(path, Math.max(8, width - 2 - size.length))}${size}`;
    });
    const lines = [this.#describe(), ...files].map((line) => line.slice(0, width));
    this.wipe();
    this.#io.stderr.write(lines.join("\n"));
    this.#lines = lines.length;
  }

  /** `▕████▋      ▏ 41 % · 494/1,167 files · 168 GB · 86 MB/s · about 47 min · 8 at once` */
  #describe(): string {
    const { completeFiles, failedFiles, bytes, active, elapsedMs } = this.#progress;
    const { files, bytes: total } = this.#totals;
    const ended = completeFiles + failedFiles;
    const share = Math.min(1, total === undefined || total === 0 ? ended / Math.max(1, files) : bytes / total);
    const rate = this.#measure();
    const leftMs = total === undefined || rate === 0 ? undefined : (Math.max(0, total - bytes) / rate) * 1000;
    return [
      `${printBar(share)} ${Math.floor(share * 100)} %`,
      `${printCount(ended)}/${printCount(files)} files`,
      ...(failedFiles === 0 ? [] : [`${printCount(failedFiles)} failed`]),
      printBytes(bytes),
      `${printBytes(rate)}/s`,
      ...(leftMs === undefined || elapsedMs < 3000 ? [] : [`about ${printDuration(leftMs)}`]),
      ...(active.size < 2 ? [] : [`${active.size} at once`]),
    ].join(" · ");
  }

  /** Bytes a second, of the last few seconds. */
  #measure(): number {
    const { receivedBytes, elapsedMs } = this.#progress;
    const sinceMs = elapsedMs - this.#seen.ms;
    const now = ((receivedBytes - this.#seen.bytes) / Math.max(1, sinceMs)) * 1000;
    const weight = this.#seen.ms === 0 ? 1 : Math.min(1, sinceMs / RATE_MS);
    this.#rate += (now - this.#rate) * weight;
    this.#seen = { bytes: receivedBytes, ms: elapsedMs };
    return Math.max(0, this.#rate);
  }
}
