import type { ByteReader } from "./connector.ts";

/** What of an answer that nobody reads is drained, so that its connection can be used again; more is given up. */
const DRAINED_BYTES = 64 * 1024;
const DRAINED_MS = 1000;

/** Reads on to the end of an answer that is short, so that its connection can be used again; gives up a longer one. */
export async function drain(body: ByteReader): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DRAINED_MS);
  });
  await Promise.race([readShort(body), isLate]);
  clearTimeout(timer);
  await body.cancel();
}

async function readShort(body: ByteReader): Promise<void> {
  try {
    for (let bytes = 0; bytes < DRAINED_BYTES; ) {
      const chunk = await body.read();
      if (chunk === undefined) return;
      bytes += chunk.length;
    }
  } catch {
    // Whether an answer that nobody wants arrives in full is of no interest.
  }
}
