import { findTable, tableUrl } from "../columns/find-table.ts";
import type { ServerContext } from "../context.ts";
import { chooseFormat } from "../dali/output-formats.ts";
import { ServiceError, usageError } from "../errors.ts";
import { answerInTurn } from "../http/answer-in-turn.ts";
import { xmlAnswer } from "../http/answers.ts";
import type { ServerEnv } from "../http/env.ts";
import { readRequest } from "../http/read-request.ts";
import { isObsCore } from "../obscore/obscore-table.ts";
import { openAnswer } from "../tap/open-answer.ts";
import { readMaxrec } from "../tap/tap-request.ts";
import { availabilityDocument } from "../vosi/availability.ts";
import { capabilitiesDocument, capability, httpInterface, vosiCapabilities } from "../vosi/capabilities.ts";
import { buildSpectrumQuery } from "./spectrum-query.ts";

const STANDARD = "ivo://ivoa.net/std/SSA";

/**
 * Answers a search for spectra in a table of ObsCore, and what the service says of itself (SSA 1.1).
 * @throws ServiceError
 */
export async function answerSsa(
  context: ServerContext,
  request: Request,
  env: ServerEnv,
  serviceUrl: string,
  path: readonly string[],
): Promise<Response> {
  const [name = "", ...rest] = path;
  const table = findTable(context.engine, name, isObsCore);
  const url = tableUrl(serviceUrl, table);
  const what = rest.join("/");
  if (what === "capabilities") {
    const search = capability(STANDARD, [httpInterface(`${url}?`, { use: "base", version: "1.1" })]);
    return xmlAnswer(capabilitiesDocument([search, ...vosiCapabilities(url)]));
  }
  if (what === "availability") return xmlAnswer(availabilityDocument(context));
  if (what !== "") throw new ServiceError("SERVER_NOT_FOUND", `An SSA service has no ${what}.`);
  const { parameters } = await readRequest(request, context.limits, context.folder);
  const operation = parameters.one("REQUEST") ?? "queryData";
  if (operation.toLowerCase() !== "querydata") throw usageError(`REQUEST ${operation} is none: it is queryData.`);
  const isMetadata = parameters.one("FORMAT")?.toUpperCase() === "METADATA";
  const asked = isMetadata ? parameters.without("FORMAT") : parameters;
  const { query, describe } = buildSpectrumQuery(table, asked);
  const format = chooseFormat(parameters.one("RESPONSEFORMAT"));
  const maxrec = isMetadata ? 0 : readMaxrec(parameters, context.limits);
  const infos = [
    { name: "SERVICE_PROTOCOL", value: "1.1", text: "SSAP" },
    { name: "standardID", value: STANDARD },
  ];
  return answerInTurn(context, request, env, (signal) =>
    openAnswer(context, { query, maxrec, format, infos, describe }, signal),
  );
}
