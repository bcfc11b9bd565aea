import { type Completion, complete, offsetAt } from "@armillary/adql";
import { usageError } from "../failure.ts";
import { type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printableLine } from "../printable.ts";
import { readQuery } from "./read-query.ts";
import { readSchema, type SchemaSource } from "./read-schema.ts";

export interface CompleteArguments extends NetworkOptions {
  readonly query?: string;
  readonly schema: readonly SchemaSource[];
  /** UTF-16 units, from 0. */
  readonly offset?: number;
  /** From 1, with `column`. */
  readonly line?: number;
  readonly column?: number;
  readonly limit: number;
  readonly json: boolean;
}

/**
 * `armillary adql complete`: what could stand at a place of a query, the best first, a line each.
 * @returns 0, also where nothing could
 * @throws CommandError USAGE for a place that the text does not have
 */
export async function runComplete(
  { query, schema, offset, line, column, limit, json, ...options }: CompleteArguments,
  io: Io,
): Promise<0> {
  const { text } = await readQuery(query, io, options);
  const at = line === undefined ? (offset ?? text.length) : offsetAt(text, { line, column: column ?? 1 });
  if (at === undefined || at > text.length)
    throw usageError("The query has no such place.", `It ends at ${text.length}.`);
  const completions = complete(text, at, await readSchema(schema, io, { ...options, adql: text }), { limit });
  await writeOut(io.stdout, json ? `${JSON.stringify({ offset: at, completions })}\n` : printList(completions));
  return 0;
}

const LONGEST_LABEL = 40;

/** `column  ra  DOUBLE PRECISION · deg`, aligned. */
function printList(completions: readonly Completion[]): string {
  const lines = completions.map(({ kind, label, detail = "" }) => ({
    kind,
    label: printableLine(label),
    detail: printableLine(detail),
  }));
  const kindWidth = Math.max(0, ...lines.map(({ kind }) => kind.length));
  const labelWidth = Math.min(LONGEST_LABEL, Math.max(0, ...lines.map(({ label }) => label.length)));
  return lines
    .map(({ kind, label, detail }) => `${kind.padEnd(kindWidth)}  ${label.padEnd(labelWidth)}  ${detail}`.trimEnd())
    .map((written) => `${written}\n`)
    .join("");
}
