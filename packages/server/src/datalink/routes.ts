import { convert } from "@armillary/formats";
import { findTable, tableUrl } from "../columns/find-table.ts";
import type { ServerContext } from "../context.ts";
import { chooseFormat } from "../dali/output-formats.ts";
import { ServiceError, usageError } from "../errors.ts";
import { asServiceError } from "../failure.ts";
import { answerInTurn } from "../http/answer-in-turn.ts";
import { xmlAnswer } from "../http/answers.ts";
import type { ServerEnv } from "../http/env.ts";
import { readRequest } from "../http/read-request.ts";
import { isObsCore } from "../obscore/obscore-table.ts";
import { availabilityDocument } from "../vosi/availability.ts";
import { capabilitiesDocument, capability, httpInterface, vosiCapabilities } from "../vosi/capabilities.ts";
import { linksOf } from "./links.ts";

/** Datasets of one request. */
const MOST_IDS = 1000;

/**
 * Answers what belongs to datasets of a table of ObsCore, and what the service says of itself (DataLink 1.1, section 2).
 * @throws ServiceError
 */
export async function answerLinks(
  context: ServerContext,
  request: Request,
  env: ServerEnv,
  serviceUrl: string,
  path: readonly string[],
): Promise<Response> {
  const [name = "", resource = "links", ...rest] = path;
  const table = findTable(context.engine, name, isObsCore);
  const url = tableUrl(serviceUrl, table);
  const what = rest.length > 0 ? path.join("/") : resource;
  if (what === "capabilities") {
    const links = capability("ivo://ivoa.net/std/DataLink#links-1.1", [
      httpInterface(`${url}/links`, { use: "base", version: "1.1" }),
    ]);
    return xmlAnswer(capabilitiesDocument([links, ...vosiCapabilities(url)]));
  }
  if (what === "availability") return xmlAnswer(availabilityDocument(context));
  if (what !== "links") throw new ServiceError("SERVER_NOT_FOUND", `A DataLink service has no ${what}.`);
  const { parameters } = await readRequest(request, context.limits, context.folder);
  const ids = [...new Set(parameters.all("ID"))];
  if (ids.length > MOST_IDS) throw usageError(`More than ${MOST_IDS} datasets are asked for.`);
  const asked = parameters.one("RESPONSEFORMAT");
  const { contentType, format, options } = chooseFormat(asked);
  return answerInTurn(context, request, env, async (signal) => {
    try {
      const links = await linksOf(context.engine, table, ids, signal);
      return {
        // With the words by which clients know such a table (section 3.3).
        contentType: asked === undefined ? `${contentType};content=datalink` : contentType,
        bytes: convert(links, format, options),
        close: () => links.close(),
      };
    } catch (failure) {
      throw asServiceError(signal.aborted ? signal.reason : failure);
    }
  });
}
