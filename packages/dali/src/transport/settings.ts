import type { Credential } from "../auth/credential.ts";
import { checkCredential } from "../auth/credentials.ts";
import type { Connector } from "./connector.ts";
import type { TransportEvent } from "./events.ts";
import { HostSlots, knownPerSecond } from "./politeness.ts";
import type { RedirectRules } from "./redirect.ts";
import { RETRY_DEFAULTS, type RetryOptions } from "./retry.ts";
import { checkRewrite } from "./rewrite.ts";
import type { TransportOptions } from "./types.ts";
import { buildUserAgent } from "./user-agent.ts";

/** Options with their defaults, checked once. */
export interface Settings {
  readonly connector: Connector;
  readonly credentials: readonly Credential[];
  readonly userAgent: string;
  readonly slots: HostSlots;
  readonly timeoutMs: number;
  readonly retry: Required<RetryOptions>;
  readonly maxRedirects: number;
  readonly rules: RedirectRules;
  /** Undefined where nobody listens. */
  readonly emit: ((event: TransportEvent) => void) | undefined;
}

const TIMEOUT_MS = 60_000;
export const CONNECTIONS_PER_HOST = 4;
const REDIRECTS = 10;

/** @throws DalError code DAL_USAGE */
export function settingsOf(options: TransportOptions, connector: Connector): Settings {
  const { connectionsPerHost = CONNECTIONS_PER_HOST, requestsPerSecond = knownPerSecond, onEvent } = options;
  return {
    connector,
    credentials: (options.credentials ?? []).map(checkCredential),
    userAgent: buildUserAgent(options.userAgent, options.purpose),
    slots: new HostSlots({
      slotsOf: typeof connectionsPerHost === "number" ? () => connectionsPerHost : connectionsPerHost,
      perSecondOf: typeof requestsPerSecond === "number" ? () => requestsPerSecond : requestsPerSecond,
    }),
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    retry: { ...RETRY_DEFAULTS, ...options.retry },
    maxRedirects: options.maxRedirects ?? REDIRECTS,
    rules: {
      rewrites: (options.rewrites ?? []).map(checkRewrite),
      allowDowngrade: options.allowDowngrade ?? false,
      allowPrivateTargets: options.allowPrivateTargets ?? false,
    },
    emit:
      onEvent === undefined
        ? undefined
        : (event) => {
            try {
              onEvent(event);
            } catch {
              // A listener that fails must not fail the request.
            }
          },
  };
}
