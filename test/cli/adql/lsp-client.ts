import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { ARMILLARY } from "../command.ts";

export interface Message {
  readonly id?: number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a server says
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a server says
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An editor that speaks to `armillary adql lsp` in raw frames. */
export class LspClient {
  readonly #child: ChildProcess;
  readonly ended: Promise<readonly [status: number | null, signal: string | null]>;
  /** Everything on standard error. */
  stderr = "";
  /** Bytes of standard output that are no frame. */
  noise = "";
  readonly #messages: Message[] = [];
  #waiting: (() => void)[] = [];
  #rest = Buffer.alloc(0);
  #id = 0;

  constructor(args: readonly string[] = [], cwd?: string, env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [ARMILLARY, "adql", "lsp", ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
    });
    this.ended = once(this.#child, "exit") as Promise<[number | null, string | null]>;
    this.#child.stdout?.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.#child.stdin?.on("error", () => undefined);
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = this.#rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = /^Content-Length: (\d+)$/m.exec(
        this.#rest.subarray(0, end).toString("latin1").replaceAll("\r", ""),
      )?.[1];
      if (length === undefined) {
        this.noise += this.#rest.toString();
        return;
      }
      const start = end + 4;
      if (this.#rest.length < start + Number(length)) return;
      this.#messages.push(JSON.parse(this.#rest.subarray(start, start + Number(length)).toString()) as Message);
      this.#rest = this.#rest.subarray(start + Number(length));
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  /** The first message that fits, once it has come; it is not given again. */
  async next(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const index = this.#messages.findIndex(fits);
      const [found] = index < 0 ? [] : this.#messages.splice(index, 1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  write(raw: string | Uint8Array): void {
    this.#child.stdin?.write(raw);
  }

  send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  notify(method: string, params: object = {}): void {
    this.send({ method, params });
  }

  /** @returns the whole answer, an error too */
  async ask(method: string, params?: object): Promise<Message> {
    const id = ++this.#id;
    this.send({ id, method, ...(params === undefined ? {} : { params }) });
    return this.next((message) => message.id === id && message.method === undefined);
  }

  async initialize(options: object = {}): Promise<Message> {
    const answer = await this.ask("initialize", { processId: null, rootUri: null, capabilities: {}, ...options });
    this.notify("initialized");
    return answer;
  }

  open(uri: string, text: string): void {
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "adql", version: 1, text } });
  }

  /** What is wrong with a version of a document. */
  // biome-ignore lint/suspicious/noExplicitAny: as the protocol has them
  async diagnostics(uri: string, version = 1): Promise<any[]> {
    const { params } = await this.next(
      ({ method, params }) =>
        method === "textDocument/publishDiagnostics" && params.uri === uri && params.version === version,
    );
    return params.diagnostics;
  }

  closeInput(): void {
    this.#child.stdin?.end();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
