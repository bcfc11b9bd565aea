import { FORMATS, type FormatName } from "@armillary/formats/vocabulary";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Io } from "../io.ts";
import { parseDuration } from "../quantities.ts";

/** Runs a verb's work, which loads its code only then, and keeps its exit status. */
export type Run = (work: (io: Io) => Promise<0 | 1 | 3>) => Promise<void>;

/**
 * Options that every verb has, behind its own.
 * @param json - what `--json` does for this verb
 */
export function addCommonOptions(command: Command, json: string): Command {
  return command
    .option("--json", json)
    .option("--debug", "print every request, and where in the program an error arose (default: false)");
}

/** Help begins with what people copy. */
export function addExamples(
  command: Command,
  examples: readonly (readonly [line: string, meaning: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`);
  return command.addHelpText("before", `Examples:\n${lines.join("\n")}\n`);
}

const READ_FORMATS: readonly FormatName[] = FORMATS.filter(({ reads }) => reads).map(({ name }) => name);
export const WRITTEN_FORMATS: readonly FormatName[] = FORMATS.filter(({ writes }) => writes).map(({ name }) => name);

export function fromOption(): Option {
  return new Option("--from <format>", "format of IN (default: by its content, then its name)").choices(READ_FORMATS);
}

export function tableOption(): Option {
  return new Option("--table <n>", "which TABLE of the document, from 0").argParser(parseCount).default(0);
}

export function columnsOption(): Option {
  return new Option(
    "--columns <names>",
    'these columns, by name or ID, comma-separated; a name with a comma in "double quotes" (default: all)',
  ).argParser(parseNames);
}

/** @param whole - what the timeout is of */
export function timeoutOption(whole: string = "the whole transfer from a URL"): Option {
  return new Option("--timeout <duration>", `of ${whole}: 30s, 5min (default: none)`).argParser(parseTimeout);
}

export function parseCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(count)) throw new InvalidArgumentError("A whole number from 0 is wanted.");
  return count;
}

export function parsePositive(text: string): number {
  const count = parseCount(text);
  if (count === 0) throw new InvalidArgumentError("A whole number from 1 is wanted.");
  return count;
}

/** Names between commas; those in double quotes may hold commas, and two double quotes there are one. */
export function parseNames(text: string): string[] {
  const names = [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? "").trim(),
  );
  if (names.some((name) => name === "")) throw new InvalidArgumentError("A name between the commas is empty.");
  return names;
}

/** A duration with its unit, in milliseconds. */
export function parseTimeout(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError("A duration is wanted: 30s, 500ms, 5min, 1h.");
  return ms;
}

export function timeoutOf(timeout: number | undefined): { readonly timeoutMs?: number } {
  return timeout === undefined ? {} : { timeoutMs: timeout };
}

/** An option that may be given several times: any of its values will do. `standard`: what holds without it. */
export function severalOption(flags: string, description: string, standard: string = "any"): Option {
  return new Option(flags, `${description}; repeatable (default: ${standard})`).argParser(
    (text: string, before: readonly string[] = []) => [...before, text],
  );
}
