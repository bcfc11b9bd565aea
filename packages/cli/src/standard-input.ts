import { fstatSync, read, type Stats } from "node:fs";
import { type ConnectOpts, Socket, type SocketConstructorOpts } from "node:net";
import { promisify } from "node:util";

/** What a pipe holds on most systems: more does not come at once. */
const PIPE_BYTES = 64 * 1024;
const FILE_BYTES = 1024 * 1024;

/**
 * Standard input, once. A chunk's memory is used again after the next is asked for: `process.stdin` takes new memory for
 * each, which on a long way leaves holes in the heap that add up.
 */
export function readStandardInput(): AsyncIterable<Uint8Array> {
  const status = statusOfStdin();
  if (status?.isFile() === true) return fileChunks();
  if (process.platform !== "win32" && (status?.isFIFO() === true || status?.isSocket() === true)) return pipeChunks(0);
  return process.stdin;
}

/** Undefined where standard input is closed. */
function statusOfStdin(): Stats | undefined {
  try {
    return fstatSync(0);
  } catch {
    return undefined;
  }
}

/** From where the file stands: whoever started us may have read of it. */
async function* fileChunks(): AsyncGenerator<Uint8Array, void, void> {
  const memory = new Uint8Array(FILE_BYTES);
  const readInto = promisify(read);
  for (;;) {
    const { bytesRead } = await readInto(0, memory, 0, memory.length, null);
    if (bytesRead === 0) return;
    yield memory.subarray(0, bytesRead);
  }
}

/** What comes through a pipe or socket, read when it is asked for. */
export async function* pipeChunks(fd: number): AsyncGenerator<Uint8Array, void, void> {
  const arrived: Uint8Array[] = [];
  let ended = false;
  let failure: { readonly cause: unknown } | undefined;
  let wake: () => void = () => undefined;
  const options: SocketConstructorOpts & ConnectOpts = {
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer: new Uint8Array(PIPE_BYTES),
      callback: (length, memory) => {
        arrived.push(memory.subarray(0, length));
        wake();
        return false; // There is one buffer: nothing more may come before this was worked on.
      },
    },
  };
  const pipe = new Socket(options);
  pipe.on("end", () => {
    ended = true;
    wake();
  });
  pipe.on("error", (cause) => {
    failure = { cause };
    wake();
  });
  try {
    for (;;) {
      const chunk = arrived.shift();
      if (chunk !== undefined) yield chunk;
      else if (failure !== undefined) throw failure.cause;
      else if (ended) return;
      else {
        const change = new Promise<void>((resolve) => {
          wake = resolve;
        });
        pipe.resume();
        await change;
      }
    }
  } finally {
    pipe.destroy();
  }
}
