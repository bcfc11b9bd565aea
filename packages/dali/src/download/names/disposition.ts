/**
 * The file name of a Content-Disposition: `filename*` (RFC 8187: charset, percent-encoded) before `filename`, which servers write in
 * UTF-8 although HTTP has Latin-1, percent-encoded although it is not, and with a path in front, of which the last part counts
 * (RFC 6266, section 4.3). Not made safe.
 * @param header - as `Headers` gives it, one character a byte
 */
export function fileNameOf(header: string | null): string | undefined {
  const parameters = readParameters(header ?? "");
  const name = decodeExtended(parameters.get("filename*")) ?? decodePlain(parameters.get("filename"));
  const last = name?.split(/[/\\]/).at(-1)?.trim();
  return last === undefined || last === "" ? undefined : last;
}

/** Names in small letters; of a parameter that is there twice the first. */
function readParameters(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", quoted, bare = ""] of header.matchAll(
    /(?:^|;)\s*([\w!#$&+.^`|~*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g,
  )) {
    const value = quoted === undefined ? bare.trim() : unquote(quoted);
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), value);
  }
  return found;
}

/** A backslash before a quote or another stands for itself; before anything else it is Windows' own, of a whole path. */
function unquote(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}

function decodeExtended(value: string | undefined): string | undefined {
  const [, charset = "", encoded = ""] = /^([\w-]+)'[^']*'(.*)$/s.exec(value ?? "") ?? [];
  if (charset === "") return undefined;
  const bytes = Uint8Array.from(
    [...encoded.matchAll(/%([0-9a-f]{2})|[\s\S]/gi)].map(([character, hex]) =>
      hex === undefined ? character.charCodeAt(0) : Number.parseInt(hex, 16),
    ),
  );
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodePlain(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = asUtf8(value);
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function asUtf8(bytesAsText: string): string {
  if (!/^[\0-\xff]*$/.test(bytesAsText)) return bytesAsText;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytesAsText, (each) => each.charCodeAt(0)));
  } catch {
    return bytesAsText;
  }
}
