/**
 * What several sources give, of whichever has something first; undefined where a source has no more. A source is asked for its next when
 * what it gave was dealt with, and nobody waits for another one's.
 */
export async function* whicheverNext<Source, Item>(
  sources: readonly Source[],
  next: (source: Source) => Promise<Item | undefined>,
): AsyncGenerator<readonly [source: Source, item: Item | undefined], void, void> {
  const pending = new Map<Source, Promise<readonly [Source, Item | undefined]>>();
  const ask = (source: Source): void => {
    pending.set(
      source,
      next(source).then((item) => [source, item]),
    );
  };
  for (const source of sources) ask(source);
  while (pending.size > 0) {
    const came = await Promise.race(pending.values());
    const [source, item] = came;
    pending.delete(source);
    yield came;
    if (item !== undefined) ask(source);
  }
}
