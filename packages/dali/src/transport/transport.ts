import { DalError } from "../errors.ts";
import type { Connector } from "./connector.ts";
import { curlOf } from "./curl.ts";
import { Exchange } from "./exchange.ts";
import { connectByFetch } from "./fetch-connector.ts";
import { type Settings, settingsOf } from "./settings.ts";
import type { DalRequest, DalResponse, Transport, TransportOptions } from "./types.ts";

/**
 * A transport over `fetch`, the browser's or any other. Node has a better one in `@armillary/dali/node`: with connections of
 * its own, proxies, client certificates, and uploads that stream.
 *
 * Browsers follow redirects themselves, unseen: there `redirect: "manual"` gives the answer at the end of them, whose `url` says
 * where that was, and rewriting does not reach redirect targets.
 * @throws DalError code DAL_USAGE for options that contradict themselves
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const { fetch = globalThis.fetch } = options;
  return transportOver(
    connectByFetch((...parts) => fetch(...parts)),
    options,
  );
}

/** A transport over any way to send single requests. */
export function transportOver(connector: Connector, options: TransportOptions): Transport {
  return new HttpTransport(settingsOf(options, connector));
}

class HttpTransport implements Transport {
  readonly #settings: Settings;
  readonly #closing = new AbortController();
  #requests = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  async request(request: DalRequest): Promise<DalResponse> {
    if (this.#closing.signal.aborted) throw new DalError("DAL_USAGE", "The transport was closed before.");
    return new Exchange(request, this.#settings, ++this.#requests, this.#closing.signal).run();
  }

  curl(request: DalRequest): string {
    return curlOf(request, this.#settings);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#settings.connector.close();
  }
}
