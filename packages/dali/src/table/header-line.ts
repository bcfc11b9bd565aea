/** Text of which it is known whether it has a line of names. */
export interface Headed {
  /** With one in any case. */
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly wasMissing: boolean;
}

/** A line of names is shorter. */
const MOST_BYTES = 256 * 1024;

/**
 * Puts names of columns, by number, in front of CSV or TSV that begins with its first row, as DaCHS sends `tsv` and bare
 * `text/csv`: in DALI names are never numbers. No more is read than the first line.
 */
export async function headed(
  source: AsyncIterable<Uint8Array>,
  delimiter: "," | "\t",
  contentType: string | null,
): Promise<Headed> {
  const chunks = source[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("\n") && text.length < MOST_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    read.push(value);
    text += decoder.decode(value, { stream: true });
  }
  const cells = cellsOf(text.split(/\r?\n/, 1)[0] ?? "", delimiter);
  const isSaid = /;\s*header\s*=\s*"?absent/i.test(contentType ?? "");
  const wasMissing = isSaid || cells.some(isNumber);
  const names = wasMissing ? `${cells.map((_, index) => `col${index + 1}`).join(delimiter)}\n` : "";
  return { bytes: { [Symbol.asyncIterator]: () => replay(names, read, chunks) }, wasMissing };
}

/** Not a generator: leaving must close the source also before the first chunk. */
function replay(names: string, read: Uint8Array[], chunks: AsyncIterator<Uint8Array>): AsyncIterator<Uint8Array> {
  if (names !== "") read.unshift(new TextEncoder().encode(names));
  return {
    async next() {
      const value = read.shift();
      return value === undefined ? chunks.next() : { value, done: false };
    },
    async return() {
      await chunks.return?.();
      return { value: undefined, done: true };
    },
  };
}

function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === delimiter && !isQuoted) {
      cells.push(cell);
      cell = "";
    } else cell += character;
  }
  return [...cells, cell];
}

function isNumber(cell: string): boolean {
  const text = cell.trim();
  return text !== "" && !Number.isNaN(Number(text));
}
