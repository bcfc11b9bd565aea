import { type DalRequest, type DalResponse, isDalError, type OperationOptions, type Transport } from "@armillary/dali";
import type { MastSession } from "../session/session.ts";
import { CLOUD_BUCKET, objectUrl } from "./address.ts";

/** URIs in one question: more would make its address too long for MAST (astroquery asks for as many). */
const ASKED_AT_ONCE = 40;
/** So often a file is asked of the bucket before it is asked of MAST. */
const MOST_TRIES = 2;
/** After so many failures in a row, of questions or of the bucket, neither is asked any more. */
const MOST_FAILURES = 5;
const LOOKUP_MS = 60_000;

/** How many files came from where. */
export interface CloudCounts {
  readonly fromCloud: number;
  readonly fromMast: number;
}

interface Copy {
  readonly uri: string;
  readonly bytes: number | undefined;
  /** Its key in the bucket; undefined until asked. */
  key?: Promise<string | undefined>;
  tries: number;
  /** Whether the bucket is thought to have given it. */
  isCounted: boolean;
}

/**
 * The public copies of MAST's files in a bucket of a cloud, in their place: `transport` sends what is asked of MAST's download service to the
 * bucket, where there is a copy of the length that is due, and to MAST where there is none, or it does not come. Files keep their
 * address at MAST, so that a download goes on with or without the cloud.
 * @see https://registry.opendata.aws/collab/stsci/ (bucket `stpubdata`)
 */
export class CloudCopies {
  readonly #session: MastSession;
  readonly #options: OperationOptions;
  readonly #copies = new Map<string, Copy>();
  #failedLookups = 0;
  #failedCopies = 0;
  #fromCloud = 0;
  #fromMast = 0;

  constructor(session: MastSession, options: OperationOptions = {}) {
    this.#session = session;
    this.#options = options;
  }

  /** Whose requests these copies answer. */
  wrap(transport: Transport): Transport {
    return {
      request: (request) => this.#request(request, transport),
      curl: (request) => transport.curl(request),
      close: () => transport.close(),
    };
  }

  /** Says what a file at MAST is, before it is asked for; `mast:` URIs alone have copies. */
  add(url: string, { uri, bytes }: { readonly uri: string; readonly bytes?: number }): void {
    if (/^mast:/i.test(uri)) this.#copies.set(url, { uri, bytes, tries: 0, isCounted: false });
  }

  /** A file whose fate is known. */
  forget(url: string): void {
    this.#copies.delete(url);
  }

  get counts(): CloudCounts {
    return { fromCloud: this.#fromCloud, fromMast: this.#fromMast };
  }

  async #request(request: DalRequest, transport: Transport): Promise<DalResponse> {
    const copy = request.method === undefined ? this.#copies.get(request.url) : undefined;
    if (copy === undefined) return transport.request(request);
    const found = await this.#fromBucket(copy, request, transport);
    if (found !== undefined) {
      if (!copy.isCounted) this.#fromCloud++;
      copy.isCounted = true;
      return found;
    }
    // It was given, but did not come.
    if (copy.isCounted) this.#fromCloud--;
    this.#fromMast++;
    this.forget(request.url);
    return transport.request(request);
  }

  async #fromBucket(copy: Copy, request: DalRequest, transport: Transport): Promise<DalResponse | undefined> {
    if (this.#failedCopies >= MOST_FAILURES || ++copy.tries > MOST_TRIES) return undefined;
    const key = await this.#keyOf(copy);
    if (key === undefined) return undefined;
    try {
      const response = await transport.request({ ...request, url: objectUrl(CLOUD_BUCKET, key), retries: 1 });
      this.#failedCopies = 0;
      // A part that is not the bucket's is MAST's: there it can be gone on with.
      const isAnew = response.status === 200 && request.headers?.["Range"] !== undefined;
      if (!isAnew && isOfLength(response, copy.bytes)) return response;
      await response.close();
    } catch (failure) {
      if (!isDalError(failure) || failure.code === "DAL_ABORTED" || request.deadline?.isOver === true) throw failure;
      // Not every file has a copy: that says nothing of the others.
      const { httpStatus } = failure.failure;
      if (httpStatus !== 403 && httpStatus !== 404) this.#failedCopies++;
    }
    return undefined;
  }

  /** Asks for files that come next along with this one. */
  #keyOf(copy: Copy): Promise<string | undefined> {
    if (copy.key !== undefined) return copy.key;
    if (this.#failedLookups >= MOST_FAILURES) return Promise.resolve(undefined);
    const all = [...this.#copies.values()];
    const next = all.slice(all.indexOf(copy) + 1).filter(({ key }) => key === undefined);
    const asked = [copy, ...next.slice(0, ASKED_AT_ONCE - 1)];
    const answer = this.#lookUp(asked.map(({ uri }) => uri));
    for (const one of asked) one.key = answer.then((keys) => keys.get(one.uri));
    return copy.key ?? Promise.resolve(undefined);
  }

  async #lookUp(uris: readonly string[]): Promise<ReadonlyMap<string, string>> {
    try {
      const response = await this.#session.request({
        timeoutMs: LOOKUP_MS,
        ...this.#options,
        url: "/api/v0.1/path_lookup/",
        parameters: [...uris.map((uri) => ["uri", uri] as const), ["use_cloud_path", "true"]],
        accept: "application/json",
      });
      const said: unknown = JSON.parse(await response.text());
      this.#failedLookups = 0;
      return new Map(Object.entries(said ?? {}).flatMap(([uri, value]) => keyIn(uri, value)));
    } catch {
      // The files themselves are at MAST, which is asked for them next.
      this.#failedLookups++;
      return new Map();
    }
  }
}

/** `{"status_code": 200, "path": "/hst/public/…"}`, or with 404 and null. */
function keyIn(uri: string, value: unknown): readonly (readonly [uri: string, key: string])[] {
  const { path } = (value ?? {}) as { readonly path?: unknown };
  const key = typeof path === "string" ? path.replace(/^\/+/, "") : "";
  return key === "" ? [] : [[uri, key]];
}

/** A copy of another length is an older, or a newer, edition. */
function isOfLength({ status, headers }: DalResponse, bytes: number | undefined): boolean {
  if (bytes === undefined || status === 416) return true;
  const text = status === 206 ? headers.get("content-range")?.split("/").at(-1) : headers.get("content-length");
  return text == null || Number(text) === bytes;
}
