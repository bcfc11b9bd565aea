// A worker of the test page: told the addresses of tables, it streams each into Arrow and says what came of it.
import { type ArrowDigest, digestAsArrow } from "./arrow-digest.ts";

export type WorkerMessage =
  | { readonly kind: "progress"; readonly bytes: number }
  | { readonly kind: "done"; readonly results: readonly ArrowDigest[] }
  | { readonly kind: "failed"; readonly message: string };

const tell = (message: WorkerMessage): void => globalThis.postMessage(message);

globalThis.addEventListener("message", ({ data }: MessageEvent<readonly string[]>) => {
  digestAll(data).then(
    (results) => tell({ kind: "done", results }),
    (error: unknown) => tell({ kind: "failed", message: error instanceof Error ? String(error.stack) : String(error) }),
  );
});

async function digestAll(addresses: readonly string[]): Promise<ArrowDigest[]> {
  const results: ArrowDigest[] = [];
  for (const address of addresses) {
    const response = await fetch(address);
    results.push(await digestAsArrow(response, (bytes) => tell({ kind: "progress", bytes })));
  }
  return results;
}
