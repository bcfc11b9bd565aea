import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import type { CertificateCredential } from "../auth/credentials.ts";
import { DalError } from "../errors.ts";
import { redactUrl } from "../transport/redact.ts";

/** Ways out of this network, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY name them; the environment is not read here. */
export interface ProxyOptions {
  /** Proxy for http URLs, `http://user:password@host:port`. */
  readonly http?: string;
  /** Proxy for https URLs (default: that for http), through which TLS goes to the service itself. */
  readonly https?: string;
  /** Hosts and domains that are asked directly, between commas or blanks; `*` for all. */
  readonly noProxy?: string;
}

export interface DispatcherOptions {
  readonly proxy?: ProxyOptions;
  /** Certificates of authorities to believe instead of Node's own, in PEM. */
  readonly certificateAuthorities?: string | readonly string[];
  /** The most connections to one origin, of each pool; more requests wait in undici (default: as many as are asked for). */
  readonly connections?: number;
  /** How long a connection may take to come about (default 15 000). */
  readonly connectTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 15_000;
/** No service of the field has anywhere near so much; undici's own limit is 16 KiB. */
const MOST_HEADER_BYTES = 64 * 1024;

/**
 * undici's pools of connections: one for requests that may be sent again, whose connections are kept; one for those that may
 * not, each of which gets a new connection, as a service may close a kept one at the very moment; and one for each client
 * certificate, so that no connection that was opened with it serves anything else.
 */
export class Dispatchers {
  readonly #options: DispatcherOptions;
  readonly #pools = new Map<string | CertificateCredential, Dispatcher>();

  /** @throws DalError code DAL_USAGE for a proxy that is no http or https URL */
  constructor(options: DispatcherOptions) {
    this.#options = options;
    for (const url of [options.proxy?.http, options.proxy?.https]) {
      if (url === undefined || url === "") continue;
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        throw new DalError("DAL_USAGE", `"${redactUrl(url)}" is no proxy: http://HOST:PORT is due.`);
      }
    }
  }

  get(isRepeatable: boolean, certificate: CertificateCredential | undefined): Dispatcher {
    const key = certificate ?? (isRepeatable ? "kept" : "new");
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const pool = this.#open(certificate === undefined && isRepeatable, certificate);
    this.#pools.set(key, pool);
    return pool;
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #open(keepsConnections: boolean, certificate: CertificateCredential | undefined): Dispatcher {
    const { proxy, certificateAuthorities, connectTimeoutMs = CONNECT_TIMEOUT_MS } = this.#options;
    const tls = {
      ...(certificateAuthorities === undefined ? {} : { ca: [certificateAuthorities].flat() }),
      ...(certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key }),
      ...(certificate?.passphrase === undefined ? {} : { passphrase: certificate.passphrase }),
    };
    const options = {
      // Patience is ours.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MOST_HEADER_BYTES,
      connections: this.#options.connections ?? null,
      pipelining: keepsConnections ? 1 : 0,
      connect: { timeout: connectTimeoutMs, ...tls },
    };
    if (proxy === undefined || (proxy.http ?? "") + (proxy.https ?? "") === "") return new Agent(options);
    return new EnvHttpProxyAgent({
      ...options,
      // Given in any case: what is left out is read from the environment.
      httpProxy: proxy.http ?? "",
      httpsProxy: proxy.https ?? proxy.http ?? "",
      noProxy: proxy.noProxy ?? "",
      requestTls: { timeout: connectTimeoutMs, ...tls },
      // Plain requests are handed to the proxy as they are; many proxies refuse tunnels to port 80.
      proxyTunnel: false,
    });
  }
}
