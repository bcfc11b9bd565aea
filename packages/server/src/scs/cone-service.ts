import { positionOf } from "../columns/position-columns.ts";
import type { ServerContext } from "../context.ts";
import { ERROR_TYPE, votable } from "../dali/error-document.ts";
import { chooseFormat } from "../dali/output-formats.ts";
import type { PublishedTable } from "../engine.ts";
import type { ServiceError } from "../errors.ts";
import { answerInTurn } from "../http/answer-in-turn.ts";
import { xmlAnswer } from "../http/answers.ts";
import { openAnswer } from "../tap/open-answer.ts";
import { readMaxrec } from "../tap/tap-request.ts";
import { capabilitiesDocument, capability, httpInterface, vosiCapabilities } from "../vosi/capabilities.ts";
import type { TableService } from "../vosi/table-service.ts";
import { element, type XmlNode } from "../xml.ts";
import { buildConeQuery, readCone } from "./cone-query.ts";

/** Whether a table can be searched around a position. */
export function hasCones(table: PublishedTable): boolean {
  return positionOf(table) !== undefined;
}

/** Searches for rows around a position (Simple Cone Search 1.03). */
export const CONE_SERVICE: TableService = {
  title: "A cone search",
  serves: hasCones,
  capabilities: coneCapabilities,
  async answer({ context, table, request, env, parameters }) {
    const cone = readCone(parameters);
    const format = chooseFormat(parameters.one("RESPONSEFORMAT"));
    // A radius of 0 asks for the columns alone (section 2.1).
    const maxrec = cone.radiusDeg === 0 ? 0 : readMaxrec(parameters, context.limits);
    const { query, describe } = buildConeQuery(table, cone);
    const infos = [{ name: "standardID", value: "ivo://ivoa.net/std/ConeSearch" }];
    return answerInTurn(context, request, env, (signal) =>
      openAnswer(context, { query, maxrec, format, infos, describe }, signal),
    );
  },
};

/**
 * That a search failed: an INFO called Error in the place where the standard has it, and the words of DALI. What is wrong with
 * the question has HTTP's 200, for clients of this protocol look into the document alone (Simple Cone Search 1.03, section 2.3).
 */
export function coneError({ message, httpStatus }: ServiceError): Response {
  const document = votable(
    element("INFO", { ID: "Error", name: "Error", value: message }),
    element("RESOURCE", { type: "results" }, element("INFO", { name: "QUERY_STATUS", value: "ERROR" }, message)),
  );
  return xmlAnswer(document, { type: ERROR_TYPE, status: httpStatus === 400 ? 200 : httpStatus });
}

function coneCapabilities({ limits }: ServerContext, url: string): XmlNode {
  const search = capability("ivo://ivoa.net/std/ConeSearch", [httpInterface(`${url}?`, { use: "base" })], {
    attributes: { "xsi:type": "cs:ConeSearch" },
    children: [
      element("maxSR", "180.0"),
      element("maxRecords", String(limits.maxRows)),
      element("verbosity", "true"),
      element("testQuery", element("ra", "0"), element("dec", "0"), element("sr", "0.1")),
    ],
  });
  return capabilitiesDocument([search, ...vosiCapabilities(url)], {
    "xmlns:cs": "http://www.ivoa.net/xml/ConeSearch/v1.0",
  });
}
