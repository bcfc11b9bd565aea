import type { CommandError } from "./failure.ts";
import { hasColor, type Io } from "./io.ts";
import { printable, printableLine } from "./printable.ts";

/** A failure as text for stderr: one paragraph, or with `--json` one line of JSON; `--debug` adds the stack. */
export function printFailure(error: CommandError, io: Io, { json, debug }: { json: boolean; debug: boolean }): string {
  const stack = debug ? `${printable(stackOf(error))}\n` : "";
  if (json) return `${JSON.stringify({ error: error.failure })}\n${stack}`;
  const { code, message, where, line, column, httpStatus, serviceMessage, hint } = error.failure;
  const label = hasColor(io.stderr, io.env) ? "\u001b[1;31merror:\u001b[0m" : "error:";
  // Messages about services name the URL themselves.
  const isNamed = where !== undefined && line === undefined && message.includes(where);
  const place = [
    where === undefined || isNamed ? undefined : printableLine(where),
    line,
    line === undefined ? undefined : column,
  ];
  const located = place.filter((part) => part !== undefined).join(":");
  const words = serviceMessage?.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  // Where lines matter, as in pictures of a query, the message has them run together.
  const isPicture = words !== undefined && serviceMessage?.trim().includes("\n") === true;
  const told = isPicture ? message.replace(`: "${words}"`, "") : message;
  const lines = [`${label} ${located === "" ? "" : `${located}: `}${printable(told)}`];
  if (httpStatus !== undefined && httpStatus >= 300 && !message.includes(String(httpStatus)))
    lines.push(`  HTTP ${httpStatus}`);
  if (serviceMessage !== undefined && words !== undefined && !told.includes(words)) {
    lines.push(...quote(serviceMessage).map((line) => `  ${line}`));
  }
  if (hint !== undefined) lines.push(printable(hint));
  if (code === "UNEXPECTED" || code === "USAGE") return `${lines.join("\n")}\n${stack}`;
  lines[0] += ` (${code})`;
  return `${lines.join("\n")}\n${stack}`;
}

const MOST_QUOTED_LINES = 12;

/** A service's words in quotation marks, as many lines as a screen bears. */
function quote(words: string): string[] {
  // What a line begins with stays: a caret points to what is above it.
  const lines = printable(words.trim()).split(/\s*\n/);
  const shown = lines.slice(0, MOST_QUOTED_LINES).map((line) => (line.length > 500 ? `${line.slice(0, 499)}…` : line));
  if (lines.length > shown.length) shown.push(`… (${lines.length - shown.length} more lines)`);
  return `"${shown.join("\n ")}"`.split("\n");
}

function stackOf(error: Error): string {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}
