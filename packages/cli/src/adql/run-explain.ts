import { type AdqlVersion, caretPicture, check, createCatalog, explain, parse } from "@armillary/adql";
import { type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printable } from "../printable.ts";
import { readQuery } from "./read-query.ts";
import { readSchema, type SchemaSource } from "./read-schema.ts";

export interface ExplainArguments extends NetworkOptions {
  readonly query?: string;
  readonly schema: readonly SchemaSource[];
  readonly json: boolean;
  readonly version?: AdqlVersion;
}

/**
 * `armillary adql explain`: a query in words, then the columns of its result. What is wrong with it goes to stderr.
 * @returns 1 when it is no valid query
 */
export async function runExplain(
  { query, schema, json, version, ...options }: ExplainArguments,
  io: Io,
): Promise<0 | 1> {
  const { text, name } = await readQuery(query, io, options);
  const catalog = createCatalog(await readSchema(schema, io, { ...options, adql: text }));
  const parsed = parse(text, version === undefined ? {} : { version });
  const { problems, valid, columns } = check(parsed, catalog);
  const explanation = explain(parsed, catalog);
  if (json) {
    await writeOut(io.stdout, `${JSON.stringify({ valid, explanation, columns, problems }, undefined, 2)}\n`);
    return valid ? 0 : 1;
  }
  if (explanation !== "") await writeOut(io.stdout, `${printable(explanation)}\n`);
  for (const problem of problems) {
    await writeOut(io.stderr, `${caretPicture(text, problem, name === undefined ? {} : { name: printable(name) })}\n`);
  }
  return valid ? 0 : 1;
}
