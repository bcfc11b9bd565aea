import { Readable } from "node:stream";
import { createConnection, type WatchDog } from "vscode-languageserver";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import type { Io } from "../../io.ts";
import { readSchema, type SchemaSource } from "../read-schema.ts";
import { startServer } from "./server.ts";

export interface LspArguments {
  readonly schema: readonly SchemaSource[];
}

/**
 * `armillary adql lsp`: a language server (LSP 3.17) on standard input and output, until it is told to exit or its input
 * ends.
 * @returns 0 when it was shut down before, 1 when the editor just went away
 */
export async function runLsp({ schema }: LspArguments, io: Io): Promise<0 | 1> {
  const input = Readable.from(copies(io.stdin));
  return new Promise((resolve) => {
    const watchDog: WatchDog = {
      shutdownReceived: false,
      initialize: () => undefined,
      exit: (code) => resolve(code === 0 ? 0 : 1),
    };
    const reader = new StreamMessageReader(input);
    // Behind a header that is none the reader waits for the next bytes, though a message may be there already.
    reader.onError(() => setImmediate(() => input.emit("data", Buffer.alloc(0))));
    // The library's own way to standard input ends the process, and looks at the command line.
    const connection = createConnection(
      (logger) => createProtocolConnection(reader, new StreamMessageWriter(io.stdout), logger),
      watchDog,
    );
    input.on("close", () => resolve(watchDog.shutdownReceived ? 0 : 1));
    input.on("error", () => resolve(1));
    startServer(connection, { schema, readSchema: (sources) => readSchema(sources, io) });
  });
}

/** Chunks of standard input are lent, and the reader of messages keeps them. */
async function* copies(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) yield Buffer.from(chunk);
}
