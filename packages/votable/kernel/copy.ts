/** Copies `length` bytes; up to 63 more are written behind them. Most values are short: a call would cost more. */
@inline
export function copyBytes(out: usize, p: usize, length: u32): void {
  v128.store(out, v128.load(p));
  if (length <= 16) return;
  v128.store(out, v128.load(p, 16), 16);
  if (length <= 32) return;
  if (length <= 64) {
    v128.store(out, v128.load(p, 32), 32);
    v128.store(out, v128.load(p, 48), 48);
  } else memory.copy(out, p, length);
}
