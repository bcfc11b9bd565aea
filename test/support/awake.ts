import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for so many milliseconds in which this process runs, in twenty steps: one that has stood still for a second has had one step, not all
 * of them, and what it was sent meanwhile it can take.
 */
export async function awake(ms: number): Promise<void> {
  for (let step = 0; step < 20; step++) await sleep(ms / 20);
}
