/** Milliseconds of processor time that this process has taken: what others take of the machine is not in it. */
export function cpuTimeMs(): number {
  return process.cpuUsage().user / 1000;
}
