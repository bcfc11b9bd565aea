/** Why no answer came. */
export interface NetworkFailure {
  /** In words that follow the name of the service: "refused the connection". */
  readonly words: string;
  /** Whether another try could fare better. */
  readonly isPassing: boolean;
  /** Nobody was reached at all: what else is asked of that host would fare no better. */
  readonly isUnreachable?: true;
}

/** What the system's codes mean to a user; the rest is said in the system's own words. */
const KNOWN: Readonly<Record<string, NetworkFailure>> = {
  ECONNREFUSED: { words: "refused the connection: nothing listens there", isPassing: true, isUnreachable: true },
  ECONNRESET: { words: "broke the connection off", isPassing: true },
  EPIPE: { words: "broke the connection off", isPassing: true },
  UND_ERR_SOCKET: { words: "broke the connection off", isPassing: true },
  ETIMEDOUT: { words: "could not be reached in time", isPassing: true },
  UND_ERR_CONNECT_TIMEOUT: { words: "could not be reached in time", isPassing: true, isUnreachable: true },
  EHOSTUNREACH: { words: "cannot be reached from here", isPassing: true, isUnreachable: true },
  ENETUNREACH: {
    words: "cannot be reached from here; this machine may not be connected",
    isPassing: true,
    isUnreachable: true,
  },
  EAI_AGAIN: {
    words: "could not be looked up by name just now; this machine may not be connected",
    isPassing: true,
    isUnreachable: true,
  },
  ENOTFOUND: {
    words: "is not a host that the name service knows; the name may be wrong",
    isPassing: false,
    isUnreachable: true,
  },
  CERT_HAS_EXPIRED: { words: "shows a TLS certificate that has expired", isPassing: false },
  ERR_TLS_CERT_ALTNAME_INVALID: { words: "shows a TLS certificate of another host", isPassing: false },
  DEPTH_ZERO_SELF_SIGNED_CERT: { words: "shows a TLS certificate that it signed itself", isPassing: false },
  SELF_SIGNED_CERT_IN_CHAIN: {
    words: "shows a TLS certificate of an authority that is not known here",
    isPassing: false,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    words: "shows a TLS certificate of an authority that is not known here",
    isPassing: false,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    words: "shows a TLS certificate of an authority that is not known here",
    isPassing: false,
  },
  UND_ERR_HEADERS_OVERFLOW: { words: "sent more headers than anyone needs", isPassing: false },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { words: "sent another length than it announced", isPassing: true },
  Z_BUF_ERROR: { words: "broke off in the middle of compressed data", isPassing: true },
};

/** Chromium's, Firefox's and Safari's for every failure of fetch alike. */
const BROWSERS_WORDS = /^(?:Failed to fetch|NetworkError when attempting to fetch resource\.?|Load failed)$/;

/** What is behind a rejected fetch, whose own message tells nothing ("fetch failed", "terminated"). */
export function describeNetworkFailure(thrown: unknown): NetworkFailure {
  const chain = causesOf(thrown);
  for (const error of chain) {
    // undici's HTTPParserError has a code on some ways, and none on others.
    if (error.name === "HTTPParserError") {
      const detail = /\(([^()]+)\)$/.exec(error.message)?.[1] ?? error.message;
      return { words: `does not answer in HTTP (${detail.replace(/\.$/, "")})`, isPassing: false };
    }
    const code = (error as { readonly code?: unknown }).code;
    if (typeof code !== "string") continue;
    const known = KNOWN[code];
    if (known !== undefined) return known;
    if (/^(?:Z_|ERR_(?:BROTLI_DECODER_)?_?ERROR_|ERR__ERROR_)/.test(code)) {
      return { words: `sent compressed data that does not decompress (${error.message})`, isPassing: false };
    }
    if (/^(?:ERR_SSL|ERR_TLS|EPROTO|CERT_|UNABLE_)/.test(code)) {
      return {
        words: `could not be spoken to by TLS (${error.message.trim().split("\n")[0] ?? code})`,
        isPassing: false,
      };
    }
  }
  const deepest = chain.at(-1);
  if (deepest !== undefined && BROWSERS_WORDS.test(deepest.message)) {
    const words = `could not be reached, or does not let pages of other origins ask it (CORS); browsers do not say which (${deepest.message.replace(/\.$/, "")})`;
    return { words, isPassing: true };
  }
  return { words: `could not be reached (${deepest?.message.replace(/\.$/, "") ?? String(thrown)})`, isPassing: true };
}

/** The error, what caused it, and so on; of several that happened together the first. */
function causesOf(thrown: unknown): readonly Error[] {
  const chain: Error[] = [];
  let error = thrown;
  while (error instanceof Error && !chain.includes(error)) {
    chain.push(error);
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
  return chain;
}
