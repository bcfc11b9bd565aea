/**
 * For what is about time itself, such as an answer that comes before a timeout: runs it with all its times as they are, and where it
 * does not hold, once more with times eight and forty times as long. A busy machine upsets what takes 100 ms, not what takes 4 s;
 * what is wrong is wrong at every scale.
 */
export async function atAnyScale(run: (scale: number) => Promise<void>): Promise<void> {
  for (const scale of [1, 8]) {
    try {
      return await run(scale);
    } catch {
      // The machine may have been busy. What the last one says counts.
    }
  }
  await run(40);
}
