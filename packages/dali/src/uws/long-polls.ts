import type { Transport } from "../transport/types.ts";

/**
 * Answers that are held back at a time, of one host and one transport. Each takes one of the few connections that a
 * transport has to a host: jobs that only wait must not keep others from being sent, read or deleted.
 */
const MOST_AT_A_TIME = 2;

const waiting = new WeakMap<Transport, Map<string, number>>();

/** Whether another answer may be held back; if so, what to call when it has come. */
export function enterLongPoll(transport: Transport, url: string): (() => void) | undefined {
  const hosts = waiting.get(transport) ?? new Map<string, number>();
  waiting.set(transport, hosts);
  const { host } = new URL(url);
  const count = hosts.get(host) ?? 0;
  if (count >= MOST_AT_A_TIME) return undefined;
  hosts.set(host, count + 1);
  return () => {
    const left = (hosts.get(host) ?? 1) - 1;
    if (left === 0) hosts.delete(host);
    else hosts.set(host, left);
  };
}
