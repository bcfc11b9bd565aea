const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const URI = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i;

/** A UUID in lower case (DALI 1.2, section 3.15); undefined when it is none. */
export function parseUuid(text: string): string | undefined {
  return UUID.test(text) ? text.toLowerCase() : undefined;
}

/** A URI as it was written (DALI 1.2, section 3.14), a scheme at its start; undefined when it is none. */
export function parseUri(text: string): string | undefined {
  return URI.test(text) ? text : undefined;
}

/** What a JSON text says (DALI 1.2, section 3.16); undefined when it is none. Numbers are JavaScript's doubles. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
