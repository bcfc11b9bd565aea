import type { Writable } from "node:stream";
import type { Keyring } from "./network/keyring.ts";
import { readStandardInput } from "./standard-input.ts";

/** A stream that people or programs read; a terminal says so, and how wide it is (0 where it does not know). */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The world outside the command: everything it reads or prints goes through here, so that tests can stand in for it. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks on the terminal, without showing what is typed; undefined where there is none. */
  askSecret(question: string): Promise<string | undefined>;
  /** What the system keeps for its user. @throws where there is no way to it on this machine */
  openKeyring(): Promise<Keyring>;
  /** Shows a page of the web to the user. */
  openInBrowser(url: string): Promise<void>;
  /**
   * To be called before the process ends by a signal: what must not be left behind, and what must be wiped. What gives a
   * promise is waited for, some seconds at most.
   */
  readonly onSignal: Set<() => void | Promise<void>>;
  /** A signal has come: what fails now fails because of it, and is not told. */
  isEnding?: boolean;
}

/** The Io of this process. */
export function processIo(): Io {
  return {
    // A getter: asking for stdin opens it, and a command that does not read it must not wait for it.
    get stdin() {
      return readStandardInput();
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    askSecret: async (question) => (await import("./network/ask-secret.ts")).askSecret(question),
    openKeyring: async () => (await import("./network/keyring.ts")).openKeyring(),
    openInBrowser: async (url) => (await import("./open-in-browser.ts")).openInBrowser(url),
    onSignal: new Set(),
  };
}

/** Whoever read our output has gone: a quiet end, as of any command before `head`. */
export class ClosedPipeError extends Error {
  override readonly name = "ClosedPipeError";
}

/**
 * Writes and waits until it is taken.
 * @throws ClosedPipeError when nobody reads any more; the system's error (`code` ENOSPC, EIO, …)
 */
export function writeOut(stream: OutputStream, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // Node tells of a failed write twice: to the callback and as an event, which must not go unheard.
    const onError = (): void => undefined;
    stream.on("error", onError);
    stream.write(data, (failure: NodeJS.ErrnoException | null | undefined) => {
      if (failure == null) {
        stream.off("error", onError);
        return resolve();
      }
      const closed = failure.code === "EPIPE" || failure.code === "ERR_STREAM_DESTROYED";
      reject(closed ? new ClosedPipeError("the output was closed", { cause: failure }) : failure);
    });
  });
}

/** Whether to use colours on this stream. See no-color.org. */
export function hasColor(stream: OutputStream, env: Io["env"]): boolean {
  return stream.isTTY === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}
