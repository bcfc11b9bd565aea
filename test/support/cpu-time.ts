/** Milliseconds of processor time that this process has taken: what others take of the machine is not in it. */
export function cpuTimeMs(): number {
  return process.cpuUsage().user / 1000;
}

/** Milliseconds of processor time that something takes, the least of nine tries: without what is compiled and collected beside it. */
export function leastCpuTimeMs(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < 9; tried++) {
    const startMs = cpuTimeMs();
    run();
    least = Math.min(least, cpuTimeMs() - startMs);
  }
  return least;
}
