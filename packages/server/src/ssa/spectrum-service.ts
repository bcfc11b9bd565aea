import { chooseFormat } from "../dali/output-formats.ts";
import { usageError } from "../errors.ts";
import { answerInTurn } from "../http/answer-in-turn.ts";
import { isObsCore } from "../obscore/obscore-table.ts";
import { openAnswer } from "../tap/open-answer.ts";
import { readMaxrec } from "../tap/tap-request.ts";
import { capabilitiesDocument, capability, httpInterface, vosiCapabilities } from "../vosi/capabilities.ts";
import type { TableService } from "../vosi/table-service.ts";
import { buildSpectrumQuery } from "./spectrum-query.ts";

const STANDARD = "ivo://ivoa.net/std/SSA";

/** Searches for spectra in a table of ObsCore (SSA 1.1). */
export const SPECTRUM_SERVICE: TableService = {
  title: "An SSA service",
  serves: isObsCore,
  capabilities(_context, url) {
    const search = capability(STANDARD, [httpInterface(`${url}?`, { use: "base", version: "1.1" })]);
    return capabilitiesDocument([search, ...vosiCapabilities(url)]);
  },
  async answer({ context, table, request, env, parameters }) {
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
  },
};
