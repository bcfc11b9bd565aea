import {
  cleanBaseUrl,
  type DalRequest,
  type DalResponse,
  mayUse,
  type OperationOptions,
  type Transport,
  withCredentials,
} from "@armillary/dali";
import { MAST_URL, tokenCredentials } from "./origins.ts";
import { raceAbort } from "./race-abort.ts";
import { explainTokenFailure } from "./token-failure.ts";
import { fetchIdentity, identityUrlOf, type MastIdentity, refusedToken } from "./who-am-i.ts";

export interface MastSessionOptions {
  /** What sends the requests. Its rewrites apply; whether the token may go along is judged before them. */
  readonly transport: Transport;
  /**
   * An API token of auth.mast.stsci.edu, for data under exclusive access. Without one everything that is public is there; with one
   * MAST must accept it: nothing is asked as nobody instead.
   */
  readonly token?: string;
  /** Where MAST is (default `https://mast.stsci.edu`). */
  readonly baseUrl?: string;
  /** Where the catalogues are (default `https://catalogs.mast.stsci.edu`). */
  readonly catalogsUrl?: string;
  /** Where names of objects are resolved in batch (default `https://mastresolver.stsci.edu`). */
  readonly resolverUrl?: string;
  /** Whether the token is shown to MAST before its first use (default true), so that one that expired is told of then. */
  readonly checkToken?: boolean;
}

/** Who asks MAST, and where: what every client of this package takes. Holds no connection of its own. */
export interface MastSession {
  /** Without a slash at its end, as the other two. */
  readonly baseUrl: string;
  readonly catalogsUrl: string;
  readonly resolverUrl: string;
  readonly hasToken: boolean;
  /**
   * The transport that was given, with the token for MAST's own origins: what downloads use. Its first request there waits until
   * MAST has accepted the token, and fails with MastError MAST_TOKEN_REFUSED or MAST_TOKEN_EXPIRED where it did not.
   */
  readonly transport: Transport;
  /**
   * Sends a request; a path (`/api/v0/invoke`) is one at `baseUrl`.
   * @throws MastError codes MAST_TOKEN_* and MAST_NO_ACCESS for what the transport calls DAL_AUTH; DalError for the rest
   */
  request(request: DalRequest): Promise<DalResponse>;
  /**
   * A refusal that `transport` told as DAL_AUTH (a download's, say) in terms of tokens, as MastError; other failures as they are. Where
   * a bare 401 leaves open whether the token or the right to the data is wanting, MAST is asked whom it takes one for.
   */
  explain(failure: unknown): Promise<unknown>;
  /** What was fetched once and holds for the whole session (columns configs, lists of keywords), by a key of its user's. */
  readonly memory: Map<string, Promise<unknown>>;
}

/**
 * Opens a session with MAST. Nothing is asked yet.
 * @throws DalError code DAL_USAGE for a token that would go in clear text, or cannot stand in a header
 */
export function createMastSession({
  transport,
  token,
  baseUrl = MAST_URL,
  catalogsUrl = "https://catalogs.mast.stsci.edu",
  resolverUrl = "https://mastresolver.stsci.edu",
  checkToken = true,
}: MastSessionOptions): MastSession {
  const base = withoutSlash(baseUrl);
  const secret = token?.trim() ?? "";
  const credentials = secret === "" ? [] : tokenCredentials(secret, base);
  const bare = credentials.length === 0 ? transport : withCredentials(transport, credentials);
  const hasToken = credentials.length > 0;
  let accepted: Promise<void> | undefined;

  /** One question for all that wait; one that failed is asked again by the next. */
  const accept = (): Promise<void> => {
    accepted ??= confirm().catch((failure: unknown) => {
      accepted = undefined;
      throw failure;
    });
    return accepted;
  };
  const confirm = async (): Promise<void> => {
    const identity = await fetchIdentity(bare, base).catch(async (failure: unknown) => {
      throw await explain(failure);
    });
    if (identity.isAnonymous) throw refusedToken(base);
  };

  const identityUrl = identityUrlOf(base);
  const checked: Transport = {
    async request(request) {
      const isForMast = credentials.some((credential) => mayUse(credential, request.url));
      if (checkToken && isForMast && request.url !== identityUrl) await raceAbort(accept(), request);
      return bare.request(request);
    },
    curl: (request) => bare.curl(request),
    close: () => bare.close(),
  };
  const ownTransport = hasToken ? checked : bare;
  const explain = (failure: unknown): Promise<unknown> =>
    explainTokenFailure(failure, hasToken, () => fetchIdentity(bare, base));

  return {
    baseUrl: base,
    catalogsUrl: withoutSlash(catalogsUrl),
    resolverUrl: withoutSlash(resolverUrl),
    hasToken,
    transport: ownTransport,
    async request(request) {
      const url = request.url.startsWith("/") ? `${base}${request.url}` : request.url;
      try {
        return await ownTransport.request({ ...request, url });
      } catch (failure) {
        throw await explain(failure);
      }
    },
    explain,
    memory: new Map(),
  };
}

/**
 * Asks MAST who the bearer of the session's token is.
 * @throws MastError code MAST_TOKEN_REFUSED or MAST_TOKEN_EXPIRED where a token was given and MAST takes its bearer for nobody
 */
export async function whoAmI(session: MastSession, options: OperationOptions = {}): Promise<MastIdentity> {
  const identity = await fetchIdentity(session.transport, session.baseUrl, options).catch(async (failure: unknown) => {
    throw await session.explain(failure);
  });
  if (session.hasToken && identity.isAnonymous) throw refusedToken(session.baseUrl);
  return identity;
}

function withoutSlash(url: string): string {
  return cleanBaseUrl(url).replace(/\/+$/, "");
}
