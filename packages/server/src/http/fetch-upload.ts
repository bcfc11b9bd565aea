import { lookup } from "node:dns";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { get as httpGet, type IncomingMessage, type RequestOptions } from "node:http";
import { get as httpsGet } from "node:https";
import type { LookupFunction } from "node:net";
import { pipeline } from "node:stream/promises";
import { isPrivateHost } from "@armillary/dali";
import { ServiceError } from "../errors.ts";
import type { ReceivedFile } from "./read-multipart.ts";
import type { TemporaryFolder } from "./temporary-folder.ts";

export interface FetchUploadOptions {
  readonly maxBytes: number;
  /** Whether this machine and its network may be asked, too. */
  readonly mayAskInward: boolean;
  readonly signal: AbortSignal;
}

/** A table that moved further than this is not where it was said to be. */
const MOST_REDIRECTS = 3;
/** A host that is silent for so long is not waited for. */
const SILENCE_MS = 30_000;

/**
 * Fetches a table that a client says is elsewhere (TAP 1.1, section 2.7.6), into a file.
 *
 * A client must not make the server ask what only the server can reach: no address of this machine or its network is
 * connected to, whatever name leads there and however often it moves; the check is of the address that is connected to.
 * Nothing of the client's request goes along.
 * @throws ServiceError SERVER_UPLOAD, SERVER_LIMIT; the signal's reason
 */
export async function fetchUpload(
  name: string,
  uri: string,
  folder: TemporaryFolder,
  options: FetchUploadOptions,
): Promise<ReceivedFile> {
  const { maxBytes, signal } = options;
  const path = await folder.newFile();
  let bytes = 0;
  try {
    const answer = await open(name, new URL(uri), options, MOST_REDIRECTS);
    const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > maxBytes) {
          throw new ServiceError("SERVER_LIMIT", `The table ${name} is larger than ${maxBytes} bytes.`);
        }
        yield chunk;
      }
    };
    await pipeline(answer, counted, createWriteStream(path, { flags: "wx", mode: 0o600 }), { signal });
    return { name, path, bytes };
  } catch (failure) {
    await rm(path, { force: true });
    signal.throwIfAborted();
    if (failure instanceof ServiceError) throw failure;
    throw new ServiceError("SERVER_UPLOAD", `The table ${name} cannot be fetched from ${uri}.`, { cause: failure });
  }
}

async function open(name: string, url: URL, options: FetchUploadOptions, redirects: number): Promise<IncomingMessage> {
  const { mayAskInward, signal } = options;
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refused(name, url, "only http and https are asked");
  }
  if (!mayAskInward && isPrivateHost(url.hostname)) throw refused(name, url, "it is in the server's own network");
  const settings: RequestOptions = {
    signal,
    timeout: SILENCE_MS,
    headers: { Accept: "application/x-votable+xml, text/xml;q=0.9, */*;q=0.5" },
    ...(mayAskInward ? {} : { lookup: outwardLookup }),
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = (url.protocol === "https:" ? httpsGet : httpGet)(url, settings, resolve);
    asked.on("timeout", () => asked.destroy(new Error("the host is silent")));
    asked.on("error", reject);
  });
  const { statusCode = 0, headers } = answer;
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects > 0) {
    answer.destroy();
    return open(name, new URL(headers.location, url), options, redirects - 1);
  }
  if (statusCode === 200) return answer;
  answer.destroy();
  throw refused(name, url, `the answer there is HTTP ${statusCode}`);
}

/** Looks a name up, and fails where any of its addresses is inward. */
const outwardLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (failure, addresses) => {
    if (failure !== null) return callback(failure, "", 0);
    const inward = addresses.find(({ address, family }) => isPrivateHost(family === 6 ? hostOf(address) : address));
    const [first] = addresses;
    if (inward !== undefined || first === undefined) {
      return callback(new Error(`${hostname} leads to the server's own network`), "", 0);
    }
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/** An IPv6 address as URLs spell it, IPv4 within it in hexadecimal digits. */
function hostOf(address: string): string {
  return URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`).hostname : `[${address}]`;
}

function refused(name: string, url: URL, why: string): ServiceError {
  return new ServiceError("SERVER_UPLOAD", `The table ${name} is not fetched from ${url.origin}: ${why}.`);
}
