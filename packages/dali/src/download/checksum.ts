/** Ways to tell bytes by, the surest first. */
export const CHECKSUM_ALGORITHMS = ["sha512", "sha256", "sha1", "md5"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** What the bytes of a file come to, as somebody declared it. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Hexadecimal, small letters. */
  readonly hex: string;
}

const HEX_DIGITS: Readonly<Record<ChecksumAlgorithm, number>> = { sha512: 128, sha256: 64, sha1: 40, md5: 32 };

/**
 * Reads a checksum as tables have it: `md5:d41d8cd9…` (CAOM), `sha-256=…`, or bare hexadecimal digits, whose number tells the
 * algorithm unless `algorithm` says it.
 * @returns undefined for what is none, or of an algorithm that is not known
 */
export function parseChecksum(text: string, algorithm?: ChecksumAlgorithm): Checksum | undefined {
  const match = /^(?:(md5|sha-?(?:1|256|512))\s*[:=]\s*)?([0-9a-f]+)$/i.exec(text.trim());
  const hex = match?.[2]?.toLowerCase();
  if (hex === undefined) return undefined;
  const named = match?.[1]?.toLowerCase().replace("-", "") as ChecksumAlgorithm | undefined;
  const meant = named ?? algorithm ?? CHECKSUM_ALGORITHMS.find((each) => HEX_DIGITS[each] === hex.length);
  return meant === undefined || hex.length !== HEX_DIGITS[meant] ? undefined : { algorithm: meant, hex };
}

/** `md5:d41d8cd9…`, which `parseChecksum` reads. */
export function printChecksum({ algorithm, hex }: Checksum): string {
  return `${algorithm}:${hex}`;
}
