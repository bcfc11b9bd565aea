import type { ServerContext } from "../context.ts";
import { ServiceError, usageError } from "../errors.ts";
import { answerInTurn } from "../http/answer-in-turn.ts";
import { textAnswer, xmlAnswer } from "../http/answers.ts";
import { decodePath } from "../http/decode-path.ts";
import type { ServerEnv } from "../http/env.ts";
import { readRequest, removeFiles } from "../http/read-request.ts";
import type { QueryExample } from "../options.ts";
import { examplesPage } from "../pages/examples-page.ts";
import { availabilityDocument } from "../vosi/availability.ts";
import { tapCapabilities } from "../vosi/capabilities.ts";
import { tableDocument, tablesDocument } from "../vosi/tables.ts";
import { answerTap } from "./answer-tap.ts";

/** Answers a query at once (TAP 1.1, section 2.1). @throws ServiceError */
export async function answerSync(context: ServerContext, request: Request, env: ServerEnv): Promise<Response> {
  const { parameters, files } = await readRequest(request, context.limits, context.folder);
  try {
    return await answerInTurn(context, request, env, (signal) => answerTap(context, parameters, files, signal, "sync"));
  } finally {
    // The engine has taken them in by now.
    await removeFiles(files);
  }
}

/**
 * Answers what a TAP service says of itself (TAP 1.1, sections 2.3 to 2.6).
 * @param baseUrl - of the service
 * @param path - below it, without a slash in front
 * @throws ServiceError SERVER_NOT_FOUND, SERVER_USAGE
 */
export function answerTapMetadata(
  context: ServerContext,
  request: Request,
  baseUrl: string,
  path: string,
  examples: readonly QueryExample[],
): Response {
  const [first = "", ...rest] = path.split("/");
  if (first === "tables") return answerTables(context, new URL(request.url).searchParams, decodePath(rest.join("/")));
  if (rest.length === 0) {
    switch (first) {
      case "capabilities":
        return xmlAnswer(tapCapabilities(context, baseUrl));
      case "availability":
        return xmlAnswer(availabilityDocument(context));
      case "examples":
        return textAnswer(examplesPage(context.title, examples), { type: "application/xhtml+xml; charset=utf-8" });
      default:
    }
  }
  throw new ServiceError("SERVER_NOT_FOUND", `A TAP service has no ${path}.`);
}

function answerTables({ engine }: ServerContext, search: URLSearchParams, name: string): Response {
  const { tables = [] } = engine.metadata;
  if (name !== "") {
    const table = tables.find((each) => each.name === name) ?? tables.find((each) => isNamed(each.name, name));
    if (table === undefined) throw new ServiceError("SERVER_NOT_FOUND", `There is no table ${name}.`);
    return xmlAnswer(tableDocument(table));
  }
  const detail = [...search].find(([key]) => key.toLowerCase() === "detail")?.[1] ?? "max";
  if (detail !== "min" && detail !== "max") throw usageError(`detail ${detail} is none: it is min or max.`);
  return xmlAnswer(tablesDocument(tables, detail));
}

/** Names without quotes are the same in any case (ADQL 2.1, section 2.1.2). */
function isNamed(name: string, asked: string): boolean {
  return !name.includes('"') && name.toLowerCase() === asked.toLowerCase();
}
