import { childUrl, classifyBody, DalError, failureOf, type OperationOptions, type Transport } from "@armillary/dali";
import { parseExamples, type ServiceExample } from "./examples.ts";

/** The examples of a service, and what of them could not be had. */
export interface ServiceExamples {
  readonly examples: readonly ServiceExample[];
  /** Of documents that others continue in and that failed, a sentence each. */
  readonly problems: readonly string[];
}

/** Documents that are read at most. */
const MOST_DOCUMENTS = 20;

/**
 * The examples that a service shows, those of documents that the first one continues in included; none where it has no such
 * document.
 * @throws DalError where the first document cannot be had for another reason
 * @see DALI 1.1, section 2.3 "DALI-examples"; TAP 1.1, section 2.3
 */
export async function fetchExamples(
  transport: Transport,
  baseUrl: string,
  options: OperationOptions = {},
): Promise<ServiceExamples> {
  const waiting = [childUrl(baseUrl, "examples")];
  const seen = new Set<string>();
  const examples: ServiceExample[] = [];
  const problems: string[] = [];
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    if (seen.has(url)) continue;
    if (seen.size === MOST_DOCUMENTS) {
      problems.push(`More than ${MOST_DOCUMENTS} documents of examples: the rest is left out.`);
      break;
    }
    seen.add(url);
    try {
      const document = parseExamples(await fetchPage(transport, url, options), url);
      examples.push(...document.examples);
      waiting.push(...document.continuations.map((link) => link.replace(/#.*$/, "")));
    } catch (failure) {
      if (!(failure instanceof Error)) throw failure;
      const code = "code" in failure ? failure.code : undefined;
      if (code === "DAL_ABORTED" || (seen.size === 1 && code !== "DAL_NOT_FOUND")) throw failure;
      if (seen.size > 1) problems.push(failure.message);
    }
  }
  return { examples, problems };
}

async function fetchPage(transport: Transport, url: string, options: OperationOptions): Promise<string> {
  const response = await transport.request({
    url,
    accept: "application/xhtml+xml, text/html;q=0.9, application/xml;q=0.8, */*;q=0.1",
    ...options,
  });
  try {
    const body = await classifyBody(response.body, response.headers.get("content-type"));
    if (!/^(html|xml)$/.test(body.kind)) throw await failureOf(response, body, { expected: "a page of examples" });
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body.body) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES)
        throw new DalError("DAL_LIMIT", `${url} has more than ${MOST_BYTES} bytes of examples.`, { url });
      chunks.push(chunk);
    }
    return decodePage(chunks, bytes, response.headers.get("content-type"));
  } finally {
    await response.close();
  }
}

const MOST_BYTES = 8 * 1024 * 1024;

/** By the charset of its Content-Type, or of its XML declaration, or UTF-8. */
function decodePage(chunks: readonly Uint8Array[], size: number, contentType: string | null): string {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  const label =
    /charset=["']?([\w-]+)/i.exec(contentType ?? "")?.[1] ?? /^\s*<\?xml[^>]*encoding=["']([\w-]+)/.exec(start)?.[1];
  try {
    return new TextDecoder(label ?? "utf-8").decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
