import type { CardValue } from "./card.ts";
import type { FitsHeader } from "./header.ts";
import type { TformCode } from "./tform.ts";

/**
 * How stored numbers become physical ones (FITS 4.0, section 7.3.2, and 4.4.2.5 for images).
 *
 * `offset` is the convention for integers of the other signedness: TZERO is half the range (-128 for bytes), which flips
 * the top bit and stays exact. Every other TSCAL and TZERO is `linear`: physical = zero + scale × stored, as double.
 */
export type Scaling =
  | { readonly kind: "none" }
  | { readonly kind: "offset" }
  | { readonly kind: "linear"; readonly scale: number; readonly zero: number };

const SIGN_OFFSET: Readonly<Partial<Record<TformCode, number>>> = { B: -128, I: 2 ** 15, J: 2 ** 31, K: 2 ** 63 };

/** The keywords that scale a column or an image. */
export interface ScalingKeywords {
  readonly scale: string;
  readonly zero: string;
}

/** Those of column `n` from 1. */
export function columnScaling(n: number): ScalingKeywords {
  return { scale: `TSCAL${n}`, zero: `TZERO${n}` };
}

/** Scaling by the values of two keywords (TSCALn and TZEROn, or BSCALE and BZERO); undefined when one is no number. */
export function parseScaling(header: FitsHeader, keywords: ScalingKeywords, code: TformCode): Scaling | undefined {
  const scale = realOf(header.get(keywords.scale) ?? 1);
  const zero = realOf(header.get(keywords.zero) ?? 0);
  if (scale === undefined || zero === undefined) return undefined;
  if (scale === 1 && zero === 0) return { kind: "none" };
  if (scale === 1 && zero === SIGN_OFFSET[code]) return { kind: "offset" };
  return { kind: "linear", scale, zero };
}

function realOf(value: CardValue): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

/** Integers by code: bits stored, and the least value that they hold. */
export const STORED_INTEGERS: Readonly<
  Partial<Record<TformCode, { readonly bits: 8 | 16 | 32 | 64; readonly least: bigint }>>
> = {
  B: { bits: 8, least: 0n },
  I: { bits: 16, least: -(2n ** 15n) },
  J: { bits: 32, least: -(2n ** 31n) },
  K: { bits: 64, least: -(2n ** 63n) },
};

/** What `offset` adds to a stored integer. */
export function offsetOf(code: TformCode): bigint {
  return BigInt(SIGN_OFFSET[code] ?? 0);
}
