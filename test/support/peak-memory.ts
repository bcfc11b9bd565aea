import { readFileSync } from "node:fs";
import process from "node:process";

/**
 * The most memory that this process had, in MB. Not by `resourceUsage` where Linux tells it otherwise: the maximum there begins with what
 * the process that started this one had, which is vitest, and large.
 */
export function peakMemoryMb(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  } catch {
    // Another system.
  }
  return process.resourceUsage().maxRSS / 1024;
}
