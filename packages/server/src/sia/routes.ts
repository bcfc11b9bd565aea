import { findTable, tableUrl } from "../columns/find-table.ts";
import type { ServerContext } from "../context.ts";
import { chooseFormat } from "../dali/output-formats.ts";
import { ServiceError } from "../errors.ts";
import { answerInTurn } from "../http/answer-in-turn.ts";
import { xmlAnswer } from "../http/answers.ts";
import type { ServerEnv } from "../http/env.ts";
import { readRequest } from "../http/read-request.ts";
import { isObsCore } from "../obscore/obscore-table.ts";
import { openAnswer } from "../tap/open-answer.ts";
import { readMaxrec } from "../tap/tap-request.ts";
import { availabilityDocument } from "../vosi/availability.ts";
import { capabilitiesDocument, capability, httpInterface, vosiCapabilities } from "../vosi/capabilities.ts";
import { buildImageQuery } from "./image-query.ts";

const STANDARD = "ivo://ivoa.net/std/SIA";

/**
 * Answers a search for images in a table of ObsCore, at the base URL and at `query` below it, and what the service says of
 * itself (SIA 2.0, section 2).
 * @throws ServiceError
 */
export async function answerSia(
  context: ServerContext,
  request: Request,
  env: ServerEnv,
  serviceUrl: string,
  path: readonly string[],
): Promise<Response> {
  const [name = "", resource = "query", ...rest] = path;
  const table = findTable(context.engine, name, isObsCore);
  const url = tableUrl(serviceUrl, table);
  const what = rest.length > 0 ? path.join("/") : resource;
  if (what === "capabilities") {
    const search = capability(`${STANDARD}#query-2.0`, [
      httpInterface(`${url}/query`, { use: "base", version: "2.0" }),
    ]);
    return xmlAnswer(capabilitiesDocument([search, ...vosiCapabilities(url)]));
  }
  if (what === "availability") return xmlAnswer(availabilityDocument(context));
  if (what !== "query") throw new ServiceError("SERVER_NOT_FOUND", `An SIA service has no ${what}.`);
  const { parameters } = await readRequest(request, context.limits, context.folder);
  const query = buildImageQuery(table, parameters);
  const format = chooseFormat(parameters.one("RESPONSEFORMAT"));
  const maxrec = readMaxrec(parameters, context.limits);
  const infos = [{ name: "standardID", value: STANDARD }];
  return answerInTurn(context, request, env, (signal) => openAnswer(context, { query, maxrec, format, infos }, signal));
}
