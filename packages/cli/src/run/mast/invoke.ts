import { readFile } from "node:fs/promises";
import { invokeMashup, invokeMashupText, type JsonValue, type MashupQuestion } from "@armillary/mast";
import { failureIn, usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { openMast } from "../../mast/open-session.ts";
import { openSink } from "../../sink.ts";
import { type MastTableArguments, writeRows } from "./write-rows.ts";

export interface InvokeArguments extends MastTableArguments {
  readonly service: string;
  /** `name=value`; a value that is JSON is sent as what it says. */
  readonly parameters: readonly string[];
  /** A whole request, or its `params`, as JSON; `@file`. */
  readonly request?: string;
  /** Print the answer as MAST has it. */
  readonly raw: boolean;
}

/** `armillary mast invoke SERVICE`: any service of Mashup, by its own parameters. */
export async function runInvoke(args: InvokeArguments, io: Io): Promise<void> {
  if (args.filters.length > 0) {
    throw usageError(
      "Services of Mashup have filters of their own form.",
      '--param filters=\'[{"paramName": ..., "values": [...]}]\'',
    );
  }
  const question = await questionOf(args);
  if (args.raw) {
    const strange = args.columns ? "--columns" : args.limit !== undefined ? "--limit" : args.to ? "--to" : undefined;
    if (strange !== undefined) throw usageError(`--raw gives the answer as it is: leave ${strange} out.`);
    const sink = await openSink(args.output, io);
    const mast = await openMast(args, io);
    try {
      const answer = await invokeMashupText(mast.session, question, mast.operation);
      await sink.write(Buffer.from(answer.endsWith("\n") ? answer : `${answer}\n`));
      await sink.commit();
    } finally {
      await sink.discard();
      await mast.close();
    }
    return;
  }
  const params = args.columns === undefined ? question.params : { ...question.params, columns: args.columns.join(",") };
  await writeRows(
    args,
    {
      usage: `mast invoke ${args.service}`,
      open: (asking) =>
        invokeMashup(asking.session, {
          ...question,
          ...(params === undefined ? {} : { params }),
          ...asking.operation,
          ...asking.limit,
          onProgress: asking.onProgress,
        }),
    },
    io,
  );
}

async function questionOf({ service, parameters, request }: InvokeArguments): Promise<MashupQuestion> {
  const given: Pick<MashupQuestion, "params" | "data"> =
    request === undefined ? {} : parseRequest(await textOf(request));
  const params: Record<string, JsonValue | undefined> = { ...given.params };
  for (const parameter of parameters) {
    const at = parameter.indexOf("=");
    if (at <= 0) throw usageError(`"${parameter}" is no parameter: NAME=VALUE is due.`);
    params[parameter.slice(0, at)] = readValue(parameter.slice(at + 1));
  }
  return {
    service,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(given.data === undefined ? {} : { data: given.data }),
  };
}

async function textOf(request: string): Promise<string> {
  if (!request.startsWith("@")) return request;
  const path = request.slice(1);
  return readFile(path, "utf8").catch((failure: unknown) => {
    throw failureIn(path, failure);
  });
}

/** A request as MAST's pages print it, or its `params` alone. */
function parseRequest(text: string): {
  readonly params: Readonly<Record<string, JsonValue>>;
  readonly data?: NonNullable<MashupQuestion["data"]>;
} {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (failure) {
    throw usageError(`The request is no JSON: ${failure instanceof Error ? failure.message : String(failure)}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw usageError("The request is no JSON object.");
  const { params, data } = value as { readonly params?: unknown; readonly data?: unknown };
  if (typeof params !== "object" || params === null) return { params: value as Readonly<Record<string, JsonValue>> };
  const upload = typeof data === "object" && data !== null ? { data: data as NonNullable<MashupQuestion["data"]> } : {};
  return { params: params as Readonly<Record<string, JsonValue>>, ...upload };
}

/** Numbers, lists and objects are what JSON makes of them; integers that a double does not hold, and all else, are text. */
function readValue(text: string): JsonValue {
  try {
    const value = JSON.parse(text) as JsonValue;
    return typeof value === "number" && !Number.isSafeInteger(value) && Number.isInteger(value) ? BigInt(text) : value;
  } catch {
    return text;
  }
}
