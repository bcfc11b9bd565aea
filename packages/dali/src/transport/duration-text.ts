/** A duration for messages: `250 ms`, `1.5 s`, `12 min`, `3 h`. */
export function printDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${round(ms / 1000)} s`;
  if (ms < 7_200_000) return `${round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${round(ms / 3_600_000)} h` : `${round(ms / 86_400_000)} days`;
}

function round(value: number): string {
  return String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
}
