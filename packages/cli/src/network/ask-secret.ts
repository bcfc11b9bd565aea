import { openSync } from "node:fs";
import { ReadStream, WriteStream } from "node:tty";

// What a raw terminal sends for the keys.
const ENTER: readonly string[] = ["\r", "\n", "\u0004"];
const BACKSPACE: readonly string[] = ["\b", "\u007f"];
const INTERRUPT = "\u0003";

/**
 * Asks for something on the terminal without showing what is typed, wherever standard input and output lead.
 * @returns undefined where the process has no terminal
 */
export async function askSecret(question: string): Promise<string | undefined> {
  let input: ReadStream;
  let output: WriteStream;
  try {
    input = new ReadStream(openSync("/dev/tty", "r"));
    output = new WriteStream(openSync("/dev/tty", "w"));
  } catch {
    return undefined;
  }
  output.write(question);
  input.setRawMode(true);
  input.setEncoding("utf8");
  let typed = "";
  try {
    for await (const text of input as AsyncIterable<string>) {
      for (const character of text) {
        if (ENTER.includes(character)) return typed;
        // A raw terminal sends no signals by itself.
        if (character === INTERRUPT) process.kill(process.pid, "SIGINT");
        else typed = BACKSPACE.includes(character) ? [...typed].slice(0, -1).join("") : typed + character;
      }
    }
    return typed;
  } finally {
    input.setRawMode(false);
    output.write("\n");
    input.destroy();
    output.destroy();
  }
}
