import { detectEncoding, ENCODING_HEAD_BYTES } from "@armillary/votable/xml";
import { DEFAULT_MAX_BYTES, type XmlOptions, xmlError } from "./options.ts";

/** Bytes of a document as text, by its byte order mark or XML declaration (XML 1.0, appendix F). */
export function decodeXml(bytes: Uint8Array, options: XmlOptions): string {
  const { maxBytes = DEFAULT_MAX_BYTES } = options;
  if (bytes.length > maxBytes) {
    throw xmlError("DAL_LIMIT", `it has ${bytes.length} bytes, more than ${maxBytes} (maxBytes).`, options);
  }
  try {
    const encoding = detectEncoding(bytes.subarray(0, ENCODING_HEAD_BYTES));
    if (encoding.kind === "latin1") return decodeLatin1(bytes);
    const label = encoding.kind === "utf-8" ? "utf-8" : encoding.label;
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch (cause) {
    const words =
      cause instanceof TypeError ? "its bytes are not in the encoding that it has or declares." : String(cause);
    throw xmlError("DAL_FORMAT", words, options, undefined, cause);
  }
}

/** ISO-8859-1 proper: TextDecoder takes that name for windows-1252. */
function decodeLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
