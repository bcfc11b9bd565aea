import { printDuration } from "./duration-text.ts";
import type { TransportEvent } from "./events.ts";

/**
 * An event as a line of a request log, e.g. `#3 > POST https://…/sync`, without secrets. Headers follow on lines of their own
 * with `headers: true`. Undefined for progress, of which there is too much.
 */
export function printEvent(
  event: TransportEvent,
  { headers = false }: { readonly headers?: boolean } = {},
): string | undefined {
  const line = lineOf(event);
  if (line === undefined) return undefined;
  const listed = headers && "headers" in event ? event.headers.map(([name, value]) => `\n    ${name}: ${value}`) : [];
  return `#${event.request} ${line}${listed.join("")}`;
}

function lineOf(event: TransportEvent): string | undefined {
  switch (event.type) {
    case "queued":
      return `… waits for a connection to ${event.host}, behind ${event.ahead}`;
    case "sent": {
      const again = event.attempt === 1 ? "" : ` (attempt ${event.attempt})`;
      return `> ${event.method} ${event.url}${event.rewrittenUrl === undefined ? "" : ` → ${event.rewrittenUrl}`}${again}`;
    }
    case "answered":
      return `< ${event.status} ${event.url} · ${printDuration(event.elapsedMs)}`;
    case "redirected":
      return `↪ ${event.status} ${event.to}`;
    case "retrying":
      return `… ${event.reason}; again in ${printDuration(event.delayMs)}`;
    case "progress":
      return undefined;
    case "done":
      return `✓ ${event.bytes} bytes · ${printDuration(event.elapsedMs)}`;
    case "failed":
      return `✗ ${event.error.code}: ${event.error.message}`;
  }
}
