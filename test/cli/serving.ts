import { Writable } from "node:stream";
import { expect } from "vitest";
import type { Io } from "../../packages/cli/src/io.ts";
import { main } from "../../packages/cli/src/main.ts";

/** `armillary serve`, while it runs. */
export interface Serving {
  /** What it printed when it was ready. */
  readonly ready: string;
  readonly stderr: () => string;
  /** Ends it as a signal does; the exit status. */
  stop(): Promise<number>;
}

export async function serving(...args: readonly string[]): Promise<Serving> {
  const [out, err]: [string[], string[]] = [[], []];
  const into = (texts: string[]): Writable =>
    new Writable({
      write(chunk, _, done) {
        texts.push(String(chunk));
        done();
      },
    });
  const io: Io = {
    stdin: { [Symbol.asyncIterator]: async function* () {} },
    stdout: into(out),
    stderr: into(err),
    env: {},
    askSecret: async () => undefined,
    openInBrowser: async () => undefined,
    openKeyring: async () => {
      throw new Error("There is none.");
    },
    onSignal: new Set(),
  };
  const status = main(["serve", ...args, "--port", "0"], io);
  await Promise.race([status, expect.poll(() => out.join(""), { timeout: 20_000 }).toContain("\n")]);
  return {
    ready: out.join(""),
    stderr: () => err.join(""),
    async stop() {
      await Promise.all([...io.onSignal].map((act) => act()));
      return status;
    },
  };
}
