import { chooseFormat } from "../dali/output-formats.ts";
import { answerInTurn } from "../http/answer-in-turn.ts";
import { isObsCore } from "../obscore/obscore-table.ts";
import { openAnswer } from "../tap/open-answer.ts";
import { readMaxrec } from "../tap/tap-request.ts";
import { capabilitiesDocument, capability, httpInterface, vosiCapabilities } from "../vosi/capabilities.ts";
import type { TableService } from "../vosi/table-service.ts";
import { buildImageQuery } from "./image-query.ts";

const STANDARD = "ivo://ivoa.net/std/SIA";

/** Searches for images in a table of ObsCore, at its URL and at `query` below it (SIA 2.0, section 2). */
export const IMAGE_SERVICE: TableService = {
  title: "An SIA service",
  resource: "query",
  serves: isObsCore,
  capabilities(_context, url) {
    const search = capability(`${STANDARD}#query-2.0`, [
      httpInterface(`${url}/query`, { use: "base", version: "2.0" }),
    ]);
    return capabilitiesDocument([search, ...vosiCapabilities(url)]);
  },
  async answer({ context, table, request, env, parameters }) {
    const query = buildImageQuery(table, parameters);
    const format = chooseFormat(parameters.one("RESPONSEFORMAT"));
    const maxrec = readMaxrec(parameters, context.limits);
    const infos = [{ name: "standardID", value: STANDARD }];
    return answerInTurn(context, request, env, (signal) =>
      openAnswer(context, { query, maxrec, format, infos }, signal),
    );
  },
};
