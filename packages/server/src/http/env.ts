/** What Node's server has beside a request; absent where there is no socket. */
export interface ServerEnv {
  readonly outgoing?: { destroy(): unknown };
}
