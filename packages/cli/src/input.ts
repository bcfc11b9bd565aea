import { fileURLToPath } from "node:url";
import type { OpenTableOptions } from "@armillary/formats";
import { failureIn, usageError } from "./failure.ts";
import type { Io } from "./io.ts";
import type { NetworkOptions } from "./network/network.ts";

/** Where a verb reads from. */
export interface Input {
  /** For messages: the path as given, the URL without credentials, `standard input`. */
  readonly label: string;
  /** For telling the format; absent for standard input. */
  readonly name?: string;
  /** Bytes to come, where known. */
  readonly size?: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Whether it may be left unread for as long as it takes: a service gives up. */
  readonly patient: boolean;
  /** How to get at the bytes again, or at any place. */
  readonly access: Pick<OpenTableOptions, "reopen" | "randomAccess">;
}

/** For URLs. A connection on which nothing comes for 60 s is given up in any case. */
export type InputOptions = NetworkOptions;

/**
 * Opens IN: `-` is standard input, `http:` and `https:` are fetched, all else is a file.
 * @throws CommandError
 */
export async function openInput(text: string, io: Io, options: InputOptions = {}): Promise<Input> {
  const { openFileSource, fileAccess, spoolToFile } = await import("@armillary/formats/node");
  if (text === "-") {
    return { label: "standard input", bytes: io.stdin, patient: true, access: { randomAccess: spoolToFile } };
  }
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === "http" || scheme === "https") {
    const { fetchInput } = await import("./fetch-input.ts");
    return { ...(await fetchInput(text, io, options)), patient: false, access: { randomAccess: spoolToFile } };
  }
  if (scheme !== undefined && scheme !== "file") {
    throw usageError(
      `${scheme}: addresses are not read.`,
      "IN is a file, an http or https URL, or - for standard input.",
    );
  }
  const path = scheme === "file" ? pathOfFileUrl(text) : text;
  try {
    const { bytes, size } = await openFileSource(path);
    return {
      label: path,
      name: path,
      bytes,
      patient: true,
      access: fileAccess(path, size !== undefined),
      ...(size === undefined ? {} : { size }),
    };
  } catch (failure) {
    throw failureIn(path, failure);
  }
}

function pathOfFileUrl(text: string): string {
  try {
    return fileURLToPath(text);
  } catch {
    throw usageError(`${text} is not the URL of a file on this machine.`);
  }
}
