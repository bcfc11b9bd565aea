/** `1 811 709 771`, with narrow spaces that do not break the line. */
export function printCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}
