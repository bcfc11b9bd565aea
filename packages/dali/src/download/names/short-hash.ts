/**
 * 16 hexadecimal digits that tell texts apart: two FNV-1a hashes of 32 bits, the second of the text behind a letter. The same on
 * every machine and in every version, as names on disk depend on it; not made against people who look for collisions, which
 * callers must bear.
 */
export function hashText(text: string): string {
  return fnv(text) + fnv(`x${text}`);
}

function fnv(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
